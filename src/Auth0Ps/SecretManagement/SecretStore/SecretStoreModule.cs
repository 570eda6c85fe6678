using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Security;
using Auth0Ps.Vaults.SecretStore;

namespace Auth0Ps.SecretManagement.SecretStore;

/// <summary>What of a loaded SecretStore (1.0.6) is needed and public to nobody: its files, how it encrypts, and what it keeps in memory.</summary>
/// <remarks>
/// SecretStore has a pipeline of its own that all its reading and writing of JSON goes through, and that ends the process when two threads
/// are in it. Nothing of what is called here enters it.
/// </remarks>
internal sealed class SecretStoreModule
{
    private const string Name = "Microsoft.PowerShell.SecretStore";

    private const BindingFlags Hidden = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<Assembly, SecretStoreModule?> Known = new();

    private const int MostRemembered = 8;

    private readonly ConcurrentDictionary<string, byte[]> _forUser = new(StringComparer.Ordinal);
    private readonly Members _members;
    private SecretStoreCipher? _withoutPassword;

    /// <summary>The rows that the process was last given, and the entries that they were made of.</summary>
    private (IReadOnlyList<SecretStoreEntry> Entries, object Rows)? _given;

    private SecretStoreModule(Members members, SecretStoreFiles files)
    {
        _members = members;
        Files = files;
    }

    /// <summary>All that this process has loaded; null for a version of which nothing is known.</summary>
    public static IReadOnlyList<(Version? Version, SecretStoreModule? Module)> Loaded =>
        [.. LoadedModules.Named(Name).Select(assembly => (assembly.GetName().Version, Known.GetOrAdd(assembly, Of)))];

    /// <summary>The store's files.</summary>
    public SecretStoreFiles Files { get; }

    /// <summary>What SecretStore locks while it opens or forgets the store.</summary>
    public object OpeningLock => _members.OpeningLock.GetValue(null)!;

    /// <summary>The store that the process has in memory; null when it has none.</summary>
    public object? Store => _members.LocalStore.GetValue(null) is { } local ? _members.Store.GetValue(local) : null;

    /// <summary>The password that the store was unlocked with, where it has one; a copy.</summary>
    /// <returns>Null where it is locked.</returns>
    public SecureString? CopyPassword()
    {
        try
        {
            // Not from the field: a password that serves once is gone afterwards, as its owner wants it.
            return Store is { } store ? _members.Password.GetValue(store) as SecureString : null;
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    /// <summary>What the process has in memory of the store, for telling whether it is still the same.</summary>
    public SecretStoreImage Image(object store)
    {
        var data = _members.Data.GetValue(store)!;
        return new SecretStoreImage(data, _members.Blob.GetValue(data)!);
    }

    /// <summary>Has the process know what the file says. Only while nobody else of the process uses the store.</summary>
    /// <param name="store">The store in memory.</param>
    /// <param name="contents">What the file says.</param>
    /// <param name="key">The store's key.</param>
    /// <param name="isUntouched">Whether SecretStore has changed nothing of what it was last given.</param>
    public void Remember(object store, SecretStoreContents contents, SecretStoreKey key, bool isUntouched)
    {
        var rows = isUntouched && _given is { } given && ReferenceEquals(given.Entries, contents.Entries) ? given.Rows : Rows(contents.Entries);
        _given = (contents.Entries, rows);
        var data = Activator.CreateInstance(_members.Data.FieldType)!;
        _members.Key.SetValue(data, _members.NewKey.Invoke([key.Key, key.InitializationVector]));
        _members.Blob.SetValue(data, contents.CopyBlob());
        _members.MetaData.SetValue(data, rows);
        lock (_members.StoreLock.GetValue(store)!)
            _members.Data.SetValue(store, data);
    }

    private object Rows(IReadOnlyList<SecretStoreEntry> entries)
    {
        var rows = _members.NewRows();
        foreach (var entry in entries)
            _members.AddRow(rows, entry);
        return rows;
    }

    /// <summary>Has SecretStore take the last write of its file for its own: else it would read it again in five seconds.</summary>
    public void TakeWriteForOwn()
    {
        lock (_members.FilesLock.GetValue(null)!)
            _members.LastWrite.SetValue(null, DateTime.Now);
    }

    /// <summary>Decrypts what only the user's name protects: the key and the settings. They are the same nearly always, and take milliseconds.</summary>
    public byte[] DecryptForUser(byte[] encrypted)
    {
        var name = Convert.ToBase64String(encrypted);
        if (_forUser.TryGetValue(name, out var known))
            return known;
        if (_forUser.Count >= MostRemembered)
            _forUser.Clear();
        return _forUser[name] = (byte[])Call(_members.DecryptForUser, encrypted)!;
    }

    /// <summary>The store's cipher.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="password">Its password; null where the user's name serves.</param>
    public ISecretStoreCipher Cipher(SecretStoreKey key, SecureString? password)
    {
        // Without a password everything it is made of is beside the store; with one it does not outlive its use.
        if (password is null && _withoutPassword is { } known && known.IsFor(key))
            return known;
        var native = _members.NewKey.Invoke([key.Key, key.InitializationVector]);
        var made = new SecretStoreCipher(
            key,
            hasPassword: password is not null,
            original => SecretStoreKey.Of(Call(_members.DeriveKey, password, native, original)!),
            original => (byte[])Call(_members.DeriveHashKey, password, original)!);
        if (password is null)
            _withoutPassword = made;
        return made;
    }

    private static SecretStoreModule? Of(Assembly assembly)
    {
        const string prefix = Name + ".";
        var local = assembly.GetType(prefix + "LocalSecretStore");
        var store = assembly.GetType(prefix + "SecureStore");
        var file = assembly.GetType(prefix + "SecureStoreFile");
        var data = assembly.GetType(prefix + "SecureStoreData");
        var crypto = assembly.GetType(prefix + "CryptoUtils");
        var key = assembly.GetType(prefix + "AesKey");
        var metadata = assembly.GetType(prefix + "SecureStoreMetadata");
        if (local is null || store is null || file is null || data is null || crypto is null || key is null || metadata is null)
            return null;

        var remarks = SecretStoreRemarks.Type;
        return local.GetField("LocalStore", Hidden) is { IsStatic: true } localStore
            && local.GetField("SyncObject", Hidden) is { IsStatic: true } openingLock
            && local.GetField("_secureStore", Hidden) is { } inner
            && store.GetField("_data", Hidden) is { } contents && contents.FieldType == data
            && store.GetField("_syncObject", Hidden) is { } storeLock
            && store.GetProperty("Password", Hidden) is { } password && password.PropertyType == typeof(SecureString)
            && data.GetProperty("Key", Hidden) is { CanWrite: true } keyOf
            && data.GetProperty("Blob", Hidden) is { CanWrite: true } blob
            && data.GetProperty("MetaData", Hidden) is { CanWrite: true } rows
            && rows.PropertyType == typeof(Dictionary<,>).MakeGenericType(typeof(string), metadata)
            && metadata.GetConstructor(Hidden, [typeof(string), typeof(string), typeof(int), typeof(int), remarks, remarks]) is { } newRow
            && key.GetConstructor(Hidden, [typeof(byte[]), typeof(byte[])]) is { } newKey
            && file.GetField("_syncObject", Hidden) is { IsStatic: true } filesLock
            && file.GetField("_lastStoreWriteTime", Hidden) is { IsStatic: true } lastWrite && lastWrite.FieldType == typeof(DateTime)
            && crypto.GetMethod("DeriveKeyFromKeyAndPasswordOrUser", Hidden, [typeof(SecureString), key, typeof(bool)]) is { } deriveKey && deriveKey.ReturnType == key
            && crypto.GetMethod("DeriveKeyFromPasswordOrUser", Hidden, [typeof(SecureString), typeof(bool)]) is { } deriveHashKey && deriveHashKey.ReturnType == typeof(byte[])
            && key.GetProperty("Key", Hidden)?.PropertyType == typeof(byte[])
            && key.GetProperty("IV", Hidden)?.PropertyType == typeof(byte[])
            && crypto.GetMethod("DecryptWithNoKeyWithRetry", Hidden, [typeof(byte[])]) is { } decryptForUser
            && PathOf(file, "LocalStoreFilePath") is { } storePath
            && PathOf(file, "LocalKeyFilePath") is { } keyPath
            && PathOf(file, "LocalConfigFilePath") is { } configurationPath
            ? new SecretStoreModule(
                new Members(localStore, openingLock, inner, contents, storeLock, password, keyOf, blob, rows, RowsOf(rows.PropertyType), AddingTo(rows.PropertyType, newRow), newKey, filesLock, lastWrite, deriveKey, deriveHashKey, decryptForUser),
                new SecretStoreFiles(storePath, keyPath, configurationPath))
            : null;
    }

    private static Func<object> RowsOf(Type rows) =>
        Expression.Lambda<Func<object>>(Expression.New(rows.GetConstructor([typeof(IEqualityComparer<string>)])!, Expression.Constant(StringComparer.CurrentCultureIgnoreCase))).Compile();

    // Compiled, because a store may have thousands of entries.
    private static Action<object, SecretStoreEntry> AddingTo(Type rows, ConstructorInfo newRow)
    {
        var (all, entry) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(SecretStoreEntry)));
        var row = Expression.New(
            newRow,
            Of(nameof(SecretStoreEntry.Name)),
            Of(nameof(SecretStoreEntry.Type)),
            Of(nameof(SecretStoreEntry.Offset)),
            Of(nameof(SecretStoreEntry.Size)),
            Read(nameof(SecretStoreEntry.Attributes)),
            Read(nameof(SecretStoreEntry.AdditionalData)));
        return Expression.Lambda<Action<object, SecretStoreEntry>>(
            Expression.Call(Expression.Convert(all, rows), rows.GetMethod("Add")!, Of(nameof(SecretStoreEntry.Name)), row), all, entry).Compile();

        MemberExpression Of(string property) => Expression.Property(entry, property);
        MethodCallExpression Read(string property) => Expression.Call(typeof(SecretStoreRemarks), nameof(SecretStoreRemarks.Read), null, Of(property));
    }

    private static string? PathOf(Type file, string field) => file.GetField(field, Hidden)?.GetValue(null) as string;

    private static object? Call(MethodInfo method, params object?[] arguments)
    {
        try
        {
            return method.Invoke(null, arguments);
        }
        catch (TargetInvocationException exception)
        {
            throw new InvalidDataException("It is encrypted with another password, or was by another user.", exception.InnerException);
        }
    }

    private sealed record Members(
        FieldInfo LocalStore,
        FieldInfo OpeningLock,
        FieldInfo Store,
        FieldInfo Data,
        FieldInfo StoreLock,
        PropertyInfo Password,
        PropertyInfo Key,
        PropertyInfo Blob,
        PropertyInfo MetaData,
        Func<object> NewRows,
        Action<object, SecretStoreEntry> AddRow,
        ConstructorInfo NewKey,
        FieldInfo FilesLock,
        FieldInfo LastWrite,
        MethodInfo DeriveKey,
        MethodInfo DeriveHashKey,
        MethodInfo DecryptForUser);
}

/// <summary>What a process has in memory of a store: two that are equal are one and the same.</summary>
/// <param name="Data">The whole.</param>
/// <param name="Blob">The entries in it, which SecretStore exchanges when it removes one.</param>
internal sealed record SecretStoreImage(object Data, object Blob)
{
    /// <inheritdoc/>
    public bool Equals(SecretStoreImage? other) => other is not null && ReferenceEquals(Data, other.Data) && ReferenceEquals(Blob, other.Blob);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Data), System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Blob));
}
