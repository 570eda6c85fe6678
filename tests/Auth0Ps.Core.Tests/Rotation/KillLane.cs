using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>One client, its vault and its data folder, and processes that rotate there one after the other and are killed.</summary>
/// <remarks>Each process first goes on where the one before it was killed, is looked at, and rotates once more until it is killed.</remarks>
internal sealed class KillLane(PlainTenant tenant, string folder, int seed, RunnerOrder order)
{
    private static readonly RotationPhase[] Boundaries =
        [RotationPhase.Leased, RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Verified, RotationPhase.Recorded];

    private readonly Random _random = new(20261121 + seed);

    /// <summary>About what a rotation takes, in milliseconds; found out by those that end before they are killed.</summary>
    private double _span = 120;

    public FolderVault Vault { get; } = new(Path.Combine(folder, "Prod"));

    /// <summary>What stands between the processes and the tenant, and meddles with the rotation that is killed; null for nothing.</summary>
    public RecordingRelay? Relay { get; init; }

    /// <summary>Which phase the first kill is at; the others follow.</summary>
    public int First { get; init; }

    /// <summary>How many processes were killed in the middle.</summary>
    public int Killed { get; private set; }

    /// <summary>How many rotations a process said that it ended. After a kill that came before its rotation began there is none to end.</summary>
    public int Ended { get; private set; }

    /// <summary>How often the live secret was not in the vault.</summary>
    public int Lost { get; private set; }

    /// <summary>How often another secret was made than the one that was staged.</summary>
    public int Second { get; private set; }

    /// <summary>Called once a process finished what was killed before; null for nothing.</summary>
    public Action? Resumed { get; init; }

    /// <summary>Called once a process was killed, or ended; null for nothing.</summary>
    public Action? Stopped { get; init; }

    /// <summary>What the final entry held after each process, and in its middle.</summary>
    public HashSet<string> Finals { get; init; } = new(StringComparer.Ordinal);

    private string? Final => Vault.Text("billing-client-secret");

    private string? Next => Vault.Text("billing-client-secret-next");

    /// <summary>Kills so often, and ends with a run that nobody kills.</summary>
    public async Task RunAsync(int kills)
    {
        string? staged = null;
        var last = "the beginning";
        for (var run = 0; ; run++)
        {
            var isAtBoundary = run < Boundaries.Length * 2;
            var death = order with
            {
                // Either way of going on after a kill has to do.
                Resumes = run % 2 == 1,
                DiesAt = isAtBoundary ? Boundaries[(First + run) % Boundaries.Length].ToString() : null,
                DiesAfter = isAtBoundary ? null : _random.NextDouble() * _span,
            };
            using var process = Killed == kills ? null : RunnerProcess.Launch(folder, folder, death);
            var said = process is null ? await EndAsync(death) : await process.ReadLineAsync();
            if (said is null || !(said.StartsWith("Succeeded", StringComparison.Ordinal) || (death.Resumes && said == "Nothing")))
                Assert.Fail($"After {last}: {said}{(said is null ? await process!.EndAsync() : "")}");
            Ended += said == "Nothing" ? 0 : 1;
            // Once a rotation succeeded both are equal; one that a proxy ended leaves a spent value.
            Lost += await IsLostAsync() || (said.StartsWith("Succeeded", StringComparison.Ordinal) && Next is not null && Next != Final) ? 1 : 0;
            Second += staged is not null && staged != Final ? 1 : 0;
            Keep();
            Resumed?.Invoke();
            if (process is null)
                return;

            Relay?.MeddleAtRandom(_random);
            process.Tell("once more");
            process.LetGo();
            var isKilled = (await process.EndAsync()).Length == 0;
            Relay?.LeaveAlone();

            // What a proxy refuses comes to an end before the later phases.
            Assert.True(isKilled || !isAtBoundary || Relay is not null, $"No kill at {death.DiesAt}.");
            Killed += isKilled ? 1 : 0;
            _span *= isKilled ? 1.01 : 0.9;

            // Equal means settled: nothing waits.
            // One that was not killed may have proven its secret dead.
            staged = Next == Final || !isKilled ? null : Next;
            Keep();
            Stopped?.Invoke();
            Lost += await IsLostAsync() ? 1 : 0;
            last = $"{(Relay is null ? "" : "meddling and ")}a kill at {death.DiesAt ?? $"{death.DiesAfter:0.0} ms"}";
        }
    }

    /// <summary>What a run says that nobody kills.</summary>
    private async Task<string> EndAsync(RunnerOrder death) =>
        (await RunnerProcess.RunHereAsync(folder, death with { Twice = false, DiesAt = null, DiesAfter = null })).TrimEnd();

    private void Keep()
    {
        if (Final is { } final)
            Finals.Add(final);
    }

    /// <summary>Asked of the tenant with plain requests, without any of the code under test.</summary>
    private async Task<bool> IsLostAsync()
    {
        // A client that is not rotated yet has its first secret in no vault of ours.
        if (Killed == 0 && Final is null)
            return false;
        foreach (var entry in new[] { "billing-client-secret", "billing-client-secret-next", "connection", "connection-next" })
        {
            if (Vault.Text(entry) is { } secret && await tenant.IsLiveAsync(order.ClientId, secret))
                return false;
        }

        return true;
    }
}
