using System.Security.Cryptography;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.SecretStore;

namespace Auth0Ps.SecretManagement.SecretStore;

/// <summary>Reads and writes the entries of the user's SecretStore, in its file.</summary>
/// <remarks>
/// <para>
/// SecretStore (1.0.6) keeps the whole store in memory and writes all of it, and what other processes wrote it notices five seconds later, or
/// never: its next write then deletes that. So its memory is not trusted. An entry is read from the file. It is written into what the file says at
/// that moment, while neither another process nor another thread of this one can write to it, and the file is replaced as a whole. Then the
/// memory of this process is brought up to the file, so that the user's own next call reads the new value, and deletes nothing.
/// </para>
/// <para>
/// What this cannot keep out: another session of the user's that had the store open before, and writes to it before it noticed the change, writes
/// over it. A caller that depends on an entry reads it again on the next run.
/// </para>
/// </remarks>
internal static class SecretStoreAccess
{
    private const int Attempts = 3;

    // SecretStore's own replacing of an entry takes it out of the file for some ten milliseconds, more on a busy machine.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes sure that the store can be used, without asking anybody anything.</summary>
    /// <exception cref="Auth0Exception">It is locked, cannot be read, or is of a version of which nothing is known.</exception>
    public static void Require(RegisteredVault vault)
    {
        using var session = SecretStoreSession.Begin(vault);
        session.Load().Dispose();
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="entry">The entry's name.</param>
    /// <param name="isLocked">Whether this module's other processes are kept out.</param>
    public static VaultSecret? Read(RegisteredVault vault, string entry, bool isLocked)
    {
        using var session = SecretStoreSession.Begin(vault);
        while (true)
        {
            var (found, isKnown) = ReadOnce(session, vault, entry);
            if (found is null && !isLocked && (DateTime.UtcNow - session.Module.Files.LastWrite).Duration() <= Settled)
            {
                Thread.Sleep(Settled / 10);
                continue;
            }

            if (!isKnown)
                BringUp(session, vault);
            return found;
        }
    }

    /// <summary>Writes an entry, reads it back and compares.</summary>
    public static void Write(RegisteredVault vault, string entry, VaultSecret secret) => Change(
        vault,
        entry,
        opened => Holds(opened, entry, secret) ? opened.Contents : With(opened, entry, secret),
        opened => Holds(opened, entry, secret),
        "another process or session wrote to the vault at the same time.");

    /// <summary>Removes an entry; false when there was none.</summary>
    public static bool Remove(RegisteredVault vault, string entry) => Change(
        vault,
        entry,
        opened => SecretStoreValue.Without(opened.Contents, entry, opened.Cipher),
        opened => opened.Contents.Find(entry) is null,
        "another process or session wrote it again at the same time.");

    private static (VaultSecret? Found, bool IsKnown) ReadOnce(SecretStoreSession session, RegisteredVault vault, string entry)
    {
        using var opened = session.Load();
        var isKnown = session.IsInMemory(opened);
        if (opened.Contents.Find(entry) is not { } row)
            return (null, isKnown);
        return (ValueOf(opened, row) ?? throw VaultFailures.NotUsable(vault, entry, SecretStoreValue.KindOf(row.Type)), isKnown);
    }

    /// <summary>Has this process know what the file says. Within a vault's call the turn is that call's, and the memory waits.</summary>
    private static void BringUp(SecretStoreSession session, RegisteredVault vault)
    {
        if (WithinVault.IsSo)
            return;
        SecretManagementTurn.Do(vault.Name, () => session.WhileNotOpened(() =>
        {
            using var opened = session.Load();
            session.Remember(opened);
            return true;
        }));
    }

    /// <summary>Changes the file; false where nothing had to be.</summary>
    private static bool Change(RegisteredVault vault, string entry, Func<OpenedStore, SecretStoreContents> change, Func<OpenedStore, bool> isDone, string otherwise)
    {
        using var session = SecretStoreSession.Begin(vault);
        var hasChanged = false;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            hasChanged |= SecretManagementTurn.Do(vault.Name, () => session.WhileNotOpened(() => ChangeOnce(session, vault, entry, change)));

            if (!IsDone(session, isDone, hasChanged, out var isKnown))
                continue;

            // SecretStore may have been reading the file by itself, and have come to an end of that only now.
            if (!isKnown)
                BringUp(session, vault);
            return hasChanged;
        }

        throw VaultFailures.NotWritten(vault, entry, otherwise);
    }

    /// <summary>Looks into the file once more, which another process may have written by now, and keeps a copy of it when all is well.</summary>
    private static bool IsDone(SecretStoreSession session, Func<OpenedStore, bool> isDone, bool hasChanged, out bool isKnown)
    {
        using var opened = session.Load();
        isKnown = session.IsInMemory(opened);
        if (!isDone(opened))
            return false;
        if (hasChanged)
            session.Module.Files.KeepCopy(opened.Content);
        return true;
    }

    private static bool ChangeOnce(SecretStoreSession session, RegisteredVault vault, string entry, Func<OpenedStore, SecretStoreContents> change)
    {
        using var opened = session.Load();
        try
        {
            var contents = change(opened);
            var isSame = ReferenceEquals(contents, opened.Contents);
            session.Remember(isSame ? opened : session.Replace(opened, contents));
            return !isSame;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw VaultFailures.NotWritten(vault, entry, exception.Message);
        }
    }

    private static bool Holds(OpenedStore opened, string entry, VaultSecret secret)
    {
        if (opened.Contents.Find(entry) is not { } row || ValueOf(opened, row) is not { } found)
            return false;
        using (found.Secret)
            return secret.HoldsSameAs(found);
    }

    private static VaultSecret? ValueOf(OpenedStore opened, SecretStoreEntry row) => SecretStoreValue.Read(row.Type, opened.Contents.Decrypt(row, opened.Cipher));

    private static SecretStoreContents With(OpenedStore opened, string entry, VaultSecret secret)
    {
        var (type, plain) = SecretStoreValue.Write(secret);
        try
        {
            return SecretStoreValue.Without(opened.Contents, entry, opened.Cipher, onlyParts: true).With(entry, type, opened.Cipher.Encrypt(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
