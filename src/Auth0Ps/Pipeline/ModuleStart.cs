using System.Management.Automation;

namespace Auth0Ps.Pipeline;

/// <summary>What has to be in place before the first command runs. It may run several times in a process.</summary>
public sealed class ModuleStart : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport() => _ = ModuleState.Current;
}
