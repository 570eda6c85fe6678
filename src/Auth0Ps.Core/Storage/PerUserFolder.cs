using static System.Environment;

namespace Auth0Ps.Storage;

/// <summary>
/// The folder for what all processes of one user must agree on. Unlike <see cref="DataFolder"/> no setting moves it: a scheduled
/// process and a session with other settings would otherwise take different locks on the same vault.
/// </summary>
internal static class PerUserFolder
{
    /// <summary>The folder; it need not exist yet.</summary>
    public static string Location =>
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? Path.Combine(GetFolderPath(SpecialFolder.LocalApplicationData, SpecialFolderOption.DoNotVerify), "Auth0Ps")

            // Spelled out, because elsewhere XDG_DATA_HOME would move it, which a desktop sets and a timer does not.
            : Path.Combine(GetFolderPath(SpecialFolder.UserProfile, SpecialFolderOption.DoNotVerify), ".local", "share", "Auth0Ps");
}
