using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Hooks;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Hooks;

/// <summary>What hooks are told of rotations, and when.</summary>
public sealed class RotationHookTests : IDisposable
{
    private readonly HookScene _hooks = new();

    public void Dispose() => _hooks.Dispose();

    [Fact]
    public async Task A_rotation_that_succeeded_is_told_with_all_that_consumers_need_and_without_the_secret()
    {
        await using var scene = await SavedScene.StartAsync();
        await RegisterAsync(scene.Scene, "all");
        await RegisterAsync(scene.Scene, "other", "other-*");

        var outcome = await scene.RotateDueAsync();

        var delivery = Assert.Single(outcome.Hooks!);
        Assert.Equal(("all", RotationEvent.Succeeded, RotationHookStatus.Waiting, "billing"), (delivery.Hook, delivery.Event, delivery.Status, delivery.Rotation));
        var data = delivery.Current.Data;
        Assert.Equal((outcome.JobId, scene.Id, "Prod", RotationPhase.Recorded), (data.JobId, data.RotationId, data.Vault, data.Phase));
        Assert.Equal((scene.Scene.Application.ClientId, outcome.RotatedAt, "billing-client-secret"), (data.ClientId, data.RotatedAt, data.SecretsMapping!.ClientSecret));
        Assert.Equal(scene.Rotation.NextRotationAt, data.NextRotationAt);
        Assert.DoesNotContain(scene.Scene.Final!, File.ReadAllText(Path.Combine(scene.Scene.DataFolder, "outbox.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_and_interruptions_are_told_once_for_each_run_also_where_nothing_could_begin()
    {
        await using var scene = await SavedScene.StartAsync();
        await RegisterAsync(scene.Scene, "all");
        var path = $"/api/v2/clients/{scene.Scene.Application.ClientId}";

        scene.Scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = path, Times = 1, Action = FaultAction.Status, Status = 400 });
        var failed = await scene.RotateDueAsync();
        var notBegun = await scene.Scene.RotateAsync(scene.Scene.Target with { Vault = "Missing" });

        Assert.Equal((RotationStatus.Failed, RotationStatus.Failed), (failed.Status, notBegun.Status));
        Assert.Equal([RotationEvent.Failed, RotationEvent.Failed], Waiting(scene.Scene).Select(delivery => delivery.Event));
        Assert.Equal([failed.JobId, notBegun.JobId], Waiting(scene.Scene).Select(delivery => delivery.Current.Data.JobId!.Value));
    }

    [Fact]
    public async Task What_a_killed_run_recorded_waits_until_the_journal_says_how_the_run_ended()
    {
        await using var scene = await RotationScene.StartAsync();
        await RegisterAsync(scene, "all");
        var runner = new HookRunner(scene.State);
        var outcome = await scene.RotateAsync();

        // As a run leaves it that is killed between the outbox and the journal.
        var ended = scene.State.Journal.Find(scene.Session.ClientOf(scene.Application.ClientId))!;
        scene.State.Journal.Write(ended with { Status = null, Phase = RotationPhase.Verified });
        Assert.Empty(await runner.DeliverAsync(static _ => { }, CancellationToken.None));
        Assert.Equal((1, 0L), (Waiting(scene).Count, scene.State.Hooks.All[0].Delivered));

        var resumed = await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None);

        Assert.Equal((RotationStatus.Succeeded, outcome.JobId), (resumed!.Status, resumed.JobId));
        Assert.Equal(outcome.Hooks![0].Id, Assert.Single(Waiting(scene)).Id);
        await runner.DeliverAsync(static _ => { }, CancellationToken.None);
        Assert.Equal((0, 1L), (Waiting(scene).Count, scene.State.Hooks.All[0].Delivered));
    }

    [Fact]
    public async Task What_did_not_happen_after_all_is_not_told()
    {
        await using var scene = await RotationScene.StartAsync();
        await RegisterAsync(scene, "all");
        var job = Guid.NewGuid();
        var data = new HookEventData { Rotation = "billing", ClientId = "client", Tenant = "tenant", JobId = job };

        await scene.State.Hooks.RecordAsync(RotationEvent.Failed, "one", data, journaled: true);
        await scene.State.Hooks.RecordAsync(RotationEvent.Interrupted, "one", data, journaled: true);
        await scene.State.Hooks.RecordAsync(RotationEvent.Succeeded, "one", data, journaled: true);
        await scene.State.Hooks.RecordAsync(RotationEvent.Succeeded, "one", data, journaled: true);

        Assert.Equal([RotationEvent.Interrupted, RotationEvent.Succeeded], Waiting(scene).Select(delivery => delivery.Event));
    }

    [Fact]
    public async Task An_announcement_is_told_once_with_its_time_and_then_that_it_was_made_live()
    {
        await using var scene = await SavedScene.StartAsync();
        await RegisterAsync(scene.Scene, "all");
        await scene.ChangeAsync(new() { AnnounceFor = TimeSpan.FromDays(1) });

        var announced = await scene.RotateDueAsync();
        Assert.Equal(RotationStatus.Announced, (await scene.Scene.RotateAsync(scene.Rotation.ToTarget(new()))).Status);

        var told = Assert.Single(Waiting(scene.Scene));
        Assert.Equal((RotationEvent.Announced, announced.AppliesAt, announced.JobId), (told.Event, told.Current.Data.AppliesAt, told.Current.Data.JobId));
        Assert.NotNull(announced.AppliesAt);
        Assert.Equal(("Prod", "billing-client-secret"), (told.Current.Data.Vault, told.Current.Data.SecretsMapping!.ClientSecret));
        Assert.DoesNotContain(scene.Scene.Next!, await File.ReadAllTextAsync(Path.Combine(scene.Scene.DataFolder, "outbox.json")), StringComparison.Ordinal);
        Assert.Equal("all", Assert.Single(announced.Hooks!).Hook);

        var applied = await scene.Scene.RotateAsync(scene.Rotation.ToTarget(new() { AppliesAtOnce = true }));

        Assert.Equal((RotationStatus.Succeeded, announced.JobId), (applied.Status, applied.JobId));
        Assert.Equal([RotationEvent.Announced, RotationEvent.Succeeded], Waiting(scene.Scene).Select(delivery => delivery.Event));
    }

    [UnixFact]
    public async Task An_announcement_is_delivered_while_it_waits()
    {
        await using var scene = await SavedScene.StartAsync();
        await RegisterAsync(scene.Scene, "all");
        await scene.ChangeAsync(new() { AnnounceFor = TimeSpan.FromDays(1) });
        Assert.Equal(RotationStatus.Announced, (await scene.RotateDueAsync()).Status);

        Assert.Empty(await DeliverAsync(scene.Scene));

        Assert.Equal((0, 1L), (Waiting(scene.Scene).Count, scene.Scene.State.Hooks.All[0].Delivered));
    }

    [Fact]
    public async Task A_retired_key_is_told_also_where_a_killed_run_deleted_it()
    {
        await using var scene = await KeyScene.StartAsync();
        await RegisterAsync(scene.Scene, "all");
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        await scene.RotateAsync();
        await scene.RotateAsync();
        await DeliverAsync(scene.Scene);
        var client = scene.Scene.Session.ClientOf(scene.ClientId);
        var previous = scene.Scene.State.Journal.Find(client)!.Keys.Single(key => key.State == RotationKeyState.Previous);
        await scene.AttachAsync([.. (await scene.AttachedAsync()).Where(id => id != previous.CredentialId)]);
        await scene.DeleteAsync(previous.CredentialId!);

        await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } });

        var told = Assert.Single(Waiting(scene.Scene), delivery => delivery.Event == RotationEvent.KeyRetired);
        Assert.Equal([previous.KeyId!], told.Current.Data.RetiredKeys!);
    }

    [Fact]
    public async Task A_rotation_ends_as_it_does_where_hooks_or_outbox_cannot_be_used()
    {
        await using var scene = await RotationScene.StartAsync();
        await RegisterAsync(scene, "all");
        await File.WriteAllTextAsync(Path.Combine(scene.DataFolder, "outbox.json"), "{ damaged");

        var outcome = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Succeeded, await scene.LiveAsync()), (outcome.Status, scene.Final));
        var damaged = await Assert.ThrowsAsync<Auth0Exception>(() => new HookRunner(scene.State).DeliverAsync(static _ => { }, CancellationToken.None));
        Assert.Equal(ErrorReason.StateFileDamaged, damaged.Reason);
    }

    [Fact]
    public async Task A_rotation_without_a_vault_is_told_of_as_well()
    {
        await using var scene = await RotationScene.StartAsync();
        await RegisterAsync(scene, "all");

        var outcome = await new Auth0Ps.Rotation.ClientSecrets.SecretRotator(scene.Session).RotateAsync(scene.Application, CancellationToken.None);

        Assert.Equal((RotationEvent.Succeeded, null), (Assert.Single(outcome.Hooks!).Event, outcome.Hooks![0].Current.Data.Vault));
        Assert.DoesNotContain(Auth0Ps.Security.SecureStrings.Reveal(outcome.NewSecret!), await File.ReadAllTextAsync(Path.Combine(scene.DataFolder, "outbox.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_is_tried_further_and_further_apart_and_given_up_after_ten_attempts()
    {
        await using var receiver = new HookReceiver("500 Internal Server Error");
        await _hooks.RegisterAsync("web", request => request with { Uri = receiver.Uri });
        await _hooks.RecordAsync();

        var began = _hooks.Clock.Now;
        var waits = new List<TimeSpan>();
        while (_hooks.Hook("web").Waiting > 0)
        {
            await _hooks.DeliverAsync();
            if (_hooks.Hook("web").Deliveries[0].NextAttemptAt is not { } next)
                break;
            waits.Add(next - _hooks.Clock.Now);
            _hooks.Clock.Now = next;
        }

        Assert.Equal((10, 9), (receiver.Received.Count, waits.Count));
        Assert.InRange(waits[0], TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(36));
        Assert.InRange(_hooks.Clock.Now - began, TimeSpan.FromHours(60), TimeSpan.FromHours(92));
        Assert.Equal((0, 1L, RotationHookStatus.GivenUp), (_hooks.Hook("web").Waiting, _hooks.Hook("web").GivenUp, _hooks.Hook("web").Deliveries[0].Status));
    }

    [Fact]
    public async Task A_hook_that_is_registered_anew_takes_over_what_waits_and_gets_it_at_once()
    {
        await using var broken = new HookReceiver("500 Internal Server Error");
        await using var repaired = new HookReceiver();
        await _hooks.RegisterAsync("web", request => request with { Uri = broken.Uri });
        await _hooks.RecordAsync();
        await _hooks.DeliverAsync();
        Assert.Equal(ErrorReason.HookExists, (await Assert.ThrowsAsync<Auth0Exception>(() => _hooks.RegisterAsync("web", request => request with { Uri = repaired.Uri }))).Reason);

        await _hooks.RegisterAsync("web", request => request with { Uri = repaired.Uri }, replaces: true);
        Assert.Empty(await _hooks.DeliverAsync());

        Assert.Equal((1, 1L, 0), (repaired.Received.Count, _hooks.Hook("web").Delivered, _hooks.Hook("web").Waiting));
        await _hooks.Hooks.RemoveAsync(_hooks.Hook("web"), CancellationToken.None);
        Assert.Empty(_hooks.Hooks.All);
        Assert.DoesNotContain("msg_", _hooks.Outbox, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_at_once_deliver_each_event_once()
    {
        await using var receiver = new HookReceiver();
        await _hooks.RegisterAsync("web", request => request with { Uri = receiver.Uri });
        for (var i = 0; i < 20; i++)
            await _hooks.RecordAsync($"r{i}");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _hooks.DeliverAsync()));
        await _hooks.DeliverAsync();

        Assert.Equal((20, 20), (receiver.Received.Count, receiver.Received.Select(request => HookReceiver.Header(request.Head, "webhook-id")).Distinct(StringComparer.Ordinal).Count()));
        Assert.Equal(20, _hooks.Hook("web").Delivered);
    }

    [Theory]
    [InlineData("Bad Name", "*", 30, "not a valid name")]
    [InlineData("a", "*", 0, "out of range")]
    [InlineData("a", "*", 601, "out of range")]
    [InlineData("a", "[ab]", 30, "-Rotation")]
    [InlineData("a", " ", 30, "-Rotation")]
    public void What_cannot_be_is_refused(string name, string rotation, int timeoutSeconds, string message)
    {
        var refused = Assert.Throws<Auth0Exception>(() => new RotationHookRequest { Name = name, On = [RotationEvent.Failed], Rotation = [rotation], TimeoutSeconds = timeoutSeconds, Uri = "https://example.com/" }.Build(_hooks.Clock.Now));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(refused.RecommendedAction));
    }

    private static IReadOnlyList<Auth0RotationHookDelivery> Waiting(RotationScene scene) =>
        [.. scene.State.Hooks.All.SelectMany(hook => hook.Deliveries).Where(delivery => delivery.Status == RotationHookStatus.Waiting)];

    private static Task<IReadOnlyList<HookFailure>> DeliverAsync(RotationScene scene) => new HookRunner(scene.State).DeliverAsync(static _ => { }, CancellationToken.None);

    /// <summary>A hook that takes everything, and does nothing.</summary>
    private async Task RegisterAsync(RotationScene scene, string name, string rotation = "*")
    {
        var request = new RotationHookRequest { Name = name, On = Enum.GetValues<RotationEvent>(), Rotation = [rotation], ScriptPath = OperatingSystem.IsWindows() ? null : _hooks.Script("exit 0"), Uri = OperatingSystem.IsWindows() ? "http://127.0.0.1:9/" : null };
        await scene.State.Hooks.AddAsync(request.Build(DateTimeOffset.UtcNow), replaces: false, CancellationToken.None);
    }
}
