using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Commands;

/// <summary>A command that rotates applications without a saved rotation: what is rotated, and where the new secret or key goes.</summary>
public abstract class AdHocRotationCommand : RotatingCommand
{
    private readonly AdHocNames _names = new(ModuleState.Current);
    private IReadOnlyList<CopyRequest> _copies = [];

    /// <summary>The vault that is to keep the new secrets.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>The names of the vault's entries.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    public SecretsMapping? SecretsMapping { get; set; }

    /// <summary>Further vaults that get the same, each as <c>@{ Vault = …; SecretsMapping = … }</c>.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? CopyTo { get; set; }

    /// <summary>What is rotated: the client secret, or with <c>PrivateKeyJwt</c> a private key; named, it also moves an application from one to the other.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    public CredentialType? CredentialType { get; set; }

    /// <summary>The signature algorithm of a new private key.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    public PrivateKeyAlgorithm? KeyAlgorithm { get; set; }

    /// <summary>The size of a new private key in bits: 2048, 3072 or 4096.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    public int? KeySize { get; set; }

    /// <summary>How long the private key before keeps working.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    public TimeSpan? Overlap { get; set; }

    /// <summary>How long the next client secret is in the vault before it becomes live.</summary>
    [Parameter(ParameterSetName = "AdHoc")]
    [Parameter(ParameterSetName = "Application")]
    public TimeSpan? AnnounceFor { get; set; }

    /// <summary>Overwrites vault entries that were not written by a rotation of the same application; of private keys it ends one that is in the way.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the credentials themselves, of the rotations that succeeded.</summary>
    [Parameter]
    public SwitchParameter AsCredential { get; set; }

    private protected override bool EmitsCredentials => AsCredential;

    private CredentialType RotatedType => CredentialType ?? Auth0Ps.CredentialType.ClientSecret;

    private TimeSpan? Announced => AnnounceFor == TimeSpan.Zero ? null : AnnounceFor;

    private bool IsOfKeys => CredentialKind.Of(RotatedType).IsKey;

    /// <summary>Refuses what does not fit together, before anything is sent.</summary>
    private protected void RequireFitting()
    {
        if (SecretsMapping is not null && Vault is null)
            throw Invalid("-SecretsMapping names vault entries, but no vault is named.", "Add -Vault NAME.");
        _copies = Parameters.CopyTo.Read(CopyTo, Vault) ?? [];
        if (_copies.Count > 0 && Vault is null)
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
        if (Vault is not null)
            SecretsMapping?.Require(Vault, RotatedType);
        if (Vault is not null)
            CopyRules.Require(CopyRequest.Build(_copies, SecretsMapping ?? Auth0Ps.SecretsMapping.Default("application", RotatedType)), Vault, RotatedType, Vault);
        if (Vault is not null && IsOfKeys)
            Specification().Require(Vault);
    }

    /// <summary>Why an application is left alone; null when it can be rotated.</summary>
    private protected string? WhyNot(Auth0Application application) =>
        IsOfKeys ? KeyRules.WhyNot(application)
        : MovesBack(application) || (Vault is not null && application.CanMoveAlong) ? null
        : application.WhyNotRotatable;

    /// <summary>The saved rotation of the same credential; null when none covers the application.</summary>
    private protected Auth0SecretRotation? Covering(Auth0Application application) => CoveredApplications.Find(application, RotatedType);

    /// <summary>True where the saved rotation itself is what is to run: the place is its own or none is named, and nothing else is said of how.</summary>
    private protected bool IsRunOf(Auth0SecretRotation saved, Auth0Application application) =>
        (Vault is null || CoveredApplications.IsAt(saved, Vault, SecretsMapping))
        && !MovesBack(application) && AnnounceFor is null && KeyAlgorithm is null && KeySize is null && Overlap is null
        && (WhyNot(application) is null || application.CanMoveAlong);

    /// <summary>The rotation into the vault; null where no vault is named.</summary>
    /// <param name="saved">The saved rotation that covers the application; null for none.</param>
    /// <exception cref="Auth0Exception">The vault cannot be used.</exception>
    private protected async Task<RotationTarget?> TargetOfAsync(Auth0Application application, Auth0SecretRotation? saved)
    {
        if (Vault is null)
            return null;

        // Where a saved rotation's consumers look, its names are the ones that are meant.
        var names = SecretsMapping ?? (saved is not null && CoveredApplications.IsAt(saved, Vault, mapping: null) ? saved.Entries : null);
        var (name, mapping) = names is null
            ? await _names.ForAsync(application, Vault, RotatedType, StopToken)
            : (AdHocNames.NameOf(application), names);
        mapping.Require(name, RotatedType);
        return new RotationTarget
        {
            Name = name,
            ClientId = application.ClientId,
            ApplicationName = application.DisplayName,
            Vault = Vault,
            Mapping = mapping,
            CredentialType = RotatedType,
            Key = IsOfKeys ? Specification() : null,
            MovesBack = MovesBack(application),
            AnnounceFor = Announced,
            CopyTo = CopyRequest.Build(_copies, mapping),
            Options = new() { Force = Force, EndsKeys = Force, ReturnsSecret = AsCredential, AppliesAtOnce = Force && Announced is null },
        };
    }

    /// <summary>What becomes of a rotation whose place cannot be found out.</summary>
    private protected RotationOutcome NotBegun(Auth0Application application, Auth0Exception cause)
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

    private KeySpecification Specification() =>
        new() { Algorithm = KeyAlgorithm ?? PrivateKeyAlgorithm.RS256, Size = KeySize ?? KeySpecification.DefaultSize, Overlap = Overlap ?? KeySpecification.DefaultOverlap };

    /// <summary>Only where that was said: an application on private keys is otherwise left alone.</summary>
    private bool MovesBack(Auth0Application application) =>
        CredentialType == Auth0Ps.CredentialType.ClientSecret && Vault is not null && application is { TokenEndpointAuthMethod: "private_key_jwt", IsGlobal: false };

    private static Auth0Exception Invalid(string message, string action) => new(ErrorReason.InvalidArgument, message, action);
}
