using Auth0Ps.Applications;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A tenant, a vault on disk and a data folder, for rotations from one into the other.</summary>
internal sealed class RotationScene : IAsyncDisposable
{
    private readonly string _folder;

    private RotationScene(string folder, Tenant tenant)
    {
        _folder = folder;
        Tenant = tenant;
        Vault = new FolderVault(Path.Combine(_folder, "Prod"));
        State.Vaults = new FolderVaults(Vault);
    }

    public Tenant Tenant { get; }

    public Auth0State State => Tenant.State;

    public FolderVault Vault { get; }

    public RecordingRelay Relay => Tenant.Relay!;

    public TenantSession Session { get; private set; } = null!;

    public Auth0Application Application { get; private set; } = null!;

    public string DataFolder => Path.Combine(_folder, "data");

    public SecretsMapping Mapping { get; set; } = SecretsMapping.Default("billing");

    public RotationTarget Target => new()
    {
        Name = "billing",
        ClientId = Application.ClientId,
        ApplicationName = Application.Name,
        Vault = "Prod",
        Mapping = Mapping,
    };

    /// <summary>What the vault's readers find.</summary>
    public string? Final => Vault.Text(Mapping.Credential ?? Mapping.ClientSecret!);

    public string? Next => Vault.Text((Mapping.Credential ?? Mapping.ClientSecret!) + "-next");

    /// <summary>With a relay between the rotation and the tenant.</summary>
    public static Task<RotationScene> StartBehindRelayAsync(double speed = 1, params string[] scopes) =>
        StartAsync(options: null, speed, attemptTimeout: TimeSpan.FromSeconds(30 * speed), isRelayed: true, limits: null, scopes);

    public static Task<RotationScene> StartAsync(SandboxOptions? options = null, double speed = 1, TimeSpan? attemptTimeout = null, params string[] scopes) =>
        StartAsync(options, speed, attemptTimeout, isRelayed: false, limits: null, scopes);

    public static Task<RotationScene> StartAsync(TimeLimits limits) => StartAsync(options: null, speed: 1, attemptTimeout: null, isRelayed: false, limits, scopes: []);

    private static async Task<RotationScene> StartAsync(SandboxOptions? options, double speed, TimeSpan? attemptTimeout, bool isRelayed, TimeLimits? limits, string[] scopes)
    {
        var folder = Directory.CreateTempSubdirectory("auth0ps-rotation-").FullName;
        var scene = new RotationScene(folder, await Tenant.StartAsync(options, speed, attemptTimeout, http => TestState.New(Path.Combine(folder, "data"), http: http, limits: limits, locks: Path.Combine(folder, ".local", "share", "Auth0Ps"))));
        if (isRelayed)
            scene.Tenant.Relay = new RecordingRelay(scene.Tenant.Sandbox.Domain);
        scene.Session = scopes.Length == 0 ? await scene.Tenant.OpenAsync() : await scene.Tenant.OpenWithScopesAsync(scopes);
        scene.Application = (await Tenant.ListAsync(await scene.Tenant.OpenAsync())).First(application => application is { WhyNotRotatable: null, AppType: "regular_web" or "spa" } && !application.GrantTypes.Contains("client_credentials", StringComparer.Ordinal));
        return scene;
    }

    /// <summary>Rotates an application that signs in by itself from now on, so that a token can prove its secret.</summary>
    public async Task ChooseMachineAsync()
    {
        using var grants = await Tenant.CallAsync(HttpMethod.Get, "client-grants?per_page=100", body: null);
        var granted = grants.RootElement.EnumerateArray()
            .Where(grant => !grant.TryGetProperty("organization_usage", out var usage) || usage.GetString() != "require")
            .Select(grant => grant.GetProperty("client_id").GetString())
            .ToHashSet(StringComparer.Ordinal);
        Application = (await Tenant.ListAsync(await Tenant.OpenAsync())).First(application =>
            application is { WhyNotRotatable: null, TokenEndpointAuthMethod: "client_secret_post" }
            && application.ClientId != Tenant.Sandbox.LimitedClientId
            && application.GrantTypes.Contains("client_credentials", StringComparer.Ordinal)
            && granted.Contains(application.ClientId));
    }

    public VaultRotator Rotator(Action<RotationPhase>? reached = null) => new(Session) { Reached = reached };

    public Task<RotationOutcome> RotateAsync(RotationTarget? target = null, Action<RotationPhase>? reached = null, CancellationToken stop = default) =>
        Rotator(reached).RotateAsync(target ?? Target, isDue: null, stop);

    public Task<string?> LiveAsync() => Tenant.LiveSecretAsync(Application.ClientId);

    public int Patches => Tenant.Sandbox.Requests.Count(request => request.Method == "PATCH");

    /// <summary>At any instant, whatever happened: the live secret can be read from the vault.</summary>
    public async Task AssertNothingLostAsync()
    {
        var live = await LiveAsync();
        Assert.Contains(live, new[] { Final, Next });
    }

    public async Task PlantAsync(string entry, string secret)
    {
        await using var entries = await Vault.OpenAsync(CancellationToken.None);
        await entries.WriteAsync(entry, new(SecureStrings.Protect(secret)), mayRemoveFirst: true, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Tenant.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
