using System.Diagnostics;
using System.Security;
using System.Text.Json;
using Auth0Ps.Pipeline;
using Auth0Ps.Vaults.SecretStore;

namespace Auth0Ps.SecretManagement.SecretStore;

/// <summary>One use of the user's SecretStore, with the password that it was unlocked with.</summary>
internal sealed class SecretStoreSession : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly object Remembering = new();

    /// <summary>What was last read, for it is the same again most of the time; nothing in it can be read without the cipher.</summary>
    private static (string Mark, byte[] Content, SecretStoreContents Contents)? _lastRead;

    /// <summary>What this process was last seen to have in memory, and of which file.</summary>
    private static readonly Dictionary<SecretStoreModule, (SecretStoreImage Image, string Mark)> InMemory = [];

    private readonly RegisteredVault _vault;
    private readonly IReadOnlyList<SecretStoreModule> _modules;
    private readonly SecureString? _password;

    private SecretStoreSession(RegisteredVault vault, IReadOnlyList<SecretStoreModule> modules)
    {
        _vault = vault;
        _modules = modules;

        // The one that the user unlocked, if one was.
        Module = modules.FirstOrDefault(static module => module.Store is not null) ?? modules[^1];
        if (IsPasswordRequired())
            _password = Module.CopyPassword() ?? throw VaultFailures.Locked(vault);
    }

    /// <summary>Whether the module that knows the store is loaded, and the store is there.</summary>
    public static bool IsPossible => SecretStoreModule.Loaded is { Count: > 0 } loaded && loaded.All(static one => one.Module is null || File.Exists(one.Module.Files.Store));

    /// <summary>The module that knows the store.</summary>
    public SecretStoreModule Module { get; }

    /// <summary>Begins a use.</summary>
    /// <exception cref="Auth0Exception">The store is locked, or of a version of which nothing is known.</exception>
    public static SecretStoreSession Begin(RegisteredVault vault)
    {
        var loaded = SecretStoreModule.Loaded;
        foreach (var (version, module) in loaded)
        {
            if (module is null)
                throw VaultFailures.UnknownSecretStore(vault, version);
        }

        return new SecretStoreSession(vault, [.. loaded.Select(static one => one.Module!)]);
    }

    /// <summary>Opens and reads the file, which nobody can write until that is disposed of.</summary>
    /// <exception cref="Auth0Exception">It cannot be read.</exception>
    public OpenedStore Load()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return LoadOnce();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // Damaged, or about to be written: by a process that changes the password, for one, which takes two files for it.
                if (clock.Elapsed > ModuleState.Current.Limits.SecretStoreFile)
                    throw VaultFailures.SecretStoreUnreadable(_vault, Module.Files.Store, CopyThatReads(), exception);
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>Does something while nothing else of this process opens the store or forgets it, as unlocking does.</summary>
    public T WhileNotOpened<T>(Func<T> work) => _modules.Aggregate(work, (inner, module) => () => Within(module.OpeningLock, inner))();

    /// <summary>Whether this process has in memory what the file says, or nothing.</summary>
    public bool IsInMemory(OpenedStore opened)
    {
        lock (Remembering)
        {
            return _modules.All(module =>
                module.Store is not { } store || (InMemory.TryGetValue(module, out var known) && known.Mark == opened.Mark && known.Image == module.Image(store)));
        }
    }

    /// <summary>Has this process know what the file says. Only while no vault is called.</summary>
    public void Remember(OpenedStore opened)
    {
        foreach (var module in _modules)
        {
            if (module.Store is not { } store || IsInMemory(opened))
                continue;
            lock (Remembering)
            {
                var isUntouched = InMemory.TryGetValue(module, out var known) && known.Image == module.Image(store);
                module.Remember(store, opened.Contents, opened.Key, isUntouched);
                InMemory[module] = (module.Image(store), opened.Mark);
            }
        }
    }

    public void Dispose() => _password?.Dispose();

    private T Within<T>(object openingLock, Func<T> work)
    {
        // Someone may be typing a password while it is held.
        if (!Monitor.TryEnter(openingLock, ModuleState.Current.Limits.VaultTurn))
            throw VaultFailures.StillAnswering(_vault.Name);
        try
        {
            return work();
        }
        finally
        {
            Monitor.Exit(openingLock);
        }
    }

    private OpenedStore LoadOnce()
    {
        var file = Module.Files.Open(ModuleState.Current.Limits.SecretStoreFile);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private OpenedStore Read(OpenSecretStore file)
    {
        var (key, cipher) = KeyIn(Module.Files);
        lock (Remembering)
        {
            // Of a file that begins with this hash, this is what was hashed.
            if (_lastRead is { } last && last.Mark == file.Mark)
                return new OpenedStore(file, last.Content, last.Contents, key, cipher);
        }

        var content = file.Read();
        return Noted(new OpenedStore(file, content, SecretStoreContents.Read(content, cipher), key, cipher));
    }

    private (SecretStoreKey Key, ISecretStoreCipher Cipher) KeyIn(SecretStoreFiles files)
    {
        var key = SecretStoreKey.Read(Module.DecryptForUser(File.ReadAllBytes(files.Key)));
        return (key, Module.Cipher(key, _password));
    }

    private static OpenedStore Noted(OpenedStore opened)
    {
        lock (Remembering)
            _lastRead = (opened.Mark, opened.Content, opened.Contents);
        return opened;
    }

    /// <summary>Puts another file in the place of the one that was opened.</summary>
    public OpenedStore Replace(OpenedStore opened, SecretStoreContents contents)
    {
        var content = contents.ToFile(opened.Cipher);

        // Before, because SecretStore may be about to read the file again; and after, because it takes the time of the last write for the last change.
        foreach (var module in _modules)
            module.TakeWriteForOwn();
        opened.File.Replace(content);
        foreach (var module in _modules)
            module.TakeWriteForOwn();
        return Noted(new OpenedStore(opened.File, content, contents, opened.Key, opened.Cipher));
    }

    /// <summary>When the copy was made, if there is one and it can be read.</summary>
    private DateTime? CopyThatReads()
    {
        try
        {
            var copy = Module.Files.Copy;
            SecretStoreContents.Read(File.ReadAllBytes(copy.Store), KeyIn(copy).Cipher);
            return copy.LastWrite;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private bool IsPasswordRequired()
    {
        try
        {
            using var settings = JsonDocument.Parse(Module.DecryptForUser(File.ReadAllBytes(Module.Files.Configuration)));
            return settings.RootElement.GetProperty("ConfigData").GetProperty("Authentication") is var how
                && (how.ValueKind == JsonValueKind.Number ? how.GetInt32() != 0 : !string.Equals(how.GetString(), "None", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw VaultFailures.SecretStoreUnreadable(_vault, Module.Files.Configuration, copiedAt: null, exception);
        }
    }
}

/// <summary>A store as it was read.</summary>
/// <param name="File">Its file.</param>
/// <param name="Content">What the file says.</param>
/// <param name="Contents">That, as entries.</param>
/// <param name="Key">The store's key.</param>
/// <param name="Cipher">The store's cipher.</param>
internal sealed record OpenedStore(OpenSecretStore File, byte[] Content, SecretStoreContents Contents, SecretStoreKey Key, ISecretStoreCipher Cipher) : IDisposable
{
    /// <summary>Tells one state of the file from another.</summary>
    public string Mark { get; } = File.Mark;

    public void Dispose() => File.Dispose();
}
