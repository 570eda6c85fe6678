using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation.Copies;

/// <summary>Billing saved as a rotation into vault Prod, with copies under the same names in vault East and as a credential in vault West.</summary>
internal sealed class CopyScene : IAsyncDisposable
{
    private CopyScene(SavedScene saved)
    {
        Saved = saved;
        (East, West) = (Vault("East"), Vault("West"));
        UseOnly(East, West);
    }

    public SavedScene Saved { get; }

    public RotationScene Scene => Saved.Scene;

    public FolderVault East { get; }

    public FolderVault West { get; }

    public Auth0SecretRotation Rotation => Saved.Rotation;

    public string ClientId => Scene.Application.ClientId;

    public string? Final => Scene.Final;

    public string? EastFinal => East.Text("billing-client-secret");

    public string? WestFinal => West.Text("billing");

    /// <summary>How often the tenant was called.</summary>
    public int Requests => Scene.Tenant.Sandbox.Requests.Count;

    public static CopyRequest ToEast { get; } = new("East", Mapping: null);

    public static CopyRequest ToWest { get; } = new("West", new SecretsMapping { Credential = "billing" });

    public static async Task<CopyScene> StartAsync(RotationRequest? also = null, Auth0Ps.Sandbox.SandboxOptions? options = null, TimeLimits? limits = null)
    {
        var scene = new CopyScene(await (limits is null ? SavedScene.StartAsync(options) : SavedScene.StartAsync(limits)));
        await scene.Saved.ChangeAsync((also ?? new RotationRequest()) with { CopyTo = also?.CopyTo ?? [ToEast, ToWest] });
        return scene;
    }

    /// <summary>A further vault, in the folder where the others are.</summary>
    public FolderVault Vault(string name) => new(Path.Combine(Path.GetDirectoryName(Scene.DataFolder)!, name));

    /// <summary>The vaults that there are besides Prod.</summary>
    public void UseOnly(params FolderVault[] others) => Scene.State.Vaults = new FolderVaults([Scene.Vault, .. others]);

    public Task<RotationOutcome> RotateAsync(RunOptions? options = null, Action<RotationPhase>? reached = null) => Scene.RotateAsync(Rotation.ToTarget(options ?? new()), reached);

    public async Task<RotationOutcome> ResumeAsync(bool atOnce = false) => (await Scene.Rotator().ResumeAsync("billing", ClientId, atOnce, CancellationToken.None))!;

    /// <summary>One more run, of each kind.</summary>
    public Task<RotationOutcome> AgainAsync(string how) => how switch
    {
        "Resume" => ResumeAsync(),
        "Due" => Saved.RotateDueAsync(),
        _ => RotateAsync(),
    };

    /// <summary>Stops a run right after a phase, as a killed process would.</summary>
    public Task BreakOffAsync(RotationPhase at, RunOptions? options = null) =>
        Assert.ThrowsAsync<TimeoutException>(() => RotateAsync(options, phase => _ = phase == at ? throw new TimeoutException() : phase));

    public async Task AssertEqualAsync()
    {
        var live = await Scene.LiveAsync();
        Assert.Equal((live, live, live), (Final, EastFinal, WestFinal));
        Assert.Equal((ClientId, ClientId), (Scene.Vault.Text("billing-client-id"), East.Text("billing-client-id")));
    }

    /// <summary>No copy holds a value that the rotation's own vault does not have.</summary>
    public void AssertNothingElse()
    {
        var own = Values(Scene.Vault);
        Assert.Subset(own, Values(East));
        Assert.Subset(own, Values(West));

        static HashSet<string?> Values(FolderVault vault) => [.. vault.Entries.Where(static entry => entry != "auth0ps-fingerprint-key").Select(vault.Text)];
    }

    public ValueTask DisposeAsync() => Saved.DisposeAsync();
}
