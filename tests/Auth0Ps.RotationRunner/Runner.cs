using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Applications;
using Auth0Ps.AzureBlob;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
using Auth0Ps.Http;
using Auth0Ps.PostgreSql;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.State.Moving;

namespace Auth0Ps.RotationRunner;

/// <summary>Does what an order asks for: in a process of its own that can be killed or, where nobody is to be killed, in the one of the tests.</summary>
/// <param name="order">The order.</param>
/// <param name="folder">The data folder.</param>
/// <param name="input">What it is told on the way.</param>
/// <param name="output">Where it says how it went.</param>
internal sealed class Runner(Order order, DataFolder folder, TextReader input, TextWriter output)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    private bool _isMortal = !order.Twice;

    /// <summary>Reads an order.</summary>
    public static Order Read(string json) => JsonSerializer.Deserialize<Order>(json, Json)!;

    /// <summary>Does it.</summary>
    public async Task RunAsync()
    {
        if (order.MovesTo is not null)
        {
            await MoveAsync(order.MovesTo);
            return;
        }

        FolderVault[] copies = [.. Enumerable.Range(1, order.Copies).Select(number => new FolderVault(Path.Combine(Path.GetDirectoryName(order.VaultFolder)!, $"Copy{number}")))];
        using var http = new TenantHttp(new ScaledTime(order.Speed)) { AttemptTimeout = order.State is null ? TimeSpan.FromSeconds(30) * order.Speed : order.Lease };
        var limits = order.State is null ? TimeLimits.Default : new TimeLimits { SharedLease = order.Lease, LeaseMargin = order.Lease / 2, VaultWrite = order.Lease, Spreading = TimeSpan.FromSeconds(1), StateServer = TimeSpan.FromMinutes(1) };
        var store = order.State is null ? null : Open(StateLocation.Parse(order.State, "The order"), limits);
        using var closes = store as IDisposable;
        var vault = new FolderVault(order.VaultFolder) { Locks = store?.VaultLocks };
        var calls = 0;
        vault.Before = _ =>
        {
            if (Interlocked.Increment(ref calls) == order.DiesAtVaultCall)
                Die();
            return Task.CompletedTask;
        };
        var state = new Auth0State(folder, store, TimeProvider.System, http, limits) { Vaults = new FolderVaults([vault, .. copies]) };
        if (order.Syncs is not null)
        {
            await new SyncRun(state, output, order.DiesAtStep is { } last ? step => DieAt(step, last) : static _ => { }).RunAsync(order.Syncs);
            return;
        }

        var connection = state.Connections.Find("runner") ?? await new ConnectionFactory(state).CreateAsync(
            new ConnectionRequest
            {
                Name = "runner",
                Domain = order.Domain,
                Audience = order.Audience,
                ClientId = order.ConnectionClientId,
                ClientSecret = order.ConnectionSecret is null ? null : SecureStrings.Protect(order.ConnectionSecret),
                Vault = order.ConnectionSecret is null ? vault.Name : null,
                SecretName = order.ConnectionSecret is null ? "connection" : null,
            },
            skipTest: true,
            CancellationToken.None);
        if (order.Adopts)
        {
            Say(await new Adoption(new TenantSession(connection, state, observer: null)).AdoptAsync(state.Rotations.Find(order.RotationId!.Value)!, force: false, CancellationToken.None) ? "Adopted" : "Nothing");
            return;
        }

        var rotator = new VaultRotator(new TenantSession(connection, state, order.Tells ? trace => Say(trace.ToString()!) : null)) { Reached = Reached };
        await (store is null ? RotateAsync(rotator, state, vault, copies) : RotateDueAsync(rotator, state));
    }

    private async Task MoveAsync(string place)
    {
        var limits = new TimeLimits { SharedLease = order.Lease, LeaseMargin = order.Lease / 2 };
        var steps = 0;
        var stores = new StateStores(folder, limits, static () => null, Open, static _ => throw new InvalidOperationException("There is no vault."));
        await new StoreMove(stores, limits, TimeProvider.System)
        {
            Reached = _ =>
            {
                if (Interlocked.Increment(ref steps) == order.DiesAtStep)
                    Die();
            },
        }.RunAsync(StateLocation.Parse(place, "The order"), CancellationToken.None);
        Say($"Moved in {steps} steps");
    }

    // SIGKILL on this process: no finally block runs, no buffer is written.
    private static void Die() => Process.GetCurrentProcess().Kill();

    private static void DieAt(int step, int last)
    {
        if (step == last)
            Die();
    }

    private static IStateStore Open(StateLocation place, TimeLimits limits) =>
        place.PostgreSql is { } database ? new PostgreSqlStore(database, limits)
        : place.AzureBlob is { } container ? new AzureBlobStore(container, limits)
        : new FolderStore(new DataFolder(place.Folder!), limits);

    private void Say(string line) => output.WriteLine(line);

    private async Task RotateAsync(VaultRotator rotator, Auth0State state, FolderVault vault, FolderVault[] copies)
    {
        var target = new RotationTarget
        {
            Name = "billing",
            RotationId = order.RotationId,
            ClientId = order.ClientId,
            Vault = vault.Name,
            Mapping = SecretsMapping.Default("billing", order.CredentialType),
            CredentialType = order.CredentialType,
            AnnounceFor = order.AnnounceFor,
            CopyTo = [.. copies.Select(copy => new Auth0SecretDestination { Vault = copy.Name, SecretsMapping = SecretsMapping.Default("billing", order.CredentialType) })],
            KeepsPrevious = order.KeepsPrevious,
            Options = new() { AppliesAtOnce = order.AppliesAtOnce, Undoes = order.Undoes },
            Key = order.Overlap is { } overlap ? new KeySpecification { Overlap = overlap } : null,
        };
        var rotation = order.Resumes
            ? await rotator.ResumeAsync("billing", order.ClientId, order.AppliesAtOnce, CancellationToken.None)
            : await rotator.RotateAsync(target, isDue: null, CancellationToken.None);
        await DeliverAsync(state);
        Say(rotation is null ? "Nothing" : $"{rotation.Status} {rotation.Message} {rotation.Failure}");
        if (order.Twice && await input.ReadLineAsync() is not null)
        {
            _isMortal = true;
            var again = await rotator.RotateAsync(target, isDue: null, CancellationToken.None);
            await DeliverAsync(state);
            Say(again.Message);
        }
    }

    // As the command does: what others are at work on is left to them, and looked at again at the end, for they may have died.
    private async Task RotateDueAsync(VaultRotator rotator, Auth0State state)
    {
        Say("Started");
        var now = state.Time.GetUtcNow();
        var due = state.Rotations.All.Where(one => one.IsDue(now)).ToArray();
        Random.Shared.Shuffle(due);
        var left = new ConcurrentQueue<Auth0SecretRotation>();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = order.AtOnce ?? 4 }, async (one, _) =>
        {
            if (!await RotateOneAsync(rotator, state, one, LeaseWait.ForNobody))
                left.Enqueue(one);
        });
        foreach (var one in left)
            await RotateOneAsync(rotator, state, one, LeaseWait.ForTheDead);
    }

    private async Task<bool> RotateOneAsync(VaultRotator rotator, Auth0State state, Auth0SecretRotation one, LeaseWait waits)
    {
        var due = one.ToDueTarget(state.Time.GetUtcNow());
        var outcome = await rotator.RotateAsync(due with { Options = due.Options with { Waits = waits } }, () => state.Rotations.IsStillDue(one.Id), CancellationToken.None);
        if (outcome.IsBusy && waits == LeaseWait.ForNobody)
            return false;
        Say($"{outcome.Status} {one.Name} {outcome.Message}");
        return true;
    }

    private async Task DeliverAsync(Auth0State state)
    {
        if (order.Delivers)
            await new HookRunner(state).DeliverAsync(static _ => { }, CancellationToken.None);
    }

    private void Reached(RotationPhase phase)
    {
        if (!_isMortal)
            return;
        if (phase == RotationPhase.Leased && order.DiesAfter is { } milliseconds)
        {
            // A thread of its own, so that no busy pool delays it.
            new Thread(() =>
            {
                var clock = Stopwatch.StartNew();
                while (clock.Elapsed.TotalMilliseconds < milliseconds)
                    Thread.SpinWait(50);
                Die();
            })
            { IsBackground = true }.Start();
        }

        if (phase == order.DiesAt)
            Die();
        if (phase == order.CrashesAt)
            throw new InvalidOperationException("This run was told to crash.");
        if (phase == order.HoldsAt)
        {
            Say("Holding");
            input.ReadToEnd();
        }
    }
}
