using System.Management.Automation;
using Auth0Ps.Applications;
using Auth0Ps.Errors;
using Auth0Ps.Http;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;

namespace Auth0Ps.Commands;

/// <summary>A command that talks to a tenant.</summary>
public abstract class TenantCommand : AsyncCommand, IRotationConsole
{
    private WaitMeter? _waits;
    private bool _saidUnanswerable;

    /// <summary>Shows each request under <c>-Verbose</c>, and waits of a second and more as progress.</summary>
    private protected RequestObserver Observer
    {
        get
        {
            var waits = LazyInitializer.EnsureInitialized(ref _waits, () => new WaitMeter(EmitProgress));
            return trace =>
            {
                EmitVerbose(trace.ToString());
                waits.Tell(trace);
            };
        }
    }

    /// <summary>The connection referred to, or the only one; an unknown one ends the command.</summary>
    private protected static Auth0Connection Resolve(ConnectionReference? reference)
    {
        try
        {
            return reference is null ? ModuleState.Current.Connections.RequireOnly() : reference.Resolve();
        }
        catch (Auth0Exception exception)
        {
            throw new TerminatingFailure(exception);
        }
    }

    /// <summary>True under -WhatIf; asked on the pipeline's thread.</summary>
    private protected bool IsWhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound) ? LanguagePrimitives.IsTrue(bound) : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>True where what has this impact is asked before it is done, or told under -WhatIf; asked on the pipeline's thread.</summary>
    private protected bool IsAskedOrTold(ConfirmImpact impact)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Confirm") || MyInvocation.BoundParameters.ContainsKey("WhatIf") || IsWhatIf)
            return true;

        var preference = LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact chosen) ? chosen : ConfirmImpact.High;
        return preference != ConfirmImpact.None && impact >= preference;
    }

    /// <summary>True where someone is asked about what has this impact; asked on the pipeline's thread.</summary>
    private protected bool IsAsked(ConfirmImpact impact) =>
        !IsWhatIf && (MyInvocation.BoundParameters.TryGetValue("Confirm", out var bound) ? LanguagePrimitives.IsTrue(bound) : IsAskedOrTold(impact));

    /// <summary>True where this would be asked about and nobody can be; said once, before anything is done.</summary>
    /// <param name="impact">The impact of what is to be done.</param>
    private protected async Task<bool> CannotAskAsync(ConfirmImpact impact)
    {
        if (!Unattended.NobodyIsAsked || !await OnPipelineAsync(() => IsAsked(impact)))
            return false;
        if (!_saidUnanswerable)
            EmitError(Questions.Unanswerable());
        _saidUnanswerable = true;
        return true;
    }

    Task<bool> IRotationConsole.IsWhatIfAsync() => OnPipelineAsync(() => IsWhatIf);

    Task<bool> IRotationConsole.IsAskedAsync() => OnPipelineAsync(() => IsAsked(ConfirmImpact.High));

    Task<bool> IRotationConsole.ShouldProcessAsync(string target, string action) => ShouldProcessAsync(target, action);

    Task<bool> IRotationConsole.TellWhatIfAsync(string line) => OnPipelineAsync(() => ShouldProcess(DisplayText.Of(line), DisplayText.Of(line), caption: null));

    Task<bool> IRotationConsole.ShouldContinueAsync(string query, string caption) => OnPipelineAsync(() => Questions.Ask(() => ShouldContinue(DisplayText.Of(query), DisplayText.Of(caption))));

    private protected TenantSession Open(Auth0Connection connection) => new(connection, ModuleState.Current, Observer);
}
