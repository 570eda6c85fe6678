using System.Management.Automation;
using Auth0Ps.Async;
using Auth0Ps.Rotation;

namespace Auth0Ps.Commands;

/// <summary>Shows rotated secrets of this process that no vault took.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0SecretRotationHistory")]
[OutputType(typeof(Auth0SecretRotationResult))]
public sealed class GetAuth0SecretRotationHistoryCommand : AsyncCommand
{
    /// <summary>The newest result of each client whose secret no vault took.</summary>
    [Parameter(Mandatory = true)]
    public SwitchParameter Unsaved { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        foreach (var result in UnsavedResults.All)
            Emit(result);
        return Task.CompletedTask;
    }
}
