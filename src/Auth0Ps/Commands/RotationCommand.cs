using System.Management.Automation;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>A command about saved rotations.</summary>
public abstract class RotationCommand : TenantCommand
{
    /// <summary>Asks the user as a command of that impact would, where this one can also do what has more.</summary>
    private protected Task<bool> ShouldProcessAsync(string target, string action, ConfirmImpact impact) =>
        OnPipelineAsync(() => !IsAskedOrTold(impact) || Questions.Ask(() => ShouldProcess(target, action)));
}
