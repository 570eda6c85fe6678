using System.Management.Automation;

namespace Auth0Ps.Commands;

/// <summary>A command about saved rotations.</summary>
public abstract class RotationCommand : TenantCommand
{
    /// <summary>Asks the user as a command of that impact would, where this one can also do what has more.</summary>
    private protected Task<bool> ShouldProcessAsync(string target, string action, ConfirmImpact impact) =>
        OnPipelineAsync(() => !Asks(impact) || ShouldProcess(target, action));

    private bool Asks(ConfirmImpact impact)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Confirm") || MyInvocation.BoundParameters.ContainsKey("WhatIf") || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference")))
            return true;

        var preference = LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact chosen) ? chosen : ConfirmImpact.High;
        return preference != ConfirmImpact.None && impact >= preference;
    }
}
