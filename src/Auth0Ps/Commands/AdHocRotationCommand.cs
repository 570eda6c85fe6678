using System.Management.Automation;
using Auth0Ps.Applications;
using Auth0Ps.Completion;
using Auth0Ps.Naming;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation;

namespace Auth0Ps.Commands;

/// <summary>A command that rotates applications without a saved rotation: what is rotated, and where the new secret or key goes.</summary>
public abstract class AdHocRotationCommand : RotatingCommand
{
    private readonly AdHocNames _names = new(ModuleState.Current);
    private readonly RotationQuestions _questions;
    private readonly CoveredApplications _covered;
    private AdHocRequest _request = new();

    /// <summary>Creates the command.</summary>
    private protected AdHocRotationCommand()
    {
        Rotators = new RotatorsByConnection(connection => Open(connection));
        _questions = new RotationQuestions(this, connection => Open(connection));
        _covered = new CoveredApplications(this);
    }

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

    private protected RotatorsByConnection Rotators { get; }

    /// <summary>Refuses what does not fit together, before anything is sent.</summary>
    private protected void RequireFitting()
    {
        _request = new AdHocRequest
        {
            Vault = Vault,
            SecretsMapping = SecretsMapping,
            Copies = Parameters.CopyTo.Read(CopyTo, Vault) ?? [],
            CredentialType = CredentialType,
            KeyAlgorithm = KeyAlgorithm,
            KeySize = KeySize,
            Overlap = Overlap,
            AnnounceFor = AnnounceFor,
            Force = Force,
            AsCredential = AsCredential,
        };
        _request.Require();
    }

    /// <summary>Rotates a saved rotation.</summary>
    /// <param name="called">Its name, the one that progress expects.</param>
    /// <param name="through">The connection, where another one than the rotation's own was chosen.</param>
    /// <param name="returnsSecret">True hands the new secret to the caller as well.</param>
    /// <param name="looks">True looks first whether the vault's secret is the live one. Of many at once that would double the requests; those that are due look anyway.</param>
    private protected abstract Task StartSavedAsync(string called, Auth0SecretRotation chosen, Auth0Connection? through, bool returnsSecret, bool looks);

    /// <summary>Rotates applications by their client ids.</summary>
    private protected async Task StartNamedAsync(Auth0Connection connection, string[] clientIds)
    {
        var directory = new ApplicationDirectory(Open(connection));
        Expect(clientIds);
        foreach (var clientId in clientIds)
        {
            try
            {
                await StartAsync(clientId, await directory.GetAsync(ClientIds.Require(clientId), StopToken), explicitly: true);
            }
            catch (Auth0Exception exception)
            {
                Drop(clientId);
                Fail(exception);
            }
        }
    }

    /// <summary>Rotates one application, or the saved rotation that covers it.</summary>
    /// <param name="called">Its name, the one that progress expects.</param>
    /// <param name="explicitly">True when the user named this one.</param>
    private protected async Task StartAsync(string called, Auth0Application application, bool explicitly)
    {
        var connection = application.Connection;
        var saved = CoveredApplications.Find(application, _request.RotatedType);
        if (saved is not null && _request.IsRunOf(saved, application))
        {
            EmitVerbose($"'{application.Name}' ({application.ClientId}) is rotated by its saved rotation '{saved.Name}', whose consumers read vault '{saved.Vault}'.");
            await StartSavedAsync(called, saved, connection, AsCredential || Vault is null, looks: explicitly);
            return;
        }

        if (_request.WhyNot(application) is { } why)
        {
            await StartAsync(called, connection, _ => Task.FromResult<RotationOutcome?>(RotationOutcome.Skip(application, why)), explicitly);
            return;
        }

        var what = $"application '{application.Name}' ({application.ClientId}) of tenant '{connection.Domain}'";
        RotationTarget? wanted;
        try
        {
            wanted = await _request.TargetOfAsync(application, saved, _names, StopToken);
            if (IsElsewhere(saved, wanted) && !Force)
                await _covered.RequireSomeoneToAskAsync(saved!, application, wanted!.Vault);
        }
        catch (Auth0Exception exception) when (!IsWhatIf)
        {
            // A result as well, so that nobody has to look for the application among the errors.
            await StartAsync(called, connection, _ => Task.FromResult<RotationOutcome?>(_request.NotBegun(application, exception)), explicitly);
            return;
        }

        if (wanted is null)
        {
            if (await AskAsync(what, into: null))
                await StartAsync(called, connection, async stop => await Rotators.For(connection).RotateAsync(application, stop), explicitly);
        }
        else if (await AskAsync(what, wanted, connection) is { } target && (Force || !IsElsewhere(saved, wanted) || await _covered.AskAsync(saved!, application, wanted.Vault)))
        {
            await StartAsync(called, connection, async stop => await Rotators.IntoVaultsFor(connection).RotateAsync(target, isDue: null, stop), explicitly);
        }

        Drop(called);
    }

    /// <summary>Asks; returns the target as the user wants it, or null when it is not to be.</summary>
    private protected Task<RotationTarget?> AskAsync(string what, RotationTarget target, Auth0Connection connection) => _questions.AskAsync(what, target, connection, StopToken);

    /// <summary>Asks about a client secret that becomes live at once.</summary>
    private protected Task<bool> AskAsync(string what, string? into) => _questions.AskAsync(what, into);

    /// <summary>True where the saved rotation of the same credential would be left with a dead one.</summary>
    private static bool IsElsewhere(Auth0SecretRotation? saved, RotationTarget? wanted) => saved is not null && wanted is not null && !saved.IsKeptIn(wanted.Vault, wanted.Mapping);
}
