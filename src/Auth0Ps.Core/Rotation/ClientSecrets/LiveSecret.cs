using System.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>What was found out about the secret that is live at Auth0.</summary>
internal abstract record LiveSecret
{
    private LiveSecret()
    {
    }

    /// <summary>This one is live. The caller owns it.</summary>
    /// <param name="Secret">The secret.</param>
    /// <param name="By">How it was proven.</param>
    internal sealed record Known(SecureString Secret, RotationVerification By) : LiveSecret;

    /// <summary>None of those that were asked about: a token was refused for each, for longer than Auth0 takes to spread a new one.</summary>
    internal sealed record AnotherOne : LiveSecret;

    /// <summary>None at all: the application proves itself in another way now.</summary>
    /// <param name="Method">The way.</param>
    internal sealed record NotInUse(string Method) : LiveSecret;

    /// <summary>It cannot be known: permissions are missing, or nobody answers.</summary>
    internal sealed record Unknown : LiveSecret;
}
