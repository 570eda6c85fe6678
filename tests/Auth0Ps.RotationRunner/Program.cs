using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps;
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
using Auth0Ps.RotationRunner;
using Auth0Ps.Security;
using Auth0Ps.State;

// The order is the first line of standard input, so that no secret is an argument; AUTH0PS_HOME names the data folder.
var json = new JsonSerializerOptions { Converters = { new JsonStringEnumConverter() } };
var order = JsonSerializer.Deserialize<Order>((await Console.In.ReadLineAsync())!, json)!;
FolderVault[] copies = [.. Enumerable.Range(1, order.Copies).Select(number => new FolderVault(Path.Combine(Path.GetDirectoryName(order.VaultFolder)!, $"Copy{number}")))];
using var http = new TenantHttp(new ScaledTime(order.Speed)) { AttemptTimeout = order.State is null ? TimeSpan.FromSeconds(30) * order.Speed : order.Lease };
var limits = order.State is null ? TimeLimits.Default : new TimeLimits { SharedLease = order.Lease, LeaseMargin = order.Lease / 2, VaultWrite = order.Lease, Spreading = TimeSpan.FromSeconds(1), StateServer = TimeSpan.FromMinutes(1) };
var store = order.State is null ? null : Open(StateLocation.Parse(order.State, "The order"));
using var closes = store as IDisposable;
var vault = new FolderVault(order.VaultFolder) { Locks = store?.VaultLocks };
var calls = 0;
vault.Before = _ =>
{
    if (Interlocked.Increment(ref calls) == order.DiesAtVaultCall)
        Die();
    return Task.CompletedTask;
};
var state = new Auth0State(DataFolder.OfEnvironment, store, TimeProvider.System, http, limits) { Vaults = new FolderVaults([vault, .. copies]) };
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
    Console.WriteLine(await new Adoption(new TenantSession(connection, state, observer: null)).AdoptAsync(state.Rotations.Find(order.RotationId!.Value)!, force: false, CancellationToken.None) ? "Adopted" : "Nothing");
    return 0;
}

var isMortal = !order.Twice;
var rotator = new VaultRotator(new TenantSession(connection, state, order.Tells ? trace => Console.WriteLine(trace) : null)) { Reached = Reached };
if (store is not null)
{
    await RotateDueAsync();
    return 0;
}

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
    Options = new() { AppliesAtOnce = order.AppliesAtOnce, Undoes = order.Undoes && !order.Twice },
    Key = order.Overlap is { } overlap ? new KeySpecification { Overlap = overlap } : null,
};
var rotation = order.Resumes
    ? await rotator.ResumeAsync("billing", order.ClientId, order.AppliesAtOnce, CancellationToken.None)
    : await rotator.RotateAsync(target, isDue: null, CancellationToken.None);
await DeliverAsync();
Console.WriteLine(rotation is null ? "Nothing" : $"{rotation.Status} {rotation.Message} {rotation.Failure}");
if (order.Twice && await Console.In.ReadLineAsync() is not null)
{
    isMortal = true;
    var again = await rotator.RotateAsync(target with { Options = target.Options with { Undoes = order.Undoes } }, isDue: null, CancellationToken.None);
    await DeliverAsync();
    Console.WriteLine(again.Message);
}

return 0;

IStateStore Open(StateLocation place) => place.PostgreSql is { } database ? new PostgreSqlStore(database, limits) : new AzureBlobStore(place.AzureBlob!, limits);

// As the command does: what others are at work on is left to them, and looked at again at the end, for they may have died.
async Task RotateDueAsync()
{
    Console.WriteLine("Started");
    var now = state.Time.GetUtcNow();
    var due = state.Rotations.All.Where(one => one.IsDue(now)).ToArray();
    Random.Shared.Shuffle(due);
    var left = new ConcurrentQueue<Auth0SecretRotation>();
    await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, _) =>
    {
        if (!await RotateOneAsync(one, LeaseWait.ForNobody))
            left.Enqueue(one);
    });
    foreach (var one in left)
        await RotateOneAsync(one, LeaseWait.ForTheDead);
}

async Task<bool> RotateOneAsync(Auth0SecretRotation one, LeaseWait waits)
{
    var due = one.ToDueTarget(state.Time.GetUtcNow());
    var outcome = await rotator.RotateAsync(due with { Options = due.Options with { Waits = waits } }, () => state.Rotations.IsStillDue(one.Id), CancellationToken.None);
    if (outcome.IsBusy && waits == LeaseWait.ForNobody)
        return false;
    Console.WriteLine($"{outcome.Status} {one.Name} {outcome.Message}");
    return true;
}

async Task DeliverAsync()
{
    if (order.Delivers)
        await new HookRunner(state).DeliverAsync(static _ => { }, CancellationToken.None);
}

void Reached(RotationPhase phase)
{
    if (!isMortal)
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
        Console.WriteLine("Holding");
        Console.In.ReadToEnd();
    }
}

// SIGKILL on this process: no finally block runs, no buffer is written.
static void Die() => Process.GetCurrentProcess().Kill();
