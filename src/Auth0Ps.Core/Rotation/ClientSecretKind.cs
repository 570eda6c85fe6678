using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation;

/// <summary>Client secrets.</summary>
internal sealed class ClientSecretKind : CredentialKind
{
    /// <inheritdoc/>
    public override CredentialType Type => CredentialType.ClientSecret;

    /// <inheritdoc/>
    public override string TypeName => "auth0-client-secret";

    /// <inheritdoc/>
    public override string Name => "client secret";

    /// <inheritdoc/>
    public override string AuthenticationMethod => ClientAuthenticationResolver.SecretMethod;

    /// <inheritdoc/>
    public override ConnectionPurpose Purpose => ConnectionPurpose.SecretRotation;

    /// <inheritdoc/>
    public override bool IsKey => false;

    /// <inheritdoc/>
    public override bool WorksBesidePrevious => false;

    /// <inheritdoc/>
    public override bool IsReadable => true;

    /// <summary>An application of which Auth0 does not say how it signs in has a client secret, too.</summary>
    public override bool Covers(Auth0CredentialKind credential) => credential is Auth0CredentialKind.ClientSecret or Auth0CredentialKind.Unknown;

    /// <inheritdoc/>
    public override string RevokingMeans => "Remove, and end the application's client secret at once for all who use it";

    /// <inheritdoc/>
    public override string Revoked => "Revoked; the last issued secret does not work any more, and nobody has the present one.";

    /// <inheritdoc/>
    public override IRotation Open(RotationTools tools) => new ClientSecretRotation(tools);

    /// <summary>Auth0 is given a fresh secret that nobody keeps.</summary>
    public override async Task<(int Attempts, RotationVerification VerifiedBy)> RevokeAsync(TenantSession session, Auth0SecretRotation rotation, CancellationToken stop)
    {
        using var secret = SecretGenerator.NewClientSecret();
        var change = await SecretChange.SendAsync(session, rotation.ClientId, secret, stop);
        return change.Outcome == ResponseOutcome.Done
            ? (change.Attempts, change.Echo == true ? RotationVerification.Response : RotationVerification.None)
            : throw SecretRevocation.NotDone(rotation, change.Outcome, change.Failure!);
    }

    /// <inheritdoc/>
    public override SecretsMapping DefaultMapping(string rotation) => new() { ClientId = rotation + "-client-id", ClientSecret = rotation + "-client-secret" };

    /// <inheritdoc/>
    public override (string Message, string Action)? FaultIn(SecretsMapping mapping) =>
        mapping.PrivateKey is not null || mapping.KeyId is not null
            ? ("The mapping names entries for a private key, but a client secret is rotated.", "Add -CredentialType PrivateKeyJwt, or name entries for ClientId and ClientSecret.")
        : (mapping.Credential is null) == (mapping.ClientSecret is null) || (mapping.Credential is not null && mapping.ClientId is not null)
            ? ("The mapping names neither one entry for the credential nor one for the client secret.", "Use -SecretsMapping @{ ClientId = 'NAME'; ClientSecret = 'NAME' } or -SecretsMapping @{ Credential = 'NAME' }.")
        : null;

    /// <inheritdoc/>
    public override KeySpecification? SpecificationOf(Auth0SecretRotation rotation) => null;

    /// <inheritdoc/>
    public override void RequireRotatable(Auth0Application application, bool movesBack)
    {
        if (movesBack && application.TokenEndpointAuthMethod == ClientAuthenticationResolver.KeyMethod)
        {
            KeyRules.RequireSuitable(application);
            return;
        }

        var connection = application.Connection;
        var isOwn = string.Equals(application.ClientId, connection.ClientId, StringComparison.Ordinal);
        if (application.WhyNotRotatable is not { } why || (isOwn && IsMovable(application)))
            return;

        throw new Auth0Exception(
            ErrorReason.ApplicationNotRotatable,
            $"The client secret of '{application.Name}' ({application.ClientId}) cannot be rotated here: {why}.",
            isOwn && !application.IsGlobal
                ? $"Keep the connection's secret in a vault first, where its new one can be put: Set-Auth0Connection {connection.Name} -Vault NAME"
                : application.SignsInByCertificate ? "Let it sign in with a client secret first, in the dashboard: Applications > Applications > the application > Credentials."
                : "Get-Auth0Application -Rotatable lists those that can be.")
        { Target = application.ClientId };
    }

    /// <inheritdoc/>
    public override (string Detail, string? Hint) Suits(Auth0Application application) => (
        $"'{application.Name}' exists, and its client secret can be rotated.",
        application.TokenEndpointAuthMethod is null
            ? "Auth0 does not say how it signs in. With read:client_keys (or read:client_credentials) this test sees whether it uses private keys in the place of a secret."
            : null);

    /// <inheritdoc/>
    public override int ActiveIndexOf(RotationEntry entry) => 0;

    /// <summary>Of a vault that cannot be read nobody knows whether it still has the secret that is live.</summary>
    public override string Unchanged(Auth0Exception cause) =>
        cause.Reason is ErrorReason.VaultUnavailable or ErrorReason.VaultReadFailed ? "Nothing changed at Auth0" : "Nothing changed, the old secret is live";

    /// <inheritdoc/>
    public override string WhereLive(RotationEntry entry)
    {
        var final = entry.Mapping.SecretEntry;
        return entry.Phase >= RotationPhase.Promoted
            ? $"The secret that is live now is '{final}' in vault '{entry.Vault}'."
            : $"The secret that is live now is '{entry.NextNameOf(final)}' or '{final}' in vault '{entry.Vault}'.";
    }

    /// <inheritdoc/>
    public override string RotatingMeans(string? move) => "Rotate the client secret; the present one stops working at once for all who use it";

    /// <inheritdoc/>
    public override string FinishingMeans(RotationEntry entry) => "Finish; the former client secret stops working for all who use it, if it has not yet";

    private static bool IsMovable(Auth0Application application) =>
        !application.IsGlobal
        && application.Connection.SecretReference.Location == SecretLocation.Vault
        && application.Connection.TokenEndpointAuthMethod == ClientAuthenticationResolver.SecretMethod;
}
