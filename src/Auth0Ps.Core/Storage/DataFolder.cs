namespace Auth0Ps.Storage;

/// <summary>Where this module keeps its files: <c>AUTH0PS_HOME</c>, else the platform's per-user application data folder.</summary>
internal static class DataFolder
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string Variable = "AUTH0PS_HOME";

    /// <summary>The folder; it need not exist yet.</summary>
    public static string Location =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen
            ? Path.GetFullPath(chosen)

            // Without DoNotVerify the answer is empty in a fresh home folder, as timers and containers have.
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "Auth0Ps");

    /// <summary>The path of a file in the folder, which is made when missing, for its owner alone.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: the folder cannot be made; <see cref="ErrorReason.StateFolderUnsafe"/>: it is not its owner's alone.</exception>
    public static string File(string name)
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
