namespace Auth0Ps.State;

/// <summary>The folder in which this module keeps its files.</summary>
internal sealed class DataFolder
{
    /// <summary>The environment variable that names another folder than the per-user one.</summary>
    public const string Variable = "AUTH0PS_HOME";

    private readonly Func<string?> _chosen;
    private readonly string? _locks;

    /// <summary>A folder.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="locks">The folder for locks; the one that all processes of the user agree on when null.</param>
    public DataFolder(string folder, string? locks = null)
        : this(() => folder) =>
        _locks = locks;

    private DataFolder(Func<string?> chosen) => _chosen = chosen;

    /// <summary>
    /// What <c>AUTH0PS_HOME</c> names, else the platform's per-user application data folder. Looked up each time, because a session may set the variable
    /// after the module was imported.
    /// </summary>
    public static DataFolder OfEnvironment { get; } = new(static () => Environment.GetEnvironmentVariable(Variable));

    /// <summary>The folder; it need not exist yet.</summary>
    public string Location => _chosen() is { Length: > 0 } chosen
        ? Path.GetFullPath(chosen)

        // Without DoNotVerify the answer is empty in a fresh home folder, as timers and containers have.
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "Auth0Ps");

    /// <summary>The folder for the locks that all processes of one user must agree on, whichever data folder each has; it need not exist yet.</summary>
    public string OfLocks => _locks ?? PerUserFolder.For(_chosen() is { Length: > 0 } ? Location : null);

    /// <summary>The path of a file in the folder, which is made when missing, for its owner only.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: the folder cannot be made; <see cref="ErrorReason.StateFolderUnsafe"/>: it is not only its owner's.</exception>
    public string File(string name)
    {
        var folder = Location;
        try
        {
            OwnerOnlyFolder.Make(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new Auth0Exception(
                ErrorReason.StateFileBusy,
                $"The data folder '{folder}' cannot be made: {exception.Message}",
                $"Set {Variable} to a folder that you may write to; nothing was changed.",
                exception)
            { Target = folder };
        }

        return Path.Combine(folder, name);
    }
}
