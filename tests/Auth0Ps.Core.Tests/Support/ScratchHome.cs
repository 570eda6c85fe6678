using System.Runtime.CompilerServices;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>Gives the tests a home folder and a data folder of their own: locks and journals of the user's are none of theirs.</summary>
internal static class ScratchHome
{
    /// <summary>The home folder of the tests.</summary>
    public static string Folder { get; private set; } = null!;

    /// <summary>The user's own home folder, for programs that find their settings there.</summary>
    public static string? UsersOwn { get; private set; }

    [ModuleInitializer]
    internal static void Make()
    {
        FirstPair.Share();
        UsersOwn = Environment.GetEnvironmentVariable("HOME");
        var folder = Folder = Directory.CreateTempSubdirectory("auth0ps-tests-").FullName;
        Environment.SetEnvironmentVariable("HOME", folder);
        Environment.SetEnvironmentVariable("AUTH0PS_HOME", Path.Combine(folder, "auth0ps"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
