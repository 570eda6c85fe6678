using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Private keys, whose public halves Auth0 knows.</summary>
internal sealed class PrivateKeyKind : CredentialKind
{
    /// <inheritdoc/>
    public override CredentialType Type => CredentialType.PrivateKeyJwt;

    /// <inheritdoc/>
    public override string TypeName => "auth0-private-key-jwt";

    /// <inheritdoc/>
    public override string Name => "private key";

    /// <inheritdoc/>
    public override string AuthenticationMethod => ClientAuthenticationResolver.KeyMethod;

    /// <inheritdoc/>
    public override ConnectionPurpose Purpose => ConnectionPurpose.KeyRotation;

    /// <inheritdoc/>
    public override bool IsKey => true;

    /// <inheritdoc/>
    public override bool WorksBesidePrevious => true;

    /// <summary>Auth0 has only the public half.</summary>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override bool Covers(Auth0CredentialKind credential) => credential is Auth0CredentialKind.PrivateKey;

    /// <inheritdoc/>
    public override string RevokingMeans => "Remove, and end the private keys that were made here at once for all who sign with them";

    /// <inheritdoc/>
    public override string Revoked => "Revoked; the keys that were made here are detached and deleted.";

    /// <inheritdoc/>
    public override IRotation Open(RotationTools tools) => new PrivateKeyRotation(tools);

    /// <inheritdoc/>
    public override async Task<(int Attempts, RotationVerification VerifiedBy)> RevokeAsync(TenantSession session, Auth0SecretRotation rotation, CancellationToken stop) =>
        (await new KeyRevocation(session).RevokeAsync(rotation, stop), RotationVerification.None);

    /// <inheritdoc/>
    public override SecretsMapping DefaultMapping(string rotation) =>
        new() { ClientId = rotation + "-client-id", PrivateKey = rotation + "-private-key", KeyId = rotation + "-key-id" };

    /// <inheritdoc/>
    public override (string Message, string Action)? FaultIn(SecretsMapping mapping) =>
        mapping.PrivateKey is null || mapping.ClientSecret is not null || mapping.Credential is not null
            ? ("The mapping names no entry for the private key, or one for something else.", "Use -SecretsMapping @{ PrivateKey = 'NAME'; KeyId = 'NAME'; ClientId = 'NAME' }; the last two may be left out.")
            : null;

    /// <inheritdoc/>
    public override KeySpecification? SpecificationOf(Auth0SecretRotation rotation)
    {
        var overlap = rotation.Overlap ?? KeySpecification.DefaultOverlap;
        return new()
        {
            Algorithm = rotation.KeyAlgorithm ?? PrivateKeyAlgorithm.RS256,
            Size = rotation.KeySize ?? KeySpecification.DefaultSize,
            Overlap = overlap,
            Lifetime = KeySpecification.LifetimeFor(rotation.RotationInterval, overlap),
        };
    }

    /// <inheritdoc/>
    public override void RequireRotatable(Auth0Application application, bool movesBack) => KeyRules.RequireSuitable(application);

    /// <inheritdoc/>
    public override (string Detail, string? Hint) Suits(Auth0Application application) => ($"'{application.Name}' exists, and can use private keys.", null);

    /// <inheritdoc/>
    public override int ActiveIndexOf(RotationEntry entry) => entry.KeyCount == 0 ? 0 : (entry.KeyCount - 1) % 2;

    /// <inheritdoc/>
    public override string Unchanged(Auth0Exception cause) => "Nothing changed for those who sign in";

    /// <inheritdoc/>
    public override string WhereLive(RotationEntry entry)
    {
        var final = entry.Mapping.SecretEntry;
        return entry.Phase >= RotationPhase.Promoted
            ? $"The key in use is '{final}' in vault '{entry.Vault}'."
            : $"'{final}' in vault '{entry.Vault}' holds the key in use, as far as there was one; the new one is '{entry.NextNameOf(final)}'.";
    }

    /// <inheritdoc/>
    public override string RotatingMeans(string? move) =>
        move is null ? "Rotate the private key; the present one keeps working until its overlap has ended" : $"Move it to private keys. {move}";

    /// <inheritdoc/>
    public override string FinishingMeans(RotationEntry entry) =>
        entry.MovedFrom is not null && entry.Phase < RotationPhase.Promoted ? "Finish; a consumer that signs in with the client secret is refused, if that is not so yet"
        : "Finish; the private key before it works until its overlap ends";
}
