using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>What a secret that someone brings along must be like.</summary>
internal static class ClientSecretRules
{
    /// <summary>The least number of characters. Auth0 takes one (Management API, "Update a client"); its own secrets have 64.</summary>
    public const int Shortest = 32;

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>; says nothing of the secret but its length.</exception>
    public static void Require(SecureString secret, string target)
    {
        if (secret.Length < Shortest)
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"The secret has {secret.Length} characters; a client secret needs at least {Shortest}.",
                "Give a longer one from a random generator, or let Invoke-Auth0SecretRotation make it.")
            { Target = target };
        }

        // RFC 6749, appendix A.2: %x20-7E. Anything else arrives differently from different clients, a pasted line break above all.
        if (!SecureStrings.Use(secret, (object?)null, static (bytes, _) => !bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)))
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                "The secret has characters that client secrets cannot have: they are made only of printable ASCII characters (RFC 6749).",
                "Look for a line break at its end, or for letters with accents.")
            { Target = target };
        }
    }
}
