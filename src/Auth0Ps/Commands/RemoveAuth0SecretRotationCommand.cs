using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Commands;

/// <summary>Removes saved rotations and, when told to, what they issued.</summary>
[Cmdlet(VerbsCommon.Remove, "Auth0SecretRotation", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpAddress.Pages + "Remove-Auth0SecretRotation.md")]
public sealed class RemoveAuth0SecretRotationCommand : RotationCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Rotations from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Rotation")]
    public Auth0SecretRotation? InputObject { get; set; }

    /// <summary>A piped application, whose rotation is meant; its own name, which binds too, is not a rotation's.</summary>
    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true, DontShow = true)]
    public Auth0Application? Application { get; set; }

    /// <summary>Makes the last issued secret useless at Auth0 first.</summary>
    [Parameter]
    public SwitchParameter Revoke { get; set; }

    /// <summary>Deletes the vault's entries.</summary>
    [Parameter]
    public SwitchParameter RemoveSecret { get; set; }

    /// <summary>Removes the rotation also when the vault's entries cannot be deleted.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private ConfirmImpact Impact => Revoke || RemoveSecret ? ConfirmImpact.High : ConfirmImpact.Medium;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (await CannotAskAsync(Impact))
            return;
        var removal = new RotationRemoval(ModuleState.Current, Open) { Revokes = Revoke, RemovesSecret = RemoveSecret, Force = Force };
        foreach (var rotation in RotationNames.Choose(Application, InputObject, Name, EmitError))
        {
            try
            {
                await RemoveAsync(removal, rotation);
            }
            catch (Auth0Exception exception)
            {
                // One that stays does not keep the others.
                EmitError(exception);
            }
        }
    }

    private async Task RemoveAsync(RotationRemoval removal, Auth0SecretRotation rotation)
    {
        removal.Require(rotation);
        if (!await ShouldProcessAsync(RotationRemoval.TargetOf(rotation), await removal.ActionOnAsync(rotation, StopToken), Impact))
            return;

        var left = await removal.RemoveAsync(rotation, StopToken);
        EmitVerbose($"Removed rotation '{rotation.Name}'.");
        if (removal.Remark is { } remark)
            EmitWarning(remark);
        if (left is not null)
            EmitWarning($"What rotation '{rotation.Name}' was to delete in {(rotation.CopyTo.Count == 0 ? $"vault '{rotation.Vault}'" : "its vaults")} is still there: {left.Message}");
    }
}
