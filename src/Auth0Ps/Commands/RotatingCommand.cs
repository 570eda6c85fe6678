using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using Auth0Ps.Errors;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Drift;

namespace Auth0Ps.Commands;

/// <summary>A command that changes secrets: many at once, each result as it comes, and no change that has begun is abandoned.</summary>
public abstract class RotatingCommand : TenantCommand
{
    private readonly RotationTally _tally = new();
    private SemaphoreSlim? _slots;
    private SignalGuard? _hold;
    private ProgressMeter? _progress;
    private HookDeliveries? _hooks;
    private IList? _outVariable;
    private bool _errorsEndTheCommand;
    private int _stopTold;

    /// <summary>How many rotations run at once: 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>True emits credentials in the place of results that have one.</summary>
    private protected virtual bool EmitsCredentials => false;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _slots = new SemaphoreSlim(ThrottleLimit);
        _hold = new SignalGuard(StopProcessing);
        _progress = new ProgressMeter(EmitProgress, "Rotating secrets and keys");
        _hooks = new HookDeliveries(EmitVerbose, EmitWarning) { IsWhatIf = IsWhatIf };
        _errorsEndTheCommand = ErrorsEndTheCommand();
        _outVariable = MyInvocation.BoundParameters.TryGetValue("OutVariable", out var name) ? GetVariableValue(name?.ToString()?.TrimStart('+')) as IList : null;
        if (!MyInvocation.ExpectingInput)
            _tally.NothingMoreComes();
    }

    /// <inheritdoc/>
    protected override void InputEnded() => _tally.NothingMoreComes();

    /// <summary>Says at once what is under way, because finishing may take a while; through the host, as the pipeline takes nothing any more.</summary>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        if (Interlocked.Exchange(ref _stopTold, 1) == 0 && _tally.WordStop() is { } said)
            Tell(said);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        _progress!.Dispose();
        await _hooks!.DeliverAsync(Fail, StopToken);

        // With -ErrorAction Stop the first error ends the command, so they wait until everything has been tried.
        if (_errorsEndTheCommand)
        {
            foreach (var failure in _tally.Failures)
                EmitError(failure);
        }
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

    /// <summary>An error that keeps nothing else from being tried.</summary>
    private protected void Fail(Auth0Exception failure)
    {
        _tally.Failed(failure);
        if (!_errorsEndTheCommand)
            EmitError(failure);
    }

    /// <summary>These are to be rotated, so that progress knows how many there are.</summary>
    private protected void Expect(IReadOnlyCollection<string> names) => _tally.Expect(names);

    /// <summary>How many ended so.</summary>
    private protected int EndedAs(RotationStatus status) => _tally.EndedAs(status);

    /// <summary>One of them is not to be rotated after all.</summary>
    private protected void Drop(string name) => _tally.Drop(name);

    /// <summary>Starts a rotation as soon as there is a place for it.</summary>
    /// <param name="name">Its name, the one that progress expects.</param>
    /// <param name="connection">The connection it goes through.</param>
    /// <param name="rotate">Does it; failures are in its result.</param>
    /// <param name="explicitly">True when the user named this one.</param>
    /// <param name="nextRotationAt">Says when the next one is due.</param>
    private protected async Task StartAsync(
        string name, Auth0Connection connection, Func<CancellationToken, Task<RotationOutcome?>> rotate, bool explicitly, Func<DateTimeOffset?>? nextRotationAt = null)
    {
        await _slots!.WaitAsync(StopToken);
        _tally.Started(name);
        var hold = _hold!;
        hold.Enter();
        StartInBackground(async () =>
        {
            try
            {
                var done = await rotate(StopToken);
                _tally.Finished(name);
                if (done is { } rotation)
                    Deliver(connection, rotation, explicitly, hold, nextRotationAt?.Invoke());
                else
                    hold.Leave();
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

    private void Deliver(Auth0Connection connection, RotationOutcome rotation, bool explicitly, SignalGuard hold, DateTimeOffset? nextRotationAt)
    {
        var result = Auth0SecretRotationResult.From(rotation, nextRotationAt);
        _tally.Ended(rotation.Status);
        _hooks!.Follow(result.Hooks);
        if (rotation.Vault is null)
        {
            UnsavedResults.Keep(connection.Domain, result);
            ProcessHistory.Add(rotation, result.Name);
        }

        _progress!.Report($"{result.ApplicationName} ({(_tally.Total is { } total ? $"{_tally.Done} of {total}" : $"{_tally.Done} so far")})", _tally.Percent, _tally.Remaining);

        var failure = RotationFailures.Of(rotation, explicitly);
        Emit(
            EmitsCredentials && rotation.Status == RotationStatus.Succeeded ? DecoratedCredential.From(result) : result,
            delivered: hold.Leave,
            undelivered: () =>
            {
                _tally.NotTaken(result);
                hold.Leave();
            });

        if (rotation.Adopted)
            EmitWarning($"'{result.Name}': {LiveAdoption.Said}");
        if (failure is not null)
        {
            // After the result, because with -ErrorAction Stop the write of the error does not return.
            Fail(failure);
        }
        else if (rotation.Status == RotationStatus.Skipped && rotation.Vault is not null)
        {
            // Another run was faster, which is as it should be.
            EmitVerbose($"'{result.Name}': {rotation.Message}");
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

    /// <summary>Through the host, as the pipeline takes nothing any more; what -OutVariable collects still takes what was finished.</summary>
    private void TellUndelivered()
    {
        var undelivered = _tally.Undelivered;
        if (undelivered.Count == 0)
            return;

        foreach (var result in undelivered)
            _outVariable?.Add(result);

        var lost = undelivered.Count(result => result.Credential is not null && result.Vault is null);
        if (lost > 0)
            Tell($"The pipeline ended early: {lost} new client secret(s) may not have been saved. They are kept in this process: Get-Auth0SecretRotationHistory -Unsaved");
        var parked = undelivered.Where(result => result is { Status: RotationStatus.Interrupted, Vault: not null }).Select(result => result.Name).ToList();
        if (parked.Count > 0)
            Tell($"Interrupted, with the new secret in its vault: {string.Join(", ", parked)}. Finish with: Resume-Auth0SecretRotation -Name {string.Join(", ", parked)}");
        var finished = undelivered.Where(result => result is { Status: RotationStatus.Succeeded, Vault: not null }).Select(result => result.Name).ToList();
        if (finished.Count > 0)
            Tell($"Finished after the pipeline had ended: {string.Join(", ", finished)}. Get-Auth0SecretRotationHistory shows them.");
    }

    private void Tell(string text)
    {
        try
        {
            Host.UI.WriteWarningLine(DisplayText.Of(text));
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or PSNotImplementedException or NullReferenceException)
        {
            // A host without a user interface has nobody to tell.
        }
    }
}
