using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Connections;
using Auth0Ps.Naming;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Changes a connection.</summary>
[Cmdlet(VerbsCommon.Set, "Auth0Connection", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpAddress.Pages + "Set-Auth0Connection.md")]
[OutputType(typeof(Auth0Connection))]
public sealed class SetAuth0ConnectionCommand : ConnectionFieldsCommand
{
    private TypedParameters? _typed;

    /// <summary>The connection's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The connection, from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? InputObject { get; set; }

    /// <summary>Another name.</summary>
    [Parameter]
    public string? NewName { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _typed = new TypedParameters(this);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (NewName is not null)
            Slug.Require(NewName, "-NewName");
        if (InputObject is not null)
            _typed!.ForgetOthers(nameof(InputObject));

        // From the registry, and by its id, because the object may be older than the last change.
        var former = InputObject is null
            ? ModuleState.Current.Connections.Require(Name)
            : ModuleState.Current.Connections.Find(InputObject.Id) ?? throw ModuleState.Current.Connections.NotFound(InputObject.Name);
        if (NewName is not null && ModuleState.Current.Connections.Find(NewName) is { } taken && taken.Id != former.Id)
            throw new Auth0Exception(ErrorReason.ConnectionExists, $"A connection '{taken.Name}' exists already.", $"Choose another -NewName, or remove that one: Remove-Auth0Connection {taken.Name}") { Target = NewName };

        var factory = Factory;
        var plan = await factory.PlanAsync(await MergeAsync(former), former, StopToken);
        if (!await ShouldProcessAsync($"connection '{former.Name}' to '{former.Domain}'", SkipTest ? "Change" : "Change and test"))
            return;

        var changed = await factory.KeepAsync(plan, SkipTest, StopToken);
        if (former.Persisted && !changed.Persisted)
            EmitWarning($"Connection '{changed.Name}' now lives only in this process: it is gone when the process ends.");
        if (former.SecretReference != changed.SecretReference)
            WarnOfOtherMachines(changed);
        Emit(changed);
    }

    /// <summary>What was given counts; what was not stays as it is.</summary>
    private async Task<ConnectionRequest> MergeAsync(Auth0Connection former)
    {
        if (CountCredentials() > 1)
            throw Conflict(former.Name, "There is more than one of -Credential, -ClientSecret, -PrivateKeyPath, -PrivateKey and -FromEnvironment.", "Give one of them.");

        return (await RequestAsync(NewName ?? former.Name, former)).Over(former);
    }
}
