using System.Security.Cryptography;
using System.Text.Json;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Seeds the applications: mixed types by position, so that any number of them looks like a real tenant.</summary>
internal sealed class ApplicationSeed
{
    // One in ten at most, so that at least four of five are rotatable for every count (one of seven is the worst case).
    private const int CredentialEvery = 10;
    private const int CredentialAt = 6;
    private static readonly Lazy<RsaPublicKey> SharedKey = new(CreateSharedKey);
    private readonly DateTimeOffset _now;

    public ApplicationSeed(DateTimeOffset now) => _now = now;

    public Client At(int position)
    {
        if (position % CredentialEvery == CredentialAt)
            return WithCredential(position);
        var (settings, isFirstParty) = Kind(position);
        return new Client
        {
            ClientId = isFirstParty ? Identifiers.FirstPartyClient() : Identifiers.ThirdPartyClient(),
            Name = ApplicationNames.At(position),
            Secret = Identifiers.ClientSecret(),
            IsFirstParty = isFirstParty,
            Seeded = true,
            Settings = settings,
        };
    }

    private static (JsonElement Settings, bool IsFirstParty) Kind(int position) => position switch
    {
        1 or 19 => (ApplicationTemplate.Web, true),
        2 => (ApplicationTemplate.Native, true),
        _ => (position % 20) switch
        {
            4 or 11 => (ApplicationTemplate.Web, true),
            7 or 17 => (ApplicationTemplate.SinglePage, true),
            8 => (ApplicationTemplate.Native, true),
            10 => (ApplicationTemplate.ThirdParty, false),
            12 or 18 => (ApplicationTemplate.MachineWithBasic, true),
            14 => (ApplicationTemplate.Legacy, true),
            15 => (ApplicationTemplate.Sso, true),
            _ => (ApplicationTemplate.Machine, true),
        },
    };

    private Client WithCredential(int position)
    {
        var key = SharedKey.Value;
        var credential = new ClientCredential
        {
            Id = Identifiers.Credential(),
            Name = "Deployment key",
            CredentialType = "public_key",
            KeyId = key.Thumbprint,
            Algorithm = "RS256",
            PublicKey = key.SubjectPublicKeyInfo,
            CreatedAt = _now,
            UpdatedAt = _now,
        };
        return new Client
        {
            ClientId = Identifiers.FirstPartyClient(),
            Name = ApplicationNames.At(position),
            Secret = Identifiers.ClientSecret(),
            Seeded = true,
            Settings = ApplicationTemplate.WithCredential(credential.Id),
            Credentials = [credential],
        };
    }

    // Making a key takes longer than a thousand applications, so all of a process share one; nobody has its private half.
    private static RsaPublicKey CreateSharedKey()
    {
        using var rsa = RSA.Create(2048);
        return RsaPublicKey.Of(rsa);
    }
}
