using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;

namespace Auth0Ps.Commands;

/// <summary>Makes the previous client secret of saved rotations live again.</summary>
[Cmdlet(VerbsCommon.Undo, "Auth0SecretRotation", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpAddress.Pages + "Undo-Auth0SecretRotation.md")]
[OutputType(typeof(Auth0SecretRotationResult))]
public sealed class UndoAuth0SecretRotationCommand : RotatingCommand
{
    private readonly RotatorsByConnection _rotators;
    private readonly HashSet<Guid> _started = [];

    /// <summary>Creates the command.</summary>
    public UndoAuth0SecretRotationCommand() => _rotators = new RotatorsByConnection(connection => Open(connection));

    /// <summary>Names of saved rotations, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Saved rotations from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Rotation")]
    public Auth0SecretRotation? InputObject { get; set; }

    /// <summary>A piped application, whose rotation is meant; its own name, which binds too, is not a rotation's.</summary>
    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true, DontShow = true)]
    public Auth0Application? Application { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        StopToken.ThrowIfCancellationRequested();
        if (await CannotAskAsync(ConfirmImpact.High))
            return;

        var chosen = RotationNames.Choose(Application, InputObject, Name, Fail).FindAll(rotation => _started.Add(rotation.Id));
        Expect([.. chosen.Select(rotation => rotation.Name)]);
        foreach (var rotation in chosen)
            await UndoAsync(rotation);
        StopToken.ThrowIfCancellationRequested();
    }

    private async Task UndoAsync(Auth0SecretRotation chosen)
    {
        try
        {
            var rotation = ModuleState.Current.Rotations.Find(chosen.Id) ?? throw ModuleState.Current.Rotations.NotFound(chosen.Name);
            var connection = ModuleState.Current.Rotations.ConnectionOf(rotation);
            if (!await ShouldProcessAsync(
                $"rotation '{rotation.Name}' of application '{rotation.ApplicationName}' ({rotation.ClientId}) of tenant '{connection.Domain}'",
                "Make the previous client secret live again; the present one stops working at once for all who use it"))
            {
                Drop(chosen.Name);
                return;
            }

            await StartAsync(
                chosen.Name,
                connection,
                async stop => await _rotators.IntoVaultsFor(connection).RotateAsync(rotation.ToTarget(new() { Undoes = true }), isDue: null, stop),
                explicitly: true,
                () => ModuleState.Current.Rotations.Find(rotation.Id)?.NextRotationAt);
        }
        catch (Auth0Exception exception)
        {
            // One that cannot be undone does not keep the others.
            Drop(chosen.Name);
            Fail(exception);
        }
    }
}
