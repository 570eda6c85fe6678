using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Auth0Ps.State;

/// <summary>
/// Loads what talks to servers of state when it is used first, with the libraries that it needs, into a context of its own: another module may have loaded
/// another version of the same library, and an import loads none of it.
/// </summary>
internal static class StateLibraries
{
    // One for each store: two of their libraries may want two versions of a third one.
    private static readonly ConcurrentDictionary<string, Lazy<AssemblyLoadContext>> Contexts = new(StringComparer.Ordinal);

    private static string OwnFolder => Path.GetDirectoryName(typeof(StateLibraries).Assembly.Location)!;

    /// <summary>Opens a store that machines share; nothing is asked of it yet.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateStoreUnavailable"/>: the module is not whole.</exception>
    public static IStateStore Open(StateLocation location, TimeLimits limits)
    {
        var (name, place) = location.PostgreSql is { } database ? ("PostgreSql", (object)database) : ("AzureBlob", location.AzureBlob!);
        var folder = Path.Combine(OwnFolder, "libraries", name);
        var path = Path.Combine(folder, $"Auth0Ps.{name}.dll");
        try
        {
            var context = Contexts.GetOrAdd(folder, static folder => new(() => new LibraryContext(folder))).Value;
            return (IStateStore)Activator.CreateInstance(context.LoadFromAssemblyPath(path).GetType($"Auth0Ps.{name}.{name}Store", throwOnError: true)!, place, limits)!;
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or TypeLoadException)
        {
            throw new Auth0Exception(ErrorReason.StateStoreUnavailable, $"'{path}', without which the state in {location.Text} cannot be reached, cannot be loaded: {exception.Message}", "Install the module again.", exception) { Target = path };
        }
    }

    private sealed class LibraryContext(string folder) : AssemblyLoadContext("Auth0Ps libraries")
    {
        private static readonly Assembly Own = typeof(StateLibraries).Assembly;

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            // Of this assembly there is one, or its types would be two.
            if (assemblyName.Name == Own.GetName().Name)
                return Own;
            var path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) && !IsInRuntime(assemblyName) ? LoadFromAssemblyPath(path) : null;
        }

        /// <summary>True where the runtime's own is as new: parts of the framework that a library brings for older ones are compiled anew each time.</summary>
        private static bool IsInRuntime(AssemblyName wanted)
        {
            var path = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), wanted.Name + ".dll");
            return wanted.Name!.StartsWith("System.", StringComparison.Ordinal) && File.Exists(path) && AssemblyName.GetAssemblyName(path).Version >= wanted.Version;
        }
    }
}
