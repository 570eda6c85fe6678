using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>The home folder that the system has for an account, whatever HOME says in this process.</summary>
internal static class AccountHome
{
    /// <summary>Finds the home folder of this user, as a shell does for <c>~name</c>; null where that gives none.</summary>
    public static async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var user = Environment.UserName;
        if (ExternalTool.Find("sh") is null || !user.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            return null;
        var result = await ExternalTool.RunAsync("sh", ["-c", $"echo ~{user}"], cancellationToken);
        var home = result.Output.Trim();
        return result.ExitCode == 0 && home.StartsWith('/') ? home : null;
    }
}
