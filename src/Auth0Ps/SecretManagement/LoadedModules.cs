using System.Reflection;

namespace Auth0Ps.SecretManagement;

/// <summary>Assemblies of other modules that this process has loaded.</summary>
internal static class LoadedModules
{
    /// <summary>All that bear the name; a process may have loaded several versions.</summary>
    public static IEnumerable<Assembly> Named(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly => string.Equals(assembly.GetName().Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The newest version; null when none is loaded.</summary>
    public static Assembly? Newest(string name) => Named(name).MaxBy(assembly => assembly.GetName().Version);
}
