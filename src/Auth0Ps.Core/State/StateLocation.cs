using System.Security;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.State;

/// <summary>Where state is, as users write it. It holds no secret: one with a password in it is refused.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Text">As it was written, or the folder's full path.</param>
internal sealed record StateLocation(Auth0StateStoreKind Kind, string Text)
{
    private const string FolderPrefix = "folder:";

    /// <summary>The forms that there are, for errors.</summary>
    private const string Forms = "Write folder:PATH, postgresql://USER@HOST/DATABASE or https://ACCOUNT.blob.core.windows.net/CONTAINER.";

    /// <summary>The database; null where this is not one.</summary>
    public PostgreSqlLocation? PostgreSql { get; private init; }

    /// <summary>The container of blobs; null where this is not one.</summary>
    public AzureBlobLocation? AzureBlob { get; private init; }

    /// <summary>The vault's entry that holds what signs in there; null where the environment or an identity does.</summary>
    public VaultPlace? Password { get; private init; }

    /// <summary>The folder; null where this is not a folder.</summary>
    public string? Folder { get; private init; }

    /// <summary>As it can be written into a setting: a folder with its full path.</summary>
    public string Written => Folder is null ? Text : FolderPrefix + Folder;

    /// <summary>A folder.</summary>
    public static StateLocation OfFolder(string path) => new(Auth0StateStoreKind.Folder, Path.GetFullPath(path)) { Folder = Path.GetFullPath(path) };

    /// <summary>The same, with a password from a vault.</summary>
    /// <param name="vault">The vault's name; null or empty for none.</param>
    /// <param name="secretName">The entry's name.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: one without the other, or for a folder.</exception>
    public StateLocation WithPassword(string? vault, string? secretName) => (vault, secretName) switch
    {
        (null or "", null or "") => this,
        (not (null or ""), not (null or "")) when Folder is null => this with { Password = new VaultPlace(vault, secretName) },
        (not (null or ""), not (null or "")) => throw new Auth0Exception(ErrorReason.InvalidArgument, "A folder has no password.", "Leave -Vault and -SecretName out.") { Target = vault },
        _ => throw new Auth0Exception(ErrorReason.InvalidArgument, "A password in a vault is named by the vault and by its entry.", "Give -Vault and -SecretName together, or neither.") { Target = vault ?? secretName },
    };

    /// <summary>The same for a library that signs in there.</summary>
    /// <param name="read">Reads an entry of a vault.</param>
    public StateLocation ReadingBy(Func<VaultPlace, SecureString> read)
    {
        Func<SecureString>? password = Password is { } entry ? () => read(entry) : null;
        return this with
        {
            PostgreSql = PostgreSql is null ? null : PostgreSql with { ReadPassword = password },
            AzureBlob = AzureBlob is null ? null : AzureBlob with { ReadSecret = password },
        };
    }

    /// <summary>True where both name one place; a place may have further names, which nobody sees here.</summary>
    public bool IsSameAs(StateLocation other) => (this, other) switch
    {
        ({ Folder: { } mine }, { Folder: { } theirs }) => Path.TrimEndingDirectorySeparator(mine) == Path.TrimEndingDirectorySeparator(theirs),
        ({ PostgreSql: { } mine }, { PostgreSql: { } theirs }) => mine.Port == theirs.Port && mine.Database == theirs.Database && string.Equals(mine.Host, theirs.Host, StringComparison.OrdinalIgnoreCase),
        ({ AzureBlob: { } mine }, { AzureBlob: { } theirs }) => mine.Container == theirs.Container && mine.Prefix == theirs.Prefix,
        _ => false,
    };

    /// <summary>What is shown of it, as long as nobody asked whether it can be used.</summary>
    public Auth0StateStore ToStore() => new() { Kind = Kind, Location = Text, Vault = Password?.Vault, SecretName = Password?.Entry, Reachable = false };

    /// <summary>Understands what a user wrote.</summary>
    /// <param name="text">The location.</param>
    /// <param name="source">Where it was written, for errors; never the text itself, which may hold a password.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static StateLocation Parse(string text, string source)
    {
        text = text.Trim();
        if (text.StartsWith(FolderPrefix, StringComparison.OrdinalIgnoreCase) && text.Length > FolderPrefix.Length)
            return OfFolder(text[FolderPrefix.Length..]);
        _ = Uri.TryCreate(text, UriKind.Absolute, out var address);
        return address?.Scheme switch
        {
            "postgresql" or "postgres" => new StateLocation(Auth0StateStoreKind.PostgreSql, text) { PostgreSql = PostgreSqlLocation.Parse(address, source) },
            "https" or "http" => new StateLocation(Auth0StateStoreKind.AzureBlob, text) { AzureBlob = AzureBlobLocation.Parse(address, source) },

            // As the portal hands them out: a connection string.
            _ when AzureBlobLocation.IsSecret(text) => throw AzureBlobLocation.HasSecret(source),
            _ => throw new Auth0Exception(ErrorReason.InvalidArgument, $"{source} is no place where state can be kept.", Forms) { Target = source },
        };
    }
}
