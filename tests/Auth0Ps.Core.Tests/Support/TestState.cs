using Auth0Ps.Http;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>Makes states that share nothing with those of other tests.</summary>
internal static class TestState
{
    private static readonly TenantHttp Http = new();

    /// <summary>A state with a data folder and a folder for locks of its own.</summary>
    /// <param name="folder">The data folder; a new one when null.</param>
    /// <param name="vaults">The vaults; none when null.</param>
    /// <param name="saves">Whether connections are saved, so that another state of the folder finds them.</param>
    /// <param name="http">The sender; one that all tests share when null.</param>
    /// <param name="time">The clock of what is saved.</param>
    /// <param name="limits">How long to wait for whom.</param>
    /// <param name="locks">The folder for locks; beside the data folder when null.</param>
    public static Auth0State New(string? folder = null, ISecretVaults? vaults = null, bool saves = false, TenantHttp? http = null, TimeProvider? time = null, TimeLimits? limits = null, string? locks = null)
    {
        folder ??= Path.Combine(ScratchHome.Folder, "states", Guid.NewGuid().ToString("n"));
        return new(new DataFolder(folder, locks ?? folder + "-locks"), store: null, time, http ?? Http, limits, saves) { Vaults = vaults, MakesKey = PreparedKeys.Of(folder).Next };
    }

    /// <summary>The folder of a state's journal.</summary>
    public static string JournalFolder(this Auth0State state) => Path.Combine(state.Folder.Location, "journal");
}
