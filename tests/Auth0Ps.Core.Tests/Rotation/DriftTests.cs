using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Drift;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A secret that somebody changed elsewhere: found, remembered, told, and adopted before the next one is staged.</summary>
public sealed class DriftTests
{
    private static readonly string[] Unseeing = ["read:clients", "update:client_keys"];
    private static readonly TimeLimits Impatient = new() { Spreading = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task A_secret_that_was_changed_elsewhere_is_found_shown_without_a_request_and_told_once()
    {
        await using var saved = await StartAsync();
        await RegisterHookAsync(saved.Scene.State);
        Assert.Equal(DriftOutcome.Live, (await LookAsync(saved)).Outcome);
        await ChangeElsewhereAsync(saved.Scene);
        Assert.Equal((RotationState.UpToDate, null), (saved.Rotation.State, saved.Rotation.DriftedAt));

        var found = await LookAsync(saved);

        Assert.Equal(DriftOutcome.Drifted, found.Outcome);
        Assert.Equal((RotationEvent.Drifted, "billing"), (Assert.Single(found.Hooks).Event, found.Hooks[0].Rotation));
        var requests = saved.Scene.Tenant.Sandbox.Requests.Count;
        var other = TestState.New(saved.Scene.State.Folder.Location, saved.Scene.State.Vaults, saves: true).Rotations.Find(saved.Id)!;
        Assert.Equal((RotationState.Drifted, true, RotationStatus.Succeeded), (other.State, other.DriftedAt is not null, other.RotationStatus));
        Assert.Equal(requests, saved.Scene.Tenant.Sandbox.Requests.Count);

        // Still so: not told again.
        var again = await LookAsync(saved);
        Assert.Equal((DriftOutcome.Drifted, 0, saved.Rotation.DriftedAt), (again.Outcome, again.Hooks.Count, other.DriftedAt));
        Assert.Single(saved.Scene.State.Hooks.All[0].Deliveries);
    }

    [Theory]
    [InlineData("restored", RotationState.UpToDate)]
    [InlineData("rotated", RotationState.UpToDate)]
    [InlineData("failed", RotationState.Drifted)]
    [InlineData("moved", RotationState.UpToDate)]
    public async Task It_ends_with_a_success_a_proof_or_another_place_and_a_second_one_is_told_again(string by, RotationState expected)
    {
        await using var saved = await StartAsync();
        await RegisterHookAsync(saved.Scene.State);
        var former = saved.Scene.Final!;
        await ChangeElsewhereAsync(saved.Scene);
        Assert.Equal(DriftOutcome.Drifted, (await LookAsync(saved)).Outcome);

        switch (by)
        {
            case "restored":
                await ChangeElsewhereAsync(saved.Scene, former);
                Assert.Equal(DriftOutcome.Live, (await LookAsync(saved)).Outcome);
                break;
            case "rotated":
                Assert.Equal(RotationStatus.Succeeded, (await RotateAsync(saved)).Status);
                break;
            case "failed":
                saved.Scene.Vault.FailsToWrite = static _ => true;
                Assert.Equal(RotationStatus.Failed, (await RotateAsync(saved)).Status);
                saved.Scene.Vault.FailsToWrite = static _ => false;
                break;
            default:
                await saved.ChangeAsync(new RotationRequest { SecretsMapping = SecretsMapping.Default("elsewhere") });
                break;
        }

        Assert.Equal((expected, expected == RotationState.Drifted), (saved.Rotation.State, saved.Rotation.DriftedAt is not null));
        if (expected == RotationState.Drifted || by == "moved")
            return;
        await ChangeElsewhereAsync(saved.Scene);
        Assert.Single((await LookAsync(saved)).Hooks);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_the_permission_to_read_a_token_tells_where_one_can_be_had(bool isMachine)
    {
        await using var scene = await RotationScene.StartAsync(speed: 400, scopes: [.. Unseeing, "read:client_grants"]);
        if (isMachine)
            await scene.ChooseMachineAsync();
        var rotation = await SaveAsync(scene);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(rotation.ToTarget(new()))).Status);
        Assert.Equal(isMachine ? DriftOutcome.Live : DriftOutcome.Unknown, (await LookAsync(scene, rotation)).Outcome);
        await ChangeElsewhereAsync(scene);

        var found = await LookAsync(scene, rotation);

        Assert.Equal(isMachine ? DriftOutcome.Drifted : DriftOutcome.Unknown, found.Outcome);
        Assert.Contains(isMachine ? "refuses" : "read:client_keys", found.Detail, StringComparison.Ordinal);
        Assert.Equal(isMachine, scene.State.Rotations.Find(rotation.Id)!.State == RotationState.Drifted);

        // Where it cannot be read it cannot be adopted either, and a rotation goes on as ever.
        var rotated = await scene.RotateAsync(rotation.ToTarget(new() { LooksForDrift = true }));
        Assert.Equal((RotationStatus.Succeeded, false), (rotated.Status, rotated.Adopted));
        Assert.Equal((scene.Final, RotationState.UpToDate), (await scene.LiveAsync(), scene.State.Rotations.Find(rotation.Id)!.State));
    }

    [Theory]
    [InlineData("not rotated yet", false, "first rotation")]
    [InlineData("under way", false, "under way")]
    [InlineData("interrupted", false, "interrupted")]
    [InlineData("no vault", false, "Prod")]
    [InlineData("application gone", false, "not known")]
    [InlineData("entry gone", true, "is gone")]
    public async Task What_is_not_proven_is_not_drift_and_says_why(string what, bool isDrifted, string says)
    {
        await using var saved = await SavedScene.StartAsync(Impatient);
        if (what != "not rotated yet")
            Assert.Equal(RotationStatus.Succeeded, (await RotateAsync(saved)).Status);
        using var held = what == "under way" ? await saved.Scene.State.Leases.TakeAsync(saved.Rotation.Client, CancellationToken.None) : null;
        if (what is "under way" or "interrupted")
            OpenJournal(saved);
        if (what == "no vault")
            saved.Scene.State.Vaults = new MemoryVaults();
        if (what == "application gone")
            (await saved.Scene.Tenant.CallAsync(HttpMethod.Delete, $"clients/{saved.Scene.Application.ClientId}", body: null)).Dispose();
        if (what == "entry gone")
        {
            await using var entries = await saved.Scene.Vault.OpenAsync(CancellationToken.None);
            await entries.RemoveAsync("billing-client-secret", CancellationToken.None);
        }

        var found = await LookAsync(saved);

        Assert.Equal(isDrifted ? DriftOutcome.Drifted : DriftOutcome.Unknown, found.Outcome);
        Assert.Contains(says, found.Detail, StringComparison.Ordinal);
        Assert.Equal(isDrifted, saved.Rotation.State == RotationState.Drifted);
    }

    [Fact]
    public async Task A_stale_look_without_the_lock_is_not_believed()
    {
        await using var saved = await StartAsync();
        var stale = saved.Scene.Final!;
        Assert.Equal(RotationStatus.Succeeded, (await RotateAsync(saved)).Status);
        saved.Scene.Vault.ShownWithoutLock = entry => entry == "billing-client-secret" ? stale : null;

        Assert.Equal(DriftOutcome.Live, (await LookAsync(saved)).Outcome);
        Assert.Equal(RotationState.UpToDate, saved.Rotation.State);
    }

    [Theory]
    [InlineData("marked")]
    [InlineData("due")]
    [InlineData("entry gone")]
    public async Task A_rotation_puts_the_live_secret_into_the_vault_before_it_stages_the_next_one(string why)
    {
        await using var saved = await StartAsync();
        await RegisterHookAsync(saved.Scene.State);
        await saved.ChangeAsync(new RotationRequest { KeepPrevious = true });
        var theirs = await ChangeElsewhereAsync(saved.Scene);
        if (why == "marked")
            Assert.Equal(DriftOutcome.Drifted, (await LookAsync(saved)).Outcome);
        if (why == "entry gone")
        {
            await using var entries = await saved.Scene.Vault.OpenAsync(CancellationToken.None);
            await entries.RemoveAsync("billing-client-secret", CancellationToken.None);
        }

        string? atStaging = null;
        var target = saved.Rotation.ToTarget(new() { LooksForDrift = why != "marked" });
        var rotated = await saved.Scene.RotateAsync(target, phase => atStaging = phase == RotationPhase.Staged ? saved.Scene.Final : atStaging);

        Assert.Equal((RotationStatus.Succeeded, true, theirs), (rotated.Status, rotated.Adopted, atStaging));
        Assert.Equal((await saved.Scene.LiveAsync(), theirs), (saved.Scene.Final, saved.Scene.Vault.Text("billing-client-secret-previous")));
        Assert.EndsWith(LiveAdoption.Said, saved.Scene.State.History.NewestFirst()[0].Message, StringComparison.Ordinal);
        Assert.Equal(RotationState.UpToDate, saved.Rotation.State);
        Assert.Single(saved.Scene.State.Hooks.All[0].Deliveries);

        // Nothing of it sticks to the next one.
        var next = await RotateAsync(saved);
        Assert.Equal((false, false), (next.Adopted, next.Message.Contains(LiveAdoption.Said, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    public async Task A_process_that_is_killed_on_the_way_leaves_the_live_secret_in_the_vault(RotationPhase at)
    {
        await using var saved = await StartAsync();
        var theirs = await ChangeElsewhereAsync(saved.Scene);
        Assert.Equal(DriftOutcome.Drifted, (await LookAsync(saved)).Outcome);

        var home = Path.GetDirectoryName(saved.Scene.DataFolder)!;
        using (var killed = RunnerProcess.Launch(home, home, RunnerOrder.For(saved.Scene.Tenant.Sandbox, saved.Scene.Application.ClientId) with { RotationId = saved.Id, DiesAt = at.ToString(), Speed = 400 }))
            Assert.DoesNotContain("Succeeded", await killed.EndAsync(), StringComparison.Ordinal);

        await saved.Scene.AssertNothingLostAsync();
        if (at < RotationPhase.Promoted)
            Assert.Equal(theirs, saved.Scene.Final);
        var finished = await RotateAsync(saved);
        Assert.Equal((RotationStatus.Succeeded, true), (finished.Status, finished.Adopted));
        Assert.Equal((saved.Scene.Final, RotationState.UpToDate), (await saved.Scene.LiveAsync(), saved.Rotation.State));
    }

    [Fact]
    public async Task A_vault_that_cannot_be_written_keeps_the_rotation_from_the_tenant()
    {
        await using var saved = await StartAsync();
        var theirs = await ChangeElsewhereAsync(saved.Scene);
        var patches = saved.Scene.Patches;
        saved.Scene.Vault.FailsToWrite = static entry => entry == "billing-client-secret";

        var failed = await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new() { LooksForDrift = true }));

        Assert.Equal((RotationStatus.Failed, theirs, patches), (failed.Status, await saved.Scene.LiveAsync(), saved.Scene.Patches));
        Assert.Equal(RotationState.Drifted, saved.Rotation.State);
        saved.Scene.Vault.FailsToWrite = static _ => false;
        Assert.Equal((RotationStatus.Succeeded, true), (await RotateAsync(saved) is var rotated ? rotated.Status : default, rotated.Adopted));
    }

    [Fact]
    public async Task A_rotation_without_a_definition_into_another_place_marks_the_saved_one()
    {
        await using var saved = await StartAsync();
        await RegisterHookAsync(saved.Scene.State);

        var elsewhere = await saved.Scene.RotateAsync(saved.Scene.Target with { Mapping = SecretsMapping.Default("elsewhere") });

        Assert.Equal((RotationStatus.Succeeded, RotationState.Drifted), (elsewhere.Status, saved.Rotation.State));
        Assert.Equal(RotationEvent.Drifted, Assert.Single(elsewhere.Hooks!).Event);
        Assert.Contains("elsewhere-client-secret", Assert.Single(saved.Scene.State.Hooks.All[0].Deliveries).Current.Data.Message, StringComparison.Ordinal);
        Assert.Equal(DriftOutcome.Drifted, (await LookAsync(saved)).Outcome);

        // Into its own place it is no drift.
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Scene.Target)).Status);
        Assert.Equal(RotationState.UpToDate, saved.Rotation.State);
    }

    [Fact]
    public async Task A_definition_that_is_made_anew_does_not_inherit_it()
    {
        await using var saved = await StartAsync();
        await ChangeElsewhereAsync(saved.Scene);
        Assert.Equal(DriftOutcome.Drifted, (await LookAsync(saved)).Outcome);
        await saved.Rotations.RemoveAsync(saved.Rotation, CancellationToken.None);

        var request = new RotationRequest { Vault = "Prod" };
        var anew = await saved.Rotations.AddAsync(request.Build(former: null, saved.Scene.Session.Connection, saved.Scene.Application.ClientId, "billing", DateTimeOffset.UtcNow.AddSeconds(1)), CancellationToken.None);

        anew = saved.Rotations.Find(anew.Id)!;
        Assert.Equal((RotationState.Never, null), (anew.State, anew.DriftedAt));
    }

    private static async Task<SavedScene> StartAsync()
    {
        var saved = await SavedScene.StartAsync(Impatient);
        Assert.Equal(RotationStatus.Succeeded, (await RotateAsync(saved)).Status);
        return saved;
    }

    private static Task<RotationOutcome> RotateAsync(SavedScene saved) => saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()));

    private static Task<DriftFinding> LookAsync(SavedScene saved) => LookAsync(saved.Scene, saved.Rotation);

    private static Task<DriftFinding> LookAsync(RotationScene scene, Auth0SecretRotation rotation) =>
        new DriftDetector(scene.Session).LookAsync(scene.State.Rotations.Find(rotation.Id)!, CancellationToken.None);

    private static Task<Auth0SecretRotation> SaveAsync(RotationScene scene) => scene.State.Rotations.AddAsync(
        new RotationRequest { Vault = "Prod" }.Build(former: null, scene.Session.Connection, scene.Application.ClientId, "billing", DateTimeOffset.UtcNow.AddDays(-40)),
        CancellationToken.None);

    /// <summary>Someone sets a secret in the dashboard.</summary>
    private static async Task<string> ChangeElsewhereAsync(RotationScene scene, string? secret = null)
    {
        secret ??= $"{Guid.NewGuid():n}{Guid.NewGuid():n}";
        (await scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.Application.ClientId}", new { client_secret = secret })).Dispose();
        return secret;
    }

    private static Task<Auth0RotationHook> RegisterHookAsync(Auth0State state) =>
        state.Hooks.AddAsync(new RotationHookRequest { Name = "alarm", On = [RotationEvent.Drifted], Uri = "http://127.0.0.1:1/" }.Build(DateTimeOffset.UtcNow), replaces: false, CancellationToken.None);

    /// <summary>As a run leaves the journal that has not ended.</summary>
    private static void OpenJournal(SavedScene saved) =>
        saved.Scene.State.Journal.Write(saved.Scene.State.Journal.Find(saved.Rotation.Client)! with { Status = null, Phase = RotationPhase.Applying, JobId = Guid.NewGuid() });
}
