using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Commands;

/// <summary>Looks at everything that a saved rotation needs, and changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Auth0SecretRotation", DefaultParameterSetName = "Name", HelpUri = HelpAddress.Pages + "Test-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotationTest), typeof(bool))]
public sealed class TestAuth0SecretRotationCommand : TenantCommand
{
    private readonly RotationTester _tester;

    /// <summary>Creates the command.</summary>
    public TestAuth0SecretRotationCommand() => _tester = new RotationTester(ModuleState.Current, connection => Open(connection));

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

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var rotation in Chosen())
        {
            var test = await _tester.TestAsync(rotation, StopToken);
            Emit(Quiet ? test.Succeeded : test);
        }
    }

    private List<Auth0SecretRotation> Chosen() =>
        Application is not null ? [RotationNames.Of(Application)] : InputObject is not null ? [InputObject] : RotationNames.Choose(Name, EmitError);
}
