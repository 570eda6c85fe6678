using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
using Auth0Ps.Http;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.RotationRunner;
using Auth0Ps.Security;
using Auth0Ps.State;

// The order is the first line of standard input, so that no secret is an argument; AUTH0PS_HOME names the data folder.
var json = new JsonSerializerOptions { Converters = { new JsonStringEnumConverter() } };
var order = JsonSerializer.Deserialize<Order>((await Console.In.ReadLineAsync())!, json)!;
var vault = new FolderVault(order.VaultFolder);
FolderVault[] copies = [.. Enumerable.Range(1, order.Copies).Select(number => new FolderVault(Path.Combine(Path.GetDirectoryName(order.VaultFolder)!, $"Copy{number}")))];
using var http = new TenantHttp(new ScaledTime(order.Speed)) { AttemptTimeout = TimeSpan.FromSeconds(30) * order.Speed };
var calls = 0;
vault.Before = _ =>
{
    if (Interlocked.Increment(ref calls) == order.DiesAtVaultCall)
        Die();
    return Task.CompletedTask;
};
var state = new Auth0State(DataFolder.OfEnvironment, time: TimeProvider.System, http: http) { Vaults = new FolderVaults([vault, .. copies]) };
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
