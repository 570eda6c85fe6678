using Auth0Ps.Applications;
using Auth0Ps.Diagnostics;
using Auth0Ps.Insight;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Drift;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Looks at everything that a rotation needs, and changes nothing.</summary>
/// <param name="state">The connections, the journal, and the vaults.</param>
internal sealed class RotationTester(Auth0State state, Func<Auth0Connection, TenantSession> open)
{
    private readonly Dictionary<(Guid Connection, ConnectionPurpose Purpose), Auth0Check> _tested = [];

    /// <summary>Knows who signs in as a rotation's application; null where that is not looked at.</summary>
    public Func<Auth0SecretRotation, CancellationToken, Task<Auth0SecretUsage>>? UsageOf { get; init; }

    /// <summary>Knows whether a rotation's vault holds the live secret; null where that is not looked at.</summary>
    public Func<Auth0SecretRotation, CancellationToken, Task<DriftFinding>>? DriftOf { get; init; }

    /// <summary>Tests one rotation; a connection that serves several is tested once.</summary>
    public async Task<Auth0SecretRotationTest> TestAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        var connection = await CheckAsync("Connection", () => TestConnectionAsync(rotation, cancellationToken));
        var application = connection.Outcome == CheckOutcome.Passed
            ? await CheckAsync("Application", () => FindApplicationAsync(rotation, cancellationToken))
            : Skipped("Application", "Not looked at, because the connection does not work.");

        ISecretVault? vault = null;
        var found = await CheckAsync("Vault", async () =>
        {
            vault = await state.RequireVaults(rotation.Vault).FindAsync(rotation.Vault, cancellationToken);
            return Passed($"'{vault.Name}' can be read.");
        });
        var entries = vault is null
            ? Skipped("Entries", "Not looked at, because the vault cannot be used.")
            : await CheckAsync("Entries", () => LookAtEntriesAsync(vault, rotation, rotation.Destination, cancellationToken));
        var keys = !rotation.Kind.IsKey ? null
            : application.Outcome != CheckOutcome.Passed || vault is null ? Skipped("Keys", "Not looked at, because application or vault cannot be used.")
            : await CheckAsync("Keys", () => LookAtKeysAsync(rotation, cancellationToken));
        var live = DriftOf is null || !rotation.Kind.IsReadable ? null
            : application.Outcome != CheckOutcome.Passed || vault is null ? Skipped("Live", "Not looked at, because application or vault cannot be used.")
            : await CheckAsync("Live", async () => (await DriftOf(rotation, cancellationToken)).ToCheck(rotation));
        var interruption = await CheckAsync("Interruption", () => Task.FromResult(LookAtJournal(rotation)));
        var journal = await CheckAsync("Journal", () => Task.FromResult(Passed($"'{state.Journal.RequireWritable()}' can be written.")));
        var seen = vault?.Checks ?? [];
        var names = vault is null ? null : await CheckAsync("Names", () => LookAtNamesAsync(vault, rotation.Destination, cancellationToken));
        var usage = UsageOf is null ? null : await CheckAsync("Usage", async () => UsageCheck.Of(rotation, await UsageOf(rotation, cancellationToken)));
        var copies = new List<Auth0Check>();
        foreach (var copy in rotation.Copies)
            copies.AddRange(await TestCopyAsync(rotation, copy, cancellationToken));
        return new Auth0SecretRotationTest { Rotation = rotation, Checks = [.. ((Auth0Check?[])[connection, application, found, .. seen, names, entries, .. copies, keys, live, interruption, journal, usage]).OfType<Auth0Check>()] };
    }

    /// <summary>The same as of the rotation's own vault.</summary>
    private async Task<IReadOnlyList<Auth0Check>> TestCopyAsync(Auth0SecretRotation rotation, Auth0SecretDestination copy, CancellationToken cancellationToken)
    {
        ISecretVault? vault = null;
        var found = await CheckAsync("Vault", async () =>
        {
            vault = await state.RequireVaults(copy.Vault).FindAsync(copy.Vault, cancellationToken);
            return Passed($"'{vault.Name}' can be read, and gets a copy.");
        });
        return vault is null
            ? [found, Skipped("Entries", $"Not looked at, because the vault '{copy.Vault}' of a copy cannot be used.")]
            : [found, .. vault.Checks, await CheckAsync("Names", () => LookAtNamesAsync(vault, copy, cancellationToken)), await CheckAsync("Entries", () => LookAtEntriesAsync(vault, rotation, copy, cancellationToken))];
    }

    private Auth0Check LookAtJournal(Auth0SecretRotation rotation)
    {
        if (ClientRun.Of(state, rotation.Client).IsUnderWay)
            return Passed(ClientRun.UnderWay);
        RotationGuards.RequireNotInterrupted(state, rotation);
        if (rotation.AppliesAt is { } at)
            return Passed($"The next secret is announced, and becomes live with the first run after {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.");
        return Passed("No run of it is unfinished.");
    }

    private static Auth0Check Passed(string detail) => new() { Name = "", Outcome = CheckOutcome.Passed, Detail = detail };

    private static Auth0Check Skipped(string name, string detail) => new() { Name = name, Outcome = CheckOutcome.Skipped, Detail = detail };

    private static async Task<Auth0Check> CheckAsync(string name, Func<Task<Auth0Check>> check)
    {
        try
        {
            return await check() with { Name = name };
        }
        catch (Auth0Exception exception)
        {
            return new Auth0Check { Name = name, Outcome = CheckOutcome.Failed, Detail = exception.Message, Recommendation = exception.RecommendedAction, Failure = exception };
        }
    }

    private async Task<Auth0Check> LookAtEntriesAsync(ISecretVault vault, Auth0SecretRotation rotation, Auth0SecretDestination at, CancellationToken cancellationToken)
    {
        if (rotation.ToTarget(new()).Options.Force)
            return Passed($"{at.SecretsMapping.InWords} will be overwritten, whatever is there.");

        await new EntryOwnership(state, state.RequireVaults(at.Vault)).RequireFreeAsync(vault, rotation, at, cancellationToken);
        return Passed($"{at.SecretsMapping.InWords}: free, or this rotation's own.");
    }

    private static async Task<Auth0Check> LookAtNamesAsync(ISecretVault vault, Auth0SecretDestination at, CancellationToken cancellationToken)
    {
        await vault.RequireNamesAsync(at.SecretsMapping.AllNames, Fingerprint.KeyEntry, areChosenNow: true, cancellationToken);
        return Passed($"'{vault.Name}' keeps {string.Join(", ", at.SecretsMapping.AllNames)} apart, as far as is known.");
    }

    private async Task<Auth0Check> TestConnectionAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        var connection = state.Rotations.ConnectionOf(rotation);
        RotationGuards.RequireManagement(connection);
        var purpose = rotation.Kind.Purpose;
        if (_tested.TryGetValue((connection.Id, purpose), out var known))
            return known;

        var test = await new ConnectionTester(open(connection)).TestAsync(purpose, cancellationToken);
        return _tested[(connection.Id, purpose)] = test.Checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed) is { } failed
            ? failed with { Detail = $"{failed.Name}: {failed.Detail}" }
            : Passed($"'{connection.Name}' works and may rotate {rotation.Kind.Name}s.");
    }

    private async Task<Auth0Check> LookAtKeysAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        KeyPlan plan;
        try
        {
            plan = await new KeyPlanner(open(state.Rotations.ConnectionOf(rotation))).PlanAsync(rotation.ToTarget(new()), cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.KeyLimitReached && !rotation.RotatesAt(DateTimeOffset.UtcNow))
        {
            // So it is after every rotation, and it is over before the next one is due.
            return Passed(exception.Message);
        }

        if (plan.MustGo is not null)
        {
            throw new Auth0Exception(
                ErrorReason.KeyLimitReached,
                $"There is no room for a new key: Auth0 takes two for private_key_jwt and four credentials in all, and {plan.MustGoDescription} was not made by this rotation.",
                $"Delete it in the dashboard, or let the next rotation do it: Invoke-Auth0SecretRotation {rotation.Name} -Force")
            { Target = rotation.Name };
        }

        return Passed(plan.Move ?? "There is room for a new key beside the present one.");
    }

    private async Task<Auth0Check> FindApplicationAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        var session = open(state.Rotations.ConnectionOf(rotation));
        var application = await new ApplicationDirectory(session).GetAsync(rotation.ClientId, cancellationToken);
        rotation.Kind.RequireRotatable(application, movesBack: rotation.Keys.Count > 0);
        var (detail, hint) = rotation.Kind.Suits(application);
        return Passed(detail) with { Recommendation = hint };
    }
}
