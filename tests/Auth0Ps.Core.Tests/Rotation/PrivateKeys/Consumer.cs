using System.Diagnostics;
using System.Net;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Rotation.PrivateKeys;

/// <summary>An application as users have them: twenty times a second it reads from the vault what it signs in with, and asks for a token.</summary>
/// <param name="vault">The vault.</param>
/// <param name="entries">Where it looks: the first of them that is there.</param>
/// <param name="signIn">Asks for a token with what was read.</param>
internal sealed class Consumer(FolderVault vault, IReadOnlyList<string> entries, Func<string, Task<HttpStatusCode>> signIn)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>How often it asked.</summary>
    public int Requests { get; private set; }

    /// <summary>How often it was refused, or found nothing to sign in with.</summary>
    public int Refused { get; private set; }

    /// <summary>Goes on until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            Requests++;
            Refused += entries.Select(vault.Text).FirstOrDefault(static text => text is not null) is { } found && await signIn(found) == HttpStatusCode.OK ? 0 : 1;
            var left = Pace - Stopwatch.GetElapsedTime(started);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, CancellationToken.None);
        }
    }
}
