using System.Collections;
using System.Reflection;

namespace Auth0Ps.Vaults;

/// <summary>Makes SecretStore read its file again, so that a write of this process does not undo another's.</summary>
/// <remarks>
/// <para>
/// SecretStore (1.0.6) keeps the whole store in memory and writes all of it. What other processes wrote it notices about five seconds
/// later, or never, and then its next write deletes that. A store with a password reads its file again when it is unlocked; for one without,
/// nothing public does. So this calls the method that its own file watcher calls. A version without these members is refused
/// before anything is written: see <see cref="Check"/>.
/// </para>
/// </remarks>
internal static class SecretStoreMemory
{
    private const int Attempts = 40;

    private const BindingFlags Hidden = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Of each loaded SecretStore, what it had in memory when that was last known to be what its file says.</summary>
    private static readonly Dictionary<Assembly, (object Data, string Stamp)> Known = [];

    /// <summary>Refuses a SecretStore that cannot be made to read its file again.</summary>
    public static void Check(RegisteredVault vault)
    {
        foreach (var assembly in Loaded)
        {
            if (Members.Of(assembly) is null)
                throw VaultFailures.UnknownSecretStore(vault, assembly.GetName().Version);
        }
    }

    /// <summary>Reads the file again, if memory may differ from it. A store that is not in memory yet is read by the next call.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="always">Also when nothing seems to have changed: what is read next then comes from the file.</param>
    public static void Refresh(RegisteredVault vault, bool always)
    {
        Check(vault);
        lock (Known)
        {
            foreach (var assembly in Loaded)
            {
                var members = Members.Of(assembly)!;
                if (members.Store is not { } store)
                    Known.Remove(assembly);
                else if (always || !IsAsKnown(assembly, members, store))
                    Known[assembly] = Read(vault, members, store);
            }
        }
    }

    /// <summary>The names of all entries in memory.</summary>
    public static IReadOnlyCollection<string> Names =>
        [.. Loaded.SelectMany(assembly => Members.Of(assembly) is { Store: { } store } members ? members.Names(store) : [])];

    /// <summary>When the store file was last written, in UTC; null while no store was used.</summary>
    public static DateTime? LastWrite =>
        Loaded.Select(assembly => Members.Of(assembly)).FirstOrDefault(members => members is not null) is { } members
            ? File.GetLastWriteTimeUtc(members.Path)
            : null;

    private static IEnumerable<Assembly> Loaded => LoadedModules.Named("Microsoft.PowerShell.SecretStore");

    private static bool IsAsKnown(Assembly assembly, Members members, object store) =>
        Known.TryGetValue(assembly, out var known)
        && ReferenceEquals(known.Data, members.Data(store))
        && known.Stamp == SecretStoreStamp.Of(members.Path);

    private static (object Data, string Stamp) Read(RegisteredVault vault, Members members, object store)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (members.IsLocked(store))
                throw VaultFailures.Locked(vault);

            // Taken first: what is written in between makes the next look read once more, never once too few.
            var stamp = SecretStoreStamp.Of(members.Path);
            var before = members.Data(store);
            members.Reload(store);
            var after = members.Data(store);

            // It says nothing when it cannot read the file, as while another process writes it; only what it keeps tells.
            if (!ReferenceEquals(before, after))
                return (after, stamp);
            Thread.Sleep(Pause);
        }

        throw VaultFailures.SecretStoreUnreadable(vault, members.Path);
    }

    private sealed record Members(FieldInfo Instance, FieldInfo Inner, FieldInfo Contents, FieldInfo Password, PropertyInfo Configuration, MethodInfo Update, string Path)
    {
        public object? Store => Instance.GetValue(null) is { } instance ? Inner.GetValue(instance) : null;

        public static Members? Of(Assembly assembly)
        {
            var local = assembly.GetType("Microsoft.PowerShell.SecretStore.LocalSecretStore");
            var store = assembly.GetType("Microsoft.PowerShell.SecretStore.SecureStore");
            var file = assembly.GetType("Microsoft.PowerShell.SecretStore.SecureStoreFile");
            return local?.GetField("LocalStore", Hidden) is { IsStatic: true } instance
                && local.GetField("_secureStore", Hidden) is { } inner
                && store?.GetField("_data", Hidden) is { } contents
                && contents.FieldType.GetProperty("MetaData", Hidden) is not null
                && store.GetField("_password", Hidden) is { } password
                && store.GetProperty("ConfigData", Hidden) is { } configuration
                && configuration.PropertyType.GetProperty("PasswordRequired", Hidden)?.PropertyType == typeof(bool)
                && store.GetMethod("UpdateDataFromFile", Hidden, []) is { } update
                && file?.GetField("LocalStoreFilePath", Hidden)?.GetValue(null) is string path
                ? new Members(instance, inner, contents, password, configuration, update, path)
                : null;
        }

        public object Data(object store) => Contents.GetValue(store)!;

        public void Reload(object store)
        {
            try
            {
                Update.Invoke(store, null);
            }
            catch (TargetInvocationException)
            {
                // A file that breaks off in the middle; what is in memory is left as it was, which is what the caller looks at.
            }
        }

        public bool IsLocked(object store) =>
            Password.GetValue(store) is null
            && Configuration.GetValue(store) is { } configuration
            && configuration.GetType().GetProperty("PasswordRequired", Hidden)!.GetValue(configuration) is true;

        public List<string> Names(object store) =>
            Contents.FieldType.GetProperty("MetaData", Hidden)!.GetValue(Data(store)) is IDictionary entries ? [.. entries.Keys.Cast<string>()] : [];
    }
}
