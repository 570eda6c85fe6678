using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Rotation;

/// <summary>What is wanted of applications that are rotated without a saved rotation: what is rotated, and where the new secret or key goes.</summary>
internal sealed class AdHocRequest
{
    /// <summary>The vault; null hands the new secret to the caller.</summary>
    public string? Vault { get; init; }

    /// <summary>The names of the vault's entries; null for those of the application, or of the saved rotation that is kept there.</summary>
    public SecretsMapping? SecretsMapping { get; init; }

    /// <summary>Further vaults that get the same.</summary>
    public IReadOnlyList<CopyRequest> Copies { get; init => field = value.ToArray(); } = [];

    /// <summary>What is rotated; null for the client secret. Named, it also moves an application from one kind to the other.</summary>
    public CredentialType? CredentialType { get; init; }

    /// <summary>The signature algorithm of a new private key.</summary>
    public PrivateKeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>The size of a new private key in bits.</summary>
    public int? KeySize { get; init; }

    /// <summary>How long the previous private key keeps working.</summary>
    public TimeSpan? Overlap { get; init; }

    /// <summary>How long the next client secret is in the vault before it becomes live.</summary>
    public TimeSpan? AnnounceFor { get; init; }

    /// <summary>True overwrites entries of others, and ends keys that are in the way.</summary>
    public bool Force { get; init; }

    /// <summary>True hands the new secret to the caller as well as to the vault.</summary>
    public bool AsCredential { get; init; }

    /// <summary>What is rotated.</summary>
    public CredentialType RotatedType => CredentialType ?? Auth0Ps.CredentialType.ClientSecret;

    private bool IsOfKeys => CredentialKind.Of(RotatedType).IsKey;

    private TimeSpan? Announced => AnnounceFor == TimeSpan.Zero ? null : AnnounceFor;

    private KeySpecification Specification =>
        new() { Algorithm = KeyAlgorithm ?? PrivateKeyAlgorithm.RS256, Size = KeySize ?? KeySpecification.DefaultSize, Overlap = Overlap ?? KeySpecification.DefaultOverlap };

    /// <summary>Refuses what does not fit together, before anything is sent.</summary>
    /// <exception cref="Auth0Exception">What does not, and what to do.</exception>
    public void Require()
    {
        if (SecretsMapping is not null && Vault is null)
            throw Invalid("-SecretsMapping names vault entries, but no vault is named.", "Add -Vault NAME.");
        if (Copies.Count > 0 && Vault is null)
            throw Invalid("-CopyTo names further vaults, but no vault is named that they are copies of.", "Add -Vault NAME.");
        if (!IsOfKeys && (KeyAlgorithm is not null || KeySize is not null || Overlap is not null))
            throw Invalid("-KeyAlgorithm, -KeySize and -Overlap are about private keys.", "Add -CredentialType PrivateKeyJwt.");
        if (IsOfKeys && Vault is null)
            throw Invalid("A private key has to be in a vault before Auth0 hears of it, and no vault is named.", "Add -Vault NAME.");
        if (IsOfKeys && AsCredential)
            throw Invalid("A private key is no credential with a password.", "Leave -AsCredential out, and read the key from the vault.");
        if (AnnounceFor is not null && Vault is null)
            throw Invalid("An announced secret has to stand in a vault where consumers read it, and no vault is named.", "Add -Vault NAME.");
        if (AnnounceFor is not null && AsCredential)
            throw Invalid("An announced secret is not live yet, so there is no credential to emit.", "Leave -AsCredential out; consumers read the vault.");
        Announcement.Require(Announced, CredentialKind.Of(RotatedType), interval: null, Vault ?? "");
        if (Vault is null)
            return;

        SecretsMapping?.Require(Vault, RotatedType);
        CopyRules.Require(CopyRequest.Build(Copies, SecretsMapping ?? Auth0Ps.SecretsMapping.Default("application", RotatedType)), Vault, RotatedType, Vault);
        if (IsOfKeys)
            Specification.Require(Vault);
    }

    /// <summary>Why an application is left as it is; null when it can be rotated.</summary>
    public string? WhyNot(Auth0Application application) =>
        IsOfKeys ? KeyRules.WhyNot(application)
        : MovesBack(application) || (Vault is not null && application.CanMoveAlong) ? null
        : application.WhyNotRotatable;

    /// <summary>True where the saved rotation itself is what is to run: the place is its own or none is named, and nothing else is said of how.</summary>
    public bool IsRunOf(Auth0SecretRotation saved, Auth0Application application) =>
        (Vault is null || saved.IsKeptIn(Vault, SecretsMapping ?? saved.Entries))
        && !MovesBack(application) && AnnounceFor is null && KeyAlgorithm is null && KeySize is null && Overlap is null
        && (WhyNot(application) is null || application.CanMoveAlong);

    /// <summary>The rotation of an application into the vault; null where no vault is named.</summary>
    /// <param name="saved">The saved rotation that covers the application; null for none.</param>
    /// <param name="names">Chooses names where none are given.</param>
    /// <exception cref="Auth0Exception">The vault cannot be used.</exception>
    public async Task<RotationTarget?> TargetOfAsync(Auth0Application application, Auth0SecretRotation? saved, AdHocNames names, CancellationToken stop)
    {
        if (Vault is null)
            return null;

        // Where a saved rotation's consumers look, its names are the ones that are meant.
        var chosen = SecretsMapping ?? (saved?.IsKeptIn(Vault, saved.Entries) == true ? saved.Entries : null);
        var (name, mapping) = chosen is null
            ? await names.ForAsync(application, Vault, RotatedType, stop)
            : (AdHocNames.NameOf(application), chosen);
        mapping.Require(name, RotatedType);
        return new RotationTarget
        {
            Name = name,
            ClientId = application.ClientId,
            ApplicationName = application.DisplayName,
            Vault = Vault,
            Mapping = mapping,
            CredentialType = RotatedType,
            Key = IsOfKeys ? Specification : null,
            MovesBack = MovesBack(application),
            AnnounceFor = Announced,
            CopyTo = CopyRequest.Build(Copies, mapping),
            Options = new() { Force = Force, EndsKeys = Force, ReturnsSecret = AsCredential, AppliesAtOnce = Force && Announced is null },
        };
    }

    /// <summary>What becomes of a rotation whose place cannot be found out.</summary>
    public RotationOutcome NotBegun(Auth0Application application, Auth0Exception cause)
    {
        var name = AdHocNames.NameOf(application);
        var target = new RotationTarget
        {
            Name = name,
            ClientId = application.ClientId,
            ApplicationName = application.DisplayName,
            Vault = Vault!,
            Mapping = SecretsMapping ?? Auth0Ps.SecretsMapping.Default(name, RotatedType),
            CredentialType = RotatedType,
        };
        return new RotationReport(application.Connection, target).Failed(cause, attempts: 0);
    }

    /// <summary>Only where that was said: an application on private keys is otherwise left as it is.</summary>
    private bool MovesBack(Auth0Application application) =>
        CredentialType == Auth0Ps.CredentialType.ClientSecret && Vault is not null && application is { TokenEndpointAuthMethod: "private_key_jwt", IsGlobal: false };

    private static Auth0Exception Invalid(string message, string action) => new(ErrorReason.InvalidArgument, message, action);
}
