using System.Net.Http.Json;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
using Auth0Ps.Insight;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Insight;

/// <summary>Consumers of a rotated secret, some of which still have the old one, in a real sandbox's log.</summary>
public sealed class LeftBehindTests
{
    [Fact]
    public async Task Of_three_consumers_the_two_with_the_old_secret_are_named()
    {
        await using var scene = await SavedScene.StartAsync();
        await scene.Scene.ChooseMachineAsync();
        var clientId = scene.Scene.Application.ClientId;
        var machine = await scene.SaveAsync("machine", clientId);
        var old = (await scene.Scene.LiveAsync())!;
        var audience = await AudienceAsync(scene, clientId);
        foreach (var address in (string[])["192.0.2.1", "192.0.2.2", "192.0.2.3"])
            await SignInAsync(scene, clientId, old, audience, address);

        await scene.RotateDueAsync(machine.ToTarget(new()));
        var fresh = scene.Scene.Vault.Text(machine.Entries.SecretEntry)!;
        await SignInAsync(scene, clientId, fresh, audience, "192.0.2.1");
        foreach (var address in (string[])["192.0.2.2", "192.0.2.3", "192.0.2.3"])
            await SignInAsync(scene, clientId, old, audience, address);

        var usage = Assert.Single(await ReadAsync(scene, clientId));

        Assert.Equal(["192.0.2.2", "192.0.2.3"], usage.RefusedSources.Select(source => source.Address).Order(StringComparer.Ordinal));
        Assert.Equal((3L, 3L, 4L), (usage.RefusedSinceRotation, usage.Refused, usage.Succeeded));
        Assert.Equal("Unauthorized", usage.LastRefusedReason);
        Assert.Equal(2, usage.RefusedSources.Single(source => source.Address == "192.0.2.3").RefusedSinceRotation);
        Assert.Equal(usage.LastRotatedAt, scene.Rotations.Find(machine.Id)!.LastRotatedAt);

        // One of them reads the new secret, and is not left behind any more.
        await SignInAsync(scene, clientId, fresh, audience, "192.0.2.2");
        Assert.Equal(["192.0.2.3"], Assert.Single(await ReadAsync(scene, clientId)).RefusedSources.Select(source => source.Address));

        var test = await new RotationTester(scene.Scene.State, scene.Scene.Tenant.Open) { UsageOf = async (_, _) => Assert.Single(await ReadAsync(scene, clientId)) }.TestAsync(scene.Rotations.Find(machine.Id)!, CancellationToken.None);
        var check = test.Checks.Single(check => check.Name == "Usage");
        Assert.Equal(CheckOutcome.Failed, check.Outcome);
        Assert.Contains("192.0.2.3", check.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.2", check.Detail, StringComparison.Ordinal);
        Assert.Contains($"'{machine.Entries.SecretEntry}' in vault 'Prod'", check.Recommendation, StringComparison.Ordinal);

        // Hooks are told once, however often somebody looks; and again after the next rotation.
        var state = scene.Scene.State;
        await state.Hooks.AddAsync(new RotationHookRequest { Name = "web", On = [RotationEvent.ConsumersRefused], Uri = "https://example.com/" }.Build(DateTimeOffset.UtcNow), replaces: false, CancellationToken.None);
        var rotated = scene.Rotations.Find(machine.Id)!;
        for (var look = 0; look < 3; look++)
            await RefusedConsumers.TellAsync(state, rotated, Assert.Single(await ReadAsync(scene, clientId)));
        var told = Assert.Single(state.Hooks.All.Single().Deliveries);
        Assert.Equal((RotationEvent.ConsumersRefused, machine.Name, clientId), (told.Event, told.Rotation, told.Current.Data.ClientId));
        Assert.Contains("192.0.2.3", told.Current.Data.Message, StringComparison.Ordinal);
        Assert.Equal(rotated.LastRotatedAt, told.Current.Data.RotatedAt);

        await SignInAsync(scene, clientId, fresh, audience, "192.0.2.3");
        Assert.Empty(await RefusedConsumers.TellAsync(state, rotated, Assert.Single(await ReadAsync(scene, clientId))));
        await scene.Scene.RotateAsync(machine.ToTarget(new()));
        await SignInAsync(scene, clientId, fresh, audience, "192.0.2.3");

        // By the names that consumers read, with their labels filled in.
        var labelled = scene.Rotations.Find(machine.Id)! with { Environment = "live", SecretsMapping = machine.SecretsMapping with { ClientSecret = "{environment}-machine" } };
        Assert.Single(await RefusedConsumers.TellAsync(state, labelled, Assert.Single(await ReadAsync(scene, clientId))));
        Assert.Equal(2, state.Hooks.All.Single().Deliveries.Count);
        Assert.Contains(state.Hooks.All.Single().Deliveries, delivery => delivery.Current.Data.SecretsMapping!.SecretEntry == "live-machine");
    }

    [Fact]
    public async Task The_proof_of_a_new_secret_is_nobodys_sign_in()
    {
        await using var scene = await SavedScene.StartAsync();
        await scene.Scene.ChooseMachineAsync();
        var machine = await scene.SaveAsync("machine", scene.Scene.Application.ClientId);

        var outcome = await scene.RotateDueAsync(machine.ToTarget(new()));

        Assert.Equal(RotationVerification.Token, outcome.VerifiedBy);
        using var log = await scene.Scene.Tenant.CallAsync(HttpMethod.Get, $"logs?q=client_id:{scene.Scene.Application.ClientId}", body: null);
        Assert.Contains("seccft", log.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((0L, 0L), Assert.Single(await ReadAsync(scene, scene.Scene.Application.ClientId)) is var usage ? (usage.Succeeded, usage.Refused) : default);
    }

    [Fact]
    public async Task Refusals_for_another_reason_than_the_secret_leave_nobody_behind()
    {
        await using var scene = await SavedScene.StartAsync();
        await scene.Scene.ChooseMachineAsync();
        var machine = await scene.SaveAsync("machine", scene.Scene.Application.ClientId);
        await scene.RotateDueAsync(machine.ToTarget(new()));
        await SignInAsync(scene, machine.ClientId, scene.Scene.Vault.Text(machine.Entries.SecretEntry)!, "https://no.such.api", "192.0.2.9");

        var usage = Assert.Single(await ReadAsync(scene, machine.ClientId));

        Assert.Equal((1L, 0L), (usage.Refused, usage.RefusedSinceRotation));
        Assert.Empty(usage.RefusedSources);
        Assert.Equal(CheckOutcome.Passed, UsageCheck.Of(machine, usage).Outcome);
    }

    [Fact]
    public async Task Without_the_permission_it_is_named()
    {
        await using var tenant = await Tenant.StartAsync();
        var session = await tenant.OpenWithScopesAsync("read:clients");

        var refused = await Assert.ThrowsAsync<Auth0Exception>(() => new SecretUsageReader(session).ReadAsync(applications: null, since: null, CancellationToken.None));

        Assert.Equal(ErrorReason.InsufficientScope, refused.Reason);
        Assert.Contains("tick read:logs", refused.RecommendedAction);
    }

    [Theory]
    [InlineData("free")]
    [InlineData("pro")]
    public async Task The_logs_own_limit_is_kept(string plan)
    {
        // Time runs faster for both. Much faster, and the moment in which a busy machine lets an answer lie would be as long as the bucket takes to fill,
        // so that the bucket would seem to fill in no time.
        const int Speed = 4;
        var time = new ScaledTime(Speed);
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { RateLimit = RateLimitProfile.Parse(plan), TimeProvider = time }, speed: Speed);

        // On a fast machine the tenant refuses some for its limit, and those are no sign-ins.
        for (var refused = 0; refused < 150;)
            refused += await tenant.SignInAsync(tenant.Sandbox.ClientId, "wrong", tenant.Sandbox.Audience) == System.Net.HttpStatusCode.Unauthorized ? 1 : 0;
        var reader = new SecretUsageReader(await tenant.OpenAsync());

        // Far more requests than the bucket holds.
        for (var round = 0; round < 10; round++)
            Assert.Contains(await reader.ReadAsync(applications: null, since: null, CancellationToken.None), usage => usage.Refused > 100);
        Assert.InRange(tenant.Traces.Count(trace => trace.Path == "/api/v2/logs"), 40, 200);
        Assert.InRange(tenant.Traces.Count(trace => trace is { Status: 429, Path: "/api/v2/logs" }), 0, 3);
    }

    [Fact]
    public async Task Events_that_do_not_show_yet_are_not_missed_the_next_time()
    {
        var time = new ShiftedTime();
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { LogDelay = TimeSpan.FromMinutes(1), TimeProvider = time });
        await tenant.SignInAsync(tenant.Sandbox.ClientId, "wrong", tenant.Sandbox.Audience);
        var reader = new SecretUsageReader(await tenant.OpenAsync());

        Assert.Empty(await reader.ReadAsync(applications: null, since: null, CancellationToken.None));
        time.Ahead = TimeSpan.FromMinutes(2);
        Assert.Equal(1, Assert.Single(await reader.ReadAsync(applications: null, since: null, CancellationToken.None)).Refused);
    }

    private static async Task<IReadOnlyList<Auth0SecretUsage>> ReadAsync(SavedScene scene, string clientId) =>
        await new SecretUsageReader(scene.Scene.Session).ReadAsync(LogTenant.Only(clientId), since: null, CancellationToken.None);

    private static async Task<string> AudienceAsync(SavedScene scene, string clientId)
    {
        using var grants = await scene.Scene.Tenant.CallAsync(HttpMethod.Get, $"client-grants?client_id={clientId}", body: null);
        return grants.RootElement[0].GetProperty("audience").GetString()!;
    }

    private static async Task SignInAsync(SavedScene scene, string clientId, string secret, string audience, string address)
    {
        using var outside = new HttpClient();
        outside.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        using var answer = await outside.PostAsJsonAsync($"{scene.Scene.Tenant.Sandbox.Domain}/oauth/token", new { grant_type = "client_credentials", client_id = clientId, client_secret = secret, audience });
    }
}
