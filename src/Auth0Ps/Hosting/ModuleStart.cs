using System.Management.Automation;
using Auth0Ps.Connections;
using Auth0Ps.Vaults;

namespace Auth0Ps.Hosting;

/// <summary>What has to be in place before the first command runs. It may run several times in a process.</summary>
public sealed class ModuleStart : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport() => ConnectionRegistry.Shared.Vaults = SecretManagementVaults.Shared;
}
