using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Insight;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Drift;

namespace Auth0Ps.Commands;

/// <summary>Looks at everything that a saved rotation needs, and changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Auth0SecretRotation", DefaultParameterSetName = "Name", HelpUri = HelpAddress.Pages + "Test-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotationTest), typeof(bool))]
public sealed class TestAuth0SecretRotationCommand : TenantCommand
{
    private readonly Dictionary<string, IReadOnlyList<Auth0SecretUsage>> _usage = new(StringComparer.OrdinalIgnoreCase);
    private List<Auth0SecretRotation> _chosen = [];
    private HookDeliveries? _hooks;
    private RotationTester? _tester;

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Rotations from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Rotation")]
    public Auth0SecretRotation? InputObject { get; set; }

    /// <summary>A piped application, whose rotation is meant; its own name, which binds too, is not a rotation's.</summary>
    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true, DontShow = true)]
    public Auth0Application? Application { get; set; }

    /// <summary>Returns only whether all is well.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Looks in the tenant's log whether consumers were left behind by the last rotation.</summary>
    [Parameter]
    public SwitchParameter Usage { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        _tester ??= new RotationTester(ModuleState.Current, connection => Open(connection)) { UsageOf = Usage ? UsageOfAsync : null, DriftOf = DriftOfAsync };
        _chosen = RotationNames.Choose(Application, InputObject, Name, EmitError);
        foreach (var rotation in _chosen)
        {
            var test = await _tester.TestAsync(rotation, StopToken);
            Emit(Quiet ? test.Succeeded : test);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        if (_hooks is not null)
            await _hooks.DeliverAsync(EmitError, StopToken);
    }

    /// <summary>Hooks are told of a rotation that is found to have drifted.</summary>
    private async Task<DriftFinding> DriftOfAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        var finding = await new DriftDetector(Open(ModuleState.Current.Rotations.ConnectionOf(rotation))).LookAsync(rotation, cancellationToken);
        if (finding.Hooks.Count > 0)
            _hooks ??= new HookDeliveries(EmitVerbose, EmitWarning);
        return finding;
    }

    /// <summary>Hooks are told of consumers that were left behind.</summary>
    private async Task<Auth0SecretUsage> UsageOfAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        var usage = await ReadUsageAsync(rotation, cancellationToken);
        try
        {
            if ((await RefusedConsumers.TellAsync(ModuleState.Current, rotation, usage)).Count > 0)
                _hooks ??= new HookDeliveries(EmitVerbose, EmitWarning);
        }
        catch (Auth0Exception exception)
        {
            // What the log shows is true all the same.
            EmitError(exception);
        }

        return usage;
    }

    /// <summary>The log of a connection's tenant is read once for all the rotations that were chosen together.</summary>
    private async Task<Auth0SecretUsage> ReadUsageAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        var known = _usage.GetValueOrDefault(rotation.Connection)?.FirstOrDefault(usage => usage.ClientId == rotation.ClientId);
        if (known is not null)
            return known;

        var together = _chosen.Where(other => string.Equals(other.Connection, rotation.Connection, StringComparison.OrdinalIgnoreCase)).ToList();
        var applications = together.DistinctBy(other => other.ClientId, StringComparer.Ordinal).ToDictionary(other => other.ClientId, other => other.ApplicationName, StringComparer.Ordinal);
        var reader = new SecretUsageReader(Open(ModuleState.Current.Rotations.ConnectionOf(rotation)));
        _usage[rotation.Connection] = await reader.ReadAsync(applications, together.Min(other => other.LastRotatedAt), cancellationToken);
        return _usage[rotation.Connection].First(usage => usage.ClientId == rotation.ClientId);
    }
}
