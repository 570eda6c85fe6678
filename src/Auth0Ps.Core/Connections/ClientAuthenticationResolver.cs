using Auth0Ps.OAuth.Keys;

namespace Auth0Ps.Connections;

/// <summary>Works out how a connection proves itself, and where what it proves itself with is kept.</summary>
/// <param name="name">The connection's name.</param>
internal sealed class ClientAuthenticationResolver(ConnectionRequest request, Auth0Connection? former, string name)
{
    public const string SecretMethod = "client_secret_post";
    public const string KeyMethod = "private_key_jwt";
    public const string NoMethod = "none";

    private SecretReference InVaultOr(SecretReference other) => request.Vault is { Length: > 0 } vault
        ? new SecretReference
        {
            Location = SecretLocation.Vault,
            Vault = vault,
            SecretName = request.SecretName ?? DefaultEntry(name),
            CreatedForConnection = request.CreatesEntry,
        }
        : other;

    /// <summary>The entry's name where none was chosen.</summary>
    public static string DefaultEntry(string connection) => "auth0-connection-" + connection;

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>, <see cref="ErrorReason.InvalidPrivateKey"/> or <see cref="ErrorReason.SecretUnavailable"/>.</exception>
    public Proof Of(string domain, string clientId, Auth0GrantType grant)
    {
        if (request.PrivateKeyPath is not null || request.PrivateKey is not null)
            return OfKey(domain, clientId);

        if (request.SecretVariable is not null)
        {
            using var secret = EnvironmentSecret.Require(request.SecretVariable, name);
            return new(SecretMethod, CredentialsHash.Of(domain, clientId, secret), InVaultOr(new SecretReference { Location = SecretLocation.Environment, Variable = request.SecretVariable }));
        }

        if (request.ClientSecret is { Length: > 0 } given && ClientSecretText.FaultOf(given) is { } fault)
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"The client secret {fault}.", "Give the secret as the dashboard shows it, and nothing around it.") { Target = name };
        if (request.ClientSecret is { Length: > 0 })
            return new(SecretMethod, CredentialsHash.Of(domain, clientId, request.ClientSecret), InVaultOr(SecretReference.Process));
        if (request.ClientSecret is not null)
            throw Missing("The client secret is empty.");
        if (former is not null && (grant == Auth0GrantType.AuthorizationCodePkce || former.TokenEndpointAuthMethod != NoMethod))
            return OfFormer(former);
        return grant == Auth0GrantType.AuthorizationCodePkce
            ? new(NoMethod, Hash: null, InVaultOr(SecretReference.Process))
            : throw Missing("It is not said who signs in.");
    }

    private Proof OfKey(string domain, string clientId)
    {
        using var key = request.PrivateKeyPath is not null
            ? PrivateKeyReader.FromFile(request.PrivateKeyPath, request.KeyPassphrase)
            : PrivateKeyReader.FromText(request.PrivateKey!, request.KeyPassphrase);
        var place = request.PrivateKeyPath is null
            ? SecretReference.Process
            : new SecretReference { Location = SecretLocation.KeyFile, Path = request.PrivateKeyPath };
        return new(KeyMethod, CredentialsHash.Of(domain, clientId, key), InVaultOr(place))
        {
            Algorithm = request.KeyAlgorithm ?? former?.KeyAlgorithm ?? PrivateKeyAlgorithm.RS256,
            KeyId = RequireKeyId(),
        };
    }

    private Proof OfFormer(Auth0Connection kept) =>
        new(kept.TokenEndpointAuthMethod, kept.CredentialsHash, request.Vault is null ? kept.SecretReference : InVaultOr(SecretReference.Process))
        {
            Algorithm = kept.TokenEndpointAuthMethod == KeyMethod ? request.KeyAlgorithm ?? kept.KeyAlgorithm : null,
            KeyId = kept.TokenEndpointAuthMethod == KeyMethod ? RequireKeyId() ?? kept.KeyId : null,
        };

    /// <summary>Auth0 takes key ids of 10 to 64 letters, digits, hyphens and underscores (Management API, "Create a client credential").</summary>
    private string? RequireKeyId() =>
        request.KeyId is null || (request.KeyId.Length is >= 10 and <= 64 && request.KeyId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            ? request.KeyId
            : throw new Auth0Exception(ErrorReason.InvalidArgument, $"'{request.KeyId}' is not a key id.", "Copy it from the application's Credentials tab, or leave -KeyId out.") { Target = name };

    private Auth0Exception Missing(string message) =>
        new(ErrorReason.InvalidArgument, message, "Give -Credential (Get-Credential) with the client id as user name, or -ClientSecret (Read-Host -AsSecureString), -PrivateKeyPath or -PrivateKey.") { Target = name };

    /// <summary>How a connection proves itself.</summary>
    /// <param name="Method">The token endpoint's word for it.</param>
    /// <param name="Hash">Whether the credentials changed.</param>
    /// <param name="Reference">Where they are kept.</param>
    internal sealed record Proof(string Method, string? Hash, SecretReference Reference)
    {
        public PrivateKeyAlgorithm? Algorithm { get; init; }

        public string? KeyId { get; init; }
    }
}
