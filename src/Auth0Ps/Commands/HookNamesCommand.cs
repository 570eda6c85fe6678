using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>A command about hooks that are registered.</summary>
public abstract class HookNamesCommand : AsyncCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HookNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The hooks of these names; one that is spelled out and does not exist is reported.</summary>
    private protected List<Auth0RotationHook> Chosen() =>
        WildcardNames.Choose(Name, static isMatch => ModuleState.Current.Hooks.All.Where(hook => isMatch(hook.Name)), static hook => hook.Id, ModuleState.Current.Hooks.NotFound, EmitError);
}
