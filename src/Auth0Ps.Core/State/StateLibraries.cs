using System.Reflection;
using System.Runtime.Loader;

namespace Auth0Ps.State;

/// <summary>
/// Loads what talks to servers of state when it is used first, with the libraries that it needs, into a context of its own: another module may have loaded
/// another version of the same library, and an import loads none of it.
/// </summary>
internal static class StateLibraries
{
    private const string Folder = "libraries";

    private static readonly Lazy<AssemblyLoadContext> Context = new(static () => new LibraryContext(Path.Combine(OwnFolder, Folder)));

    private static string OwnFolder => Path.GetDirectoryName(typeof(StateLibraries).Assembly.Location)!;

    /// <summary>Opens a store in a database; nothing is asked of the server yet.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateStoreUnavailable"/>: the module is not whole.</exception>
    public static IStateStore OpenPostgreSql(PostgreSqlLocation location, TimeLimits limits)
    {
        var path = Path.Combine(OwnFolder, Folder, "Auth0Ps.PostgreSql.dll");
        try
        {
            return (IStateStore)Activator.CreateInstance(Context.Value.LoadFromAssemblyPath(path).GetType("Auth0Ps.PostgreSql.PostgreSqlStore", throwOnError: true)!, location, limits)!;
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or TypeLoadException)
        {
            throw new Auth0Exception(ErrorReason.StateStoreUnavailable, $"'{path}', which talks to PostgreSQL, cannot be loaded: {exception.Message}", "Install the module again.", exception) { Target = path };
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
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
