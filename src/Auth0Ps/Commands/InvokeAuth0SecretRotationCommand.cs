using System.Management.Automation;
using Auth0Ps.Async;
using Auth0Ps.Management;
using Auth0Ps.Naming;
using Auth0Ps.Output;
using Auth0Ps.Parameters;
using Auth0Ps.Rotation;

namespace Auth0Ps.Commands;

/// <summary>Rotates client secrets; many at once, each result as it comes.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Auth0SecretRotation", DefaultParameterSetName = "Application", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Auth0SecretRotationResult), typeof(PSCredential))]
public sealed class InvokeAuth0SecretRotationCommand : TenantCommand
{
    private readonly RotatorsByConnection _rotators;
    private readonly RotationTally _tally = new();
    private SemaphoreSlim? _slots;
    private TerminationHold? _hold;
    private ProgressMeter? _progress;
    private bool _errorsEndTheCommand;

    /// <summary>Creates the command.</summary>
    public InvokeAuth0SecretRotationCommand()
    {
        _rotators = new RotatorsByConnection(connection => Open(connection));
    }

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ParameterSetName = "AdHoc", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The applications' client ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AdHoc", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string[] ClientId { get; set; } = [];

    /// <summary>Applications from the pipeline, which bring their connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Application", ValueFromPipeline = true)]
    public Auth0Application? InputObject { get; set; }

    /// <summary>Emits the credentials themselves, of the rotations that succeeded.</summary>
    [Parameter]
    public SwitchParameter AsCredential { get; set; }

    /// <summary>How many rotations go on at once: 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 10;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _slots = new SemaphoreSlim(ThrottleLimit);
        _hold = new TerminationHold(StopProcessing);
        _progress = new ProgressMeter(EmitProgress, "Rotating client secrets");
        _errorsEndTheCommand = ErrorsEndTheCommand();
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        StopToken.ThrowIfCancellationRequested();
        if (InputObject is not null)
            await StartAsync(InputObject, explicitly: false);
        else
            await StartNamedAsync();

        // A signal that came meanwhile ends the command here, and not only when the next record comes.
        StopToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        _progress!.Dispose();

        // With -ErrorAction Stop the first error ends the command, so they wait until everything has been tried.
        if (_errorsEndTheCommand)
        {
            foreach (var failure in _tally.Failures)
                EmitError(failure);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;

        _slots?.Dispose();
        TellUndelivered();

        // Last of all: a signal held back takes effect here.
        _hold?.Dispose();
        _hold = null;
    }

    private async Task StartNamedAsync()
    {
        var connection = Resolve(Connection);
        var directory = new ApplicationDirectory(Open(connection));
        foreach (var clientId in ClientId)
        {
            try
            {
                await StartAsync(await directory.GetAsync(ClientIds.Require(clientId), StopToken), explicitly: true);
            }
            catch (Auth0Exception exception)
            {
                _tally.Failed(exception);
                if (!_errorsEndTheCommand)
                    EmitError(exception);
            }
        }
    }

    private async Task StartAsync(Auth0Application application, bool explicitly)
    {
        var connection = application.Connection;
        if (application.WhyNotRotatable is null
            && !await ShouldProcessAsync(
                $"application '{application.Name}' ({application.ClientId}) of tenant '{connection.Domain}'",
                "Rotate the client secret; the present one stops working at once for all who use it"))
        {
            return;
        }

        _tally.Started();
        await _slots!.WaitAsync(StopToken);
        var hold = _hold!;
        hold.Enter();
        StartInBackground(async () =>
        {
            try
            {
                Deliver(connection, await _rotators.For(connection).RotateAsync(application, StopToken), explicitly, hold);
            }
            catch (OperationCanceledException)
            {
                // Stopped before anything was sent: there is nothing to report.
                hold.Leave();
            }
            catch
            {
                hold.Leave();
                throw;
            }
            finally
            {
                _slots.Release();
            }
        });
    }

    private void Deliver(Auth0Connection connection, SecretRotation rotation, bool explicitly, TerminationHold hold)
    {
        var result = Auth0SecretRotationResult.From(rotation);
        UnsavedResults.Keep(connection.Domain, result);
        ProcessHistory.Add(result);
        _tally.Finished();
        _progress!.Report($"{result.ApplicationName} ({_tally.Done} of {_tally.Total})", _tally.Percent, _tally.Remaining);

        var failure = RotationFailures.Of(rotation, explicitly);
        Emit(
            AsCredential && rotation.Status == RotationStatus.Succeeded ? DecoratedCredential.From(result) : result,
            delivered: hold.Leave,
            undelivered: () =>
            {
                _tally.Undelivered(result);
                hold.Leave();
            });

        if (failure is not null)
        {
            _tally.Failed(failure);

            // After the result, because with -ErrorAction Stop the write of the error does not return.
            if (!_errorsEndTheCommand)
                EmitError(failure);
        }
        else if (rotation.Status == RotationStatus.Skipped)
        {
            EmitWarning($"'{result.ApplicationName}' ({result.ClientId}): {rotation.Message}");
        }
    }

    private bool ErrorsEndTheCommand()
    {
        var preference = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var bound) ? bound : GetVariableValue("ErrorActionPreference");
        return string.Equals(preference?.ToString(), nameof(ActionPreference.Stop), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Through the host, as the pipeline takes nothing any more.</summary>
    private void TellUndelivered()
    {
        var lost = _tally.UndeliveredSecrets;
        if (lost > 0)
            Host.UI.WriteWarningLine($"The pipeline ended early: {lost} new client secret(s) may not have been saved. They are kept in this process: Get-Auth0SecretRotationHistory -Unsaved");
    }
}
