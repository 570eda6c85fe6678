using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Shows saved rotations and how they stand.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0SecretRotation", HelpUri = HelpAddress.Pages + "Get-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotation))]
public sealed class GetAuth0SecretRotationCommand : AsyncCommand
{
    private TypedParameters? _typed;

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only those that go through this connection.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>Only those of these applications.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string[]? ClientId { get; set; }

    /// <summary>Only those that stand so.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RotationState[]? State { get; set; }

    /// <summary>A piped application, whose rotation is meant; its own name is not a rotation's.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public Auth0Application? Application { get; set; }

    /// <summary>A piped connection, whose rotations are meant; its own name is not one of theirs.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? Through { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _typed = new TypedParameters(this);

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        // A connection that is gone may still be named by rotations.
        if (Connection is not null && ModuleState.Current.Connections.Find(Connection.Name) is null && !ModuleState.Current.Rotations.All.Any(rotation => string.Equals(rotation.Connection, Connection.Name, StringComparison.OrdinalIgnoreCase)))
            throw new TerminatingFailure(ModuleState.Current.Connections.NotFound(Connection.Name));

        var isFilter = (Application is not null || Through is not null) && !_typed!.Has(nameof(Name));
        foreach (var rotation in RotationNames.Choose(isFilter ? ["*"] : Name, EmitError).Where(IsWanted))
            Emit(rotation);
        return Task.CompletedTask;
    }

    private bool IsWanted(Auth0SecretRotation rotation) =>
        (Application is null || Application.ClientId == rotation.ClientId)
        && (Through is null || string.Equals(Through.Name, rotation.Connection, StringComparison.OrdinalIgnoreCase))
        && (Connection is null || string.Equals(Connection.Name, rotation.Connection, StringComparison.OrdinalIgnoreCase))
        && (ClientId is null || ClientId.Contains(rotation.ClientId, StringComparer.Ordinal))
        && (State is null || State.Contains(rotation.State));
}
