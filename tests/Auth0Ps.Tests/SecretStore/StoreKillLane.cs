using System.Text.Json;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox.Cli.PowerShell;

namespace Auth0Ps.Tests.SecretStore;

/// <summary>A SecretStore of its own, and PowerShells that rotate into it one after the other and are killed.</summary>
/// <remarks>Each looks at what the one before left, goes on where it was killed, and rotates again until it is killed as well.</remarks>
internal sealed class StoreKillLane(PowerShellEngine engine, LiveSecrets live, IReadOnlyDictionary<string, string> clients, Random random) : IDisposable
{
    private static readonly string[] Expected =
        ["auth0ps-fingerprint-key", "connection", "connection-next", "credential", "credential-next", "own", "own-next", "plain", "plain-id", "plain-next"];

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly ScratchHome _home = ScratchHome.Create();

    /// <summary>About what a rotation takes; found out by those that end before they are killed.</summary>
    private TimeSpan _span = TimeSpan.FromMilliseconds(300);

    /// <summary>What stands between the processes and the tenant, and meddles with the rotation that is killed; null for nothing.</summary>
    public RecordingRelay? Relay { get; init; }

    public int Killed { get; private set; }

    /// <summary>How many were aimed at a write of the store.</summary>
    public int Aimed { get; private set; }

    /// <summary>How many left the new file of a write half made beside the store.</summary>
    public int WithinWrite { get; private set; }

    /// <summary>After what the live secret was not in the store, or not settled.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>After what another secret was made than the one that was staged.</summary>
    public List<string> Second { get; } = [];

    /// <summary>After what entries of the store could not be read.</summary>
    public List<string> Unreadable { get; } = [];

    private string Store => Path.Combine(_home.Folder, ".secretmanagement", "localstore");

    private string Journal => Path.Combine(_home.Folder, "auth0ps", "journal");

    /// <summary>Makes the store, the connection and the saved rotations, and rotates each once.</summary>
    /// <param name="order">What the connection needs.</param>
    /// <returns>False where SecretManagement or SecretStore is not installed.</returns>
    public async Task<bool> BeginAsync(object order)
    {
        using var first = await RotatingShell.StartAsync(engine, _home);
        if (!first.HasSecretStore)
            return false;
        await first.AskAsync("begin " + JsonSerializer.Serialize(order));
        await ConvergeAsync(first, "rotate", null, "the beginning");
        return true;
    }

    /// <summary>Kills so often, and ends with a process that nobody kills, which finds no entry and no file that nobody needs.</summary>
    public async Task RunAsync(int kills)
    {
        var last = "the beginning";
        while (true)
        {
            using var shell = await RotatingShell.StartAsync(engine, _home);
            var found = StoreLook.Parse(await shell.AskAsync("look"));
            Unreadable.AddRange(found.Unreadable.Select(entry => $"after {last}: {entry}"));
            foreach (var (rotation, client) in clients)
            {
                var hash = await live.HashAsync(client);
                if (hash != found[rotation] && hash != found[rotation + "-next"])
                    Lost.Add($"after {last}: '{rotation}'");
            }

            // Either way of going on after a kill has to do.
            var settled = await ConvergeAsync(shell, random.Next(3) == 0 ? "rotate" : "resume", found, last);
            if (Killed == kills)
            {
                Assert.Equal(Expected, settled.Entries.Keys.Order(StringComparer.Ordinal));
                Assert.Equal(["storeaux", "storeconfig", "storefile"], Directory.GetFiles(Store).Select(Path.GetFileName).Order(StringComparer.Ordinal));
                break;
            }

            last = await KillAsync(shell);
        }
    }

    public void Dispose() => _home.Dispose();

    private async Task<StoreLook> ConvergeAsync(RotatingShell shell, string command, StoreLook? before, string last)
    {
        var answer = await shell.AskAsync(command);
        foreach (var ending in answer.GetProperty("endings").EnumerateArray())
            Assert.True(ending.GetProperty("status").GetString() == "Succeeded", $"After {last}, {command}: {ending}");
        var after = StoreLook.Parse(await shell.AskAsync("look"));
        foreach (var (rotation, client) in clients)
        {
            // All have been rotated by now, so both entries are there, and equal means settled.
            if (after[rotation] != await live.HashAsync(client) || after.Staged(rotation) is not null)
                Lost.Add($"after {last} and {command}: '{rotation}'");

            // A proxy may have had the staged one refused, which is spent then.
            if (before?.Staged(rotation) is { } staged && staged != after[rotation] && (Relay is null || before.Interrupted.Contains(rotation)))
                Second.Add($"after {last} and {command}: '{rotation}'");
        }

        if (after["own"] != after["connection"])
            Lost.Add($"after {last} and {command}: the connection's own");
        return after;
    }

    /// <summary>Rotates until it is killed; says how.</summary>
    private async Task<string> KillAsync(RotatingShell shell)
    {
        while (true)
        {
            var rotation = clients.Keys.ElementAt(random.Next(clients.Count));
            var isAimed = random.Next(2) == 0;
            KillMoment moment = (isAimed, random.Next(3)) switch
            {
                // A handful of changes a write: a new file, its content, its name, its time.
                (true, _) => new KillMoment.AtChange(Store, random.Next(1, 16), 2 * _span),
                (_, 0) => new KillMoment.AtChange(Journal, random.Next(1, 20), 2 * _span),
                _ => new KillMoment.After(random.NextDouble() * _span),
            };

            Relay?.MeddleAtRandom(random);
            var rotating = shell.BeginAsync("rotate " + rotation);
            var isKilled = await moment.WaitAsync(rotating);
            if (isKilled)
                shell.Kill();

            // It may have answered in the instant before, and is dead all the same.
            isKilled |= await rotating is null;
            Relay?.LeaveAlone();
            _span = isKilled ? _span * 1.02 : _span * 0.9;
            if (_span > Longest)
                _span = Longest;
            if (isKilled)
            {
                Killed++;
                Aimed += isAimed ? 1 : 0;
                WithinWrite += Directory.GetFiles(Store).Length > 3 ? 1 : 0;
                return $"{(Relay is null ? "" : "meddling and ")}a kill of '{rotation}' at {moment}";
            }

            // One that a proxy ended leaves a spent value.
            if (Relay is not null)
                await ConvergeAsync(shell, "rotate", null, $"meddling with '{rotation}'");
        }
    }
}
