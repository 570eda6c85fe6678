using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Benchmarks.Runners;

/// <summary>A tenant, a vault on disk and a state in which many rotations are due.</summary>
internal sealed class RunnerPlace : IAsyncDisposable
{
    private readonly Auth0State _state;

    private RunnerPlace(SandboxTenant sandbox, string folder, string location, IStateStore store)
    {
        (Sandbox, Folder, Location) = (sandbox, folder, location);
        Vault = new FolderVault(VaultFolder);
        _state = new Auth0State(new DataFolder(Path.Combine(folder, "data"), Path.Combine(folder, "locks")), store) { Vaults = new FolderVaults(Vault) };
    }

    public SandboxTenant Sandbox { get; }

    /// <summary>The vault and the homes are below.</summary>
    public string Folder { get; }

    /// <summary>Where the state is, as users write it.</summary>
    public string Location { get; }

    public string VaultFolder => Path.Combine(Folder, "Prod");

    private FolderVault Vault { get; }

    /// <summary>Starts a tenant and saves rotations that are due.</summary>
    /// <param name="count">How many.</param>
    /// <param name="latency">What each answer takes.</param>
    /// <param name="rateLimit">What the tenant allows.</param>
    /// <param name="location">Where the state is, by the folder of all this.</param>
    /// <param name="open">Opens it.</param>
    public static async Task<RunnerPlace> PrepareAsync(int count, TimeSpan latency, RateLimitProfile rateLimit, Func<string, string> location, Func<string, IStateStore> open)
    {
        var folder = Directory.CreateTempSubdirectory("auth0ps-runners-").FullName;
        var sandbox = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = Rotating.RotatingRun.SeedFor(count), Latency = latency, RateLimit = rateLimit }, CancellationToken.None);
        var place = location(folder);
        var made = new RunnerPlace(sandbox, folder, place, open(place));
        await made.SaveAsync(count);
        return made;
    }

    /// <summary>How many of them were rotated, each once; fails when it is another number, or the vault has another secret.</summary>
    public void RequireAllDone()
    {
        var rotations = _state.Rotations.All;
        var left = rotations.Where(static rotation => rotation.RotationStatus != RotationStatus.Succeeded).ToList();
        if (left.Count > 0)
            throw new InvalidOperationException($"{left.Count} of {rotations.Count} rotations did not succeed; the first: {left[0].LastRotationMessage}");
        var jobs = _state.History.NewestFirst().Select(static record => record.JobId).Distinct().Count();
        if (jobs != rotations.Count)
            throw new InvalidOperationException($"{rotations.Count} rotations were due, and {jobs} were made.");
    }

    public async ValueTask DisposeAsync()
    {
        (_state.Store as IDisposable)?.Dispose();
        await Sandbox.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task SaveAsync(int count)
    {
        await using (var entries = await Vault.OpenAsync(CancellationToken.None))
            await entries.WriteAsync("connection", new(SecureStrings.Protect(Sandbox.ClientSecret)), mayRemoveFirst: true, CancellationToken.None);
        var connection = await new ConnectionFactory(_state).CreateAsync(
            new ConnectionRequest { Name = "runner", Domain = Sandbox.Domain, ClientId = Sandbox.ClientId, Vault = Vault.Name, SecretName = "connection" }, skipTest: true, CancellationToken.None);
        var applications = new List<Auth0Application>(count);
        await foreach (var application in new ApplicationDirectory(new TenantSession(connection, _state, observer: null)).ListAsync(appTypes: null, CancellationToken.None))
        {
            if (application.WhyNotRotatable is null && applications.Count < count)
                applications.Add(application);
        }

        if (applications.Count < count)
            throw new InvalidOperationException($"Only {applications.Count} applications can be rotated, not {count}.");
        var now = DateTimeOffset.UtcNow;
        await _state.Store.Rotations.UpdateAsync(
            _ => [.. applications.Select(application => new RotationRequest { Vault = Vault.Name }.Build(former: null, connection, application.ClientId, $"r-{application.ClientId.ToLowerInvariant()}", now.AddDays(-40)))],
            CancellationToken.None);
    }
}
