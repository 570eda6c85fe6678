using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>A vault in a folder, one file an entry: only for fake secrets. Processes share it, and it fails on request.</summary>
internal sealed class FolderVault : ISecretVault
{
    private const string ReservesMarker = ".reserves-removed-names";
    private const string RefusesMarker = ".refuses-to-overwrite";
    private const string WritesFile = ".writes";

    private readonly string _folder;
    private readonly VaultLock _lock;

    /// <summary>Opens the vault in a folder, which is made when missing.</summary>
    public FolderVault(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _lock = VaultLockFile.LockOf(Path.Combine(_folder, ".lock"));
        Name = Path.GetFileName(_folder);
    }

    private FolderVault(FolderVault vault, string name) => (_folder, _lock, Name) = (vault._folder, vault._lock, name);

    /// <summary>The folder's name, or the other one that it is known under.</summary>
    public string Name { get; }

    public string Place => _folder;

    /// <summary>Makes it a vault in which a removed name cannot be set again, for every process.</summary>
    public FolderVault ReservingRemovedNames() => Marked(ReservesMarker);

    /// <summary>Makes it a vault that does not overwrite: an entry has to be removed first; for every process.</summary>
    public FolderVault RefusingToOverwrite() => Marked(RefusesMarker);

    /// <summary>Has it remember the hash of each value that was written, whichever process writes.</summary>
    public FolderVault KeepingRecordOfWrites() => Marked(WritesFile);

    private void Remember(string entry, string secret)
    {
        if (!IsMarked(WritesFile))
            return;
        lock (_lock)
            File.AppendAllText(Path.Combine(_folder, WritesFile), $"{entry} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))}\n");
    }

    /// <summary>How many different values an entry was given.</summary>
    public int ValuesWritten(string entry) =>
        File.ReadLines(Path.Combine(_folder, WritesFile)).Distinct(StringComparer.Ordinal).Count(line => line.StartsWith(entry + " ", StringComparison.OrdinalIgnoreCase));

    /// <summary>How long to wait for other processes, and for other instances in this one.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether writing and removing fail, and nothing is changed, for an entry.</summary>
    public Func<string, bool> FailsToWrite { get; set; } = static _ => false;

    /// <summary>Whether an entry holds something that is no secret.</summary>
    public Func<string, bool> HoldsOtherKind { get; set; } = static _ => false;

    /// <summary>What its errors say to do; null for nothing.</summary>
    public string? HowToMend { get; set; }

    /// <summary>Whether removing an entry fails.</summary>
    public Func<string, bool> FailsToRemove { get; set; } = static _ => false;

    /// <summary>Whether a write of an entry seems to succeed and is undone behind the writer's back, as another session's copy would do it; the read-back notices.</summary>
    public Func<string, bool> LosesWrite { get; set; } = static _ => false;

    /// <summary>What is shown of an entry to those who do not hold the vault's lock, as a session shows it that has read the vault before; null for what it holds.</summary>
    public Func<string, string?> ShownWithoutLock { get; set; } = static _ => null;

    /// <summary>What each call waits for first; to be slow, or to stop at a point.</summary>
    public Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The names of all entries.</summary>
    public IReadOnlyList<string> Entries =>
    [
        .. Directory.GetFiles(_folder, "*.entry")
            .Select(path => Encoding.UTF8.GetString(Convert.FromHexString(Path.GetFileNameWithoutExtension(path))))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The same vault under another name.</summary>
    public FolderVault As(string name) => new(this, name);

    public async Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
        ShownWithoutLock(entry) is { } shown ? new VaultSecret(SecureStrings.Protect(shown)) : await ReadUnderLockAsync(entry, cancellationToken);

    private async Task<VaultSecret?> ReadUnderLockAsync(string entry, CancellationToken cancellationToken)
    {
        await Before(entry).WaitAsync(cancellationToken);
        if (HoldsOtherKind(entry))
            throw new Auth0Exception(ErrorReason.VaultReadFailed, $"The entry '{entry}' of the vault '{Name}' is a Hashtable.") { Target = Name };
        return Read(entry);
    }

    /// <summary>The locks of a store that machines share, by which it is locked for each write as such vaults are; null for one on disk, held all the while.</summary>
    public IVaultLocks? Locks { get; init; }

    public async Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) => Locks?.Of(Place) is { } shared
        ? new SharedEntries(new Opened(this, share: null), shared, Name, Patience)
        : new Opened(this, await _lock.ShareAsync(Name, Patience, cancellationToken));

    /// <summary>The text of an entry, its user name left out; null when there is none.</summary>
    public string? Text(string entry) => Read(entry) is { } found ? SecureStrings.Reveal(found.Secret) : null;

    private VaultSecret? Read(string entry)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(PathOf(entry)))!;
            var secret = new SecureString();
            foreach (var letter in stored.Secret)
                secret.AppendChar(letter);
            return stored.UserName is null ? new VaultSecret(secret) : new VaultSecret(stored.UserName, secret);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    // Names ignore case, as in most vaults.
    private string PathOf(string entry) => Path.Combine(_folder, $"{Convert.ToHexString(Encoding.UTF8.GetBytes(entry.ToLowerInvariant()))}.entry");

    private string ReservationOf(string entry) => PathOf(entry) + ".removed";

    private bool IsMarked(string marker) => File.Exists(Path.Combine(_folder, marker));

    private FolderVault Marked(string marker)
    {
        File.WriteAllText(Path.Combine(_folder, marker), "");
        return this;
    }

    private sealed record Stored(string? UserName, string Secret);

    private sealed class Opened(FolderVault vault, IDisposable? share) : IVaultEntries
    {
        public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) => vault.ReadUnderLockAsync(entry, cancellationToken);

        public async Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken)
        {
            await vault.Before(entry).WaitAsync(cancellationToken);
            if (vault.FailsToWrite(entry))
                throw Failed(entry);
            if (vault.LosesWrite(entry))
                throw Failed(entry, "the vault reported no error, but it does not hold it.");
            if (File.Exists(vault.ReservationOf(entry)))
                throw Failed(entry, "the name is in a deleted but recoverable state.");
            if (vault.IsMarked(RefusesMarker) && File.Exists(vault.PathOf(entry)))
            {
                if (!mayRemoveFirst)
                    throw Failed(entry, "an entry of that name exists.");
                File.Delete(vault.PathOf(entry));
            }

            var stored = new Stored(secret.UserName, SecureStrings.Reveal(secret.Secret));
            try
            {
                OwnerOnlyFile.Replace(vault.PathOf(entry), JsonSerializer.SerializeToUtf8Bytes(stored));
                vault.Remember(entry, stored.Secret);
            }
            catch (IOException exception)
            {
                throw Failed(entry, exception.Message);
            }
        }

        public async Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken)
        {
            await vault.Before(entry).WaitAsync(cancellationToken);
            if (vault.FailsToWrite(entry) || vault.FailsToRemove(entry))
                throw Failed(entry);
            var existed = File.Exists(vault.PathOf(entry));
            if (existed && vault.IsMarked(ReservesMarker))
                await File.WriteAllTextAsync(vault.ReservationOf(entry), "", cancellationToken);
            File.Delete(vault.PathOf(entry));
            return existed;
        }

        public ValueTask DisposeAsync()
        {
            share?.Dispose();
            return ValueTask.CompletedTask;
        }

        private Auth0Exception Failed(string entry, string why = "it was told to fail.") =>
            new(ErrorReason.VaultWriteFailed, $"The entry '{entry}' of the vault '{vault.Name}' was not written: {why}", vault.HowToMend) { Target = vault.Name };
    }
}

/// <summary>Folder vaults by name.</summary>
internal sealed class FolderVaults(params FolderVault[] vaults) : ISecretVaults
{
    public Task<ISecretVault> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<ISecretVault>(
            vaults.FirstOrDefault(vault => string.Equals(vault.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new Auth0Exception(ErrorReason.VaultNotFound, $"No vault named '{name}' is registered.") { Target = name });
}
