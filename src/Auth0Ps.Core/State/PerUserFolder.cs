using System.Collections.Concurrent;
using static System.Environment;

namespace Auth0Ps.State;

/// <summary>
/// The folder for what all processes of one user must agree on. A setting moves it only where the home folder cannot hold it: a scheduled
/// process and a session with other settings would otherwise take different locks on the same vault.
/// </summary>
internal static class PerUserFolder
{
    private static readonly ConcurrentDictionary<(string Home, string Chosen), string> Found = new();

    /// <summary>
    /// The folder; it need not exist yet. Where there is no home folder, or none that can be written to or has locks, as in a container under a
    /// user id without an account, it is the data folder that was chosen.
    /// </summary>
    /// <param name="chosen">The data folder that was chosen; null for none.</param>
    public static string For(string? chosen) => chosen is null
        ? OfHome
        : Found.GetOrAdd((OfHome, chosen), static place => IsUsable(place.Home) ? place.Home : place.Chosen);

    private static string OfHome =>
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? Path.Combine(GetFolderPath(SpecialFolder.LocalApplicationData, SpecialFolderOption.DoNotVerify), "Auth0Ps")

            // Spelled out, because elsewhere XDG_DATA_HOME would move it, which a desktop sets and a timer does not.
            : Path.Combine(GetFolderPath(SpecialFolder.UserProfile, SpecialFolderOption.DoNotVerify), ".local", "share", "Auth0Ps");

    private static bool IsUsable(string folder)
    {
        // The root is what an account without a home folder gets; it is nobody's home, even for those who may write there.
        var home = GetFolderPath(SpecialFolder.UserProfile, SpecialFolderOption.DoNotVerify);
        if (home.Length == 0 || Path.GetPathRoot(home) == home || !Directory.Exists(home))
            return false;
        try
        {
            OwnerOnlyFolder.Make(folder);
            return FileLock.WorksIn(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Auth0Exception)
        {
            return false;
        }
    }
}
