namespace Auth0Ps.State;

/// <summary>Where state is, as users write it. It holds no secret: one with a password in it is refused.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Text">As it was written, or the folder's full path.</param>
internal sealed record StateLocation(Auth0StateStoreKind Kind, string Text)
{
    private const string FolderPrefix = "folder:";

    /// <summary>The forms that there are, for errors.</summary>
    private const string Forms = "Write folder:PATH or postgresql://USER@HOST/DATABASE.";

    /// <summary>The server; null where this is not a server.</summary>
    public PostgreSqlLocation? PostgreSql { get; private init; }

    /// <summary>The folder; null where this is not a folder.</summary>
    public string? Folder { get; private init; }

    /// <summary>A folder.</summary>
    public static StateLocation OfFolder(string path) => new(Auth0StateStoreKind.Folder, Path.GetFullPath(path)) { Folder = Path.GetFullPath(path) };

    /// <summary>Understands what a user wrote.</summary>
    /// <param name="text">The location.</param>
    /// <param name="source">Where it was written, for errors; never the text itself, which may hold a password.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static StateLocation Parse(string text, string source)
    {
        text = text.Trim();
        if (text.StartsWith(FolderPrefix, StringComparison.OrdinalIgnoreCase) && text.Length > FolderPrefix.Length)
            return OfFolder(text[FolderPrefix.Length..]);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("postgresql" or "postgres"))
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"{source} is no place where state can be kept.", Forms) { Target = source };
        return new StateLocation(Auth0StateStoreKind.PostgreSql, text) { PostgreSql = PostgreSqlLocation.Parse(address, source) };
    }
}
