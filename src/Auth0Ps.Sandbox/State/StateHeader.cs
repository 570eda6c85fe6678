namespace Auth0Ps.Sandbox.State;

/// <summary>The first line of a state file.</summary>
internal sealed record StateHeader
{
    /// <summary>Marks the file as ours.</summary>
    public const string FormatName = "auth0ps-sandbox-state";

    /// <summary>
    /// The newest format that this version reads and the one it writes. 2 added users and refresh tokens; files of format 1 are read too,
    /// and rewritten as 2 at the start.
    /// </summary>
    public const int NewestVersion = 2;

    public string Format { get; init; } = FormatName;

    public int Version { get; init; } = NewestVersion;

    /// <summary>The tenant's address when the file was begun.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The port listened on then; null in older files, where it is that of <see cref="Domain"/>.</summary>
    public int? Port { get; init; }
}
