using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;
using Auth0Ps.State;
using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace Auth0Ps.AzureBlob;

/// <summary>
/// How requests are signed: with a shared access signature or an account key from the vault's entry that was named, from AZURE_STORAGE_SAS_TOKEN or
/// AZURE_STORAGE_KEY, or else with an identity that is found without asking anyone: of the environment, of a workload, managed, or of Azure's own tools.
/// </summary>
/// <param name="location">The container.</param>
internal sealed class SignIn(AzureBlobLocation location)
{
    private byte[]? _last;

    /// <summary>The container, for as long as what signs in is good.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateStoreUnavailable"/>: there is nothing to sign in with.</exception>
    public BlobContainerClient Open()
    {
        var secret = Secret();
        _last = HashOf(secret);
        if (secret is not null)
            return Open(secret);
        return location.Container.Scheme == Uri.UriSchemeHttps
            ? new BlobContainerClient(location.Container, Identities.Find(location.Container.Host), Options())
            : throw Unavailable("wants an account key or a shared access signature: an emulator knows no identities", "Put one into AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or name a vault's entry: Set-Auth0StateStore -Vault NAME -SecretName NAME.");
    }

    /// <summary>True where another signature or key is there than the one that was refused.</summary>
    public bool HasChanged() => _last is not null && HashOf(Secret()) is { } now && !now.AsSpan().SequenceEqual(_last);

    private BlobContainerClient Open(string secret)
    {
        // As the portal shows it, also as a whole address; a key is Base64 and has no such name in it.
        if (secret.Contains("sig=", StringComparison.Ordinal))
            return new BlobContainerClient(location.Container, new AzureSasCredential(secret[(secret.IndexOf('?', StringComparison.Ordinal) + 1)..]), Options());
        var account = location.Account ?? Environment.GetEnvironmentVariable("AZURE_STORAGE_ACCOUNT");
        if (account is not { Length: > 0 })
            throw Unavailable("has a domain of its own, and an account key does not say whose it is", "Name the account in AZURE_STORAGE_ACCOUNT, or use a shared access signature.");
        try
        {
            return new BlobContainerClient(location.Container, new StorageSharedKeyCredential(account, secret), Options());
        }
        catch (FormatException)
        {
            throw Unavailable("cannot be signed in to: what was given is neither a shared access signature nor an account key", "A signature has 'sv=' and 'sig=' in it, and a key is Base64.");
        }
    }

    private string? Secret()
    {
        try
        {
            if (location.ReadSecret is { } read)
                return SecureStrings.Reveal(read()).Trim();
        }
        catch (Auth0Exception vault)
        {
            throw new Auth0Exception(ErrorReason.StateStoreUnavailable, $"What signs in to {location.Display}, which keeps the state, cannot be had: {vault.Message}", vault.RecommendedAction, vault) { Target = location.Display };
        }

        // The names that az has for them. A key beside another account's name is that one's.
        var account = Environment.GetEnvironmentVariable("AZURE_STORAGE_ACCOUNT");
        if (account is { Length: > 0 } && location.Account is not null && account != location.Account)
            return null;
        return Variable("AZURE_STORAGE_SAS_TOKEN") ?? Variable("AZURE_STORAGE_KEY");

        static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
    }

    /// <summary>A version that every cloud, Azure Stack and emulators know; nothing newer is needed.</summary>
    private static BlobClientOptions Options() => new(BlobClientOptions.ServiceVersion.V2020_10_02)
    {
        Retry = { Mode = RetryMode.Exponential, MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(4), NetworkTimeout = TimeSpan.FromSeconds(20) },
        Diagnostics = { ApplicationId = "Auth0Ps", IsDistributedTracingEnabled = false },
    };

    private static byte[]? HashOf(string? secret) => secret is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private Auth0Exception Unavailable(string what, string action) =>
        new(ErrorReason.StateStoreUnavailable, $"The container {location.Display}, which keeps the state, {what}.", action) { Target = location.Display };
}
