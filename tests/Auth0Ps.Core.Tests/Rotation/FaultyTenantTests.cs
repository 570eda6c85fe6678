using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>What tenants and the lines to them do to a rotation into a vault. Each test ends with the live secret in the vault.</summary>
public sealed class FaultyTenantTests
{
    private const string ProxyPage = "<html><body><h1>403 Forbidden</h1></body></html>";

    private static readonly string[] Unseeing = ["read:clients", "update:client_keys"];

    [Fact]
    public async Task A_storm_of_429_that_passes_is_not_seen()
    {
        await using var scene = await RotationScene.StartAsync(speed: 60);
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.Status, 6) with { Status = 429 });

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(7, scene.Patches);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task A_storm_of_429_that_stays_is_no_refusal_and_keeps_what_is_staged()
    {
        await using var scene = await RotationScene.StartAsync(speed: 200, scopes: Unseeing);
        var old = await scene.LiveAsync();
        await scene.PlantAsync("billing-client-secret", old!);
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.Status, 10_000) with { Status = 429 });

        var rotation = await scene.RotateAsync(scene.Target with { Options = new() { Force = true } });

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.NotNull(scene.Next);
        Assert.Equal(old, await scene.LiveAsync());
        await scene.AssertNothingLostAsync();
    }

    [Fact]
    public async Task Answers_that_do_not_come_are_waited_for_and_asked_again()
    {
        await using var scene = await RotationScene.StartAsync(speed: 60, attemptTimeout: TimeSpan.FromSeconds(1));
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.Timeout, 2));

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Succeeded, 3), (rotation.Status, rotation.Attempts));
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task Answers_that_never_come_leave_the_same_secret_for_the_next_run()
    {
        await using var scene = await RotationScene.StartAsync(speed: 60, attemptTimeout: TimeSpan.FromSeconds(1), scopes: Unseeing);
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.Timeout, 5));

        var rotation = await scene.RotateAsync();
        var staged = scene.Next;

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.NotNull(staged);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal((staged, staged), (scene.Final, await scene.LiveAsync()));
    }

    [Fact]
    public async Task While_Auth0_spreads_the_secret_readers_have_it_already()
    {
        await using var scene = await RotationScene.StartAsync(new SandboxOptions { PropagationDelay = TimeSpan.FromSeconds(3) });
        var target = scene.Target with { ClientId = await MachineAsync(scene) };
        string? promoted = null;

        var rotation = await scene.RotateAsync(target, phase => promoted = phase == RotationPhase.Promoted ? scene.Final : promoted);

        Assert.Equal((RotationStatus.Succeeded, RotationVerification.Token), (rotation.Status, rotation.VerifiedBy));
        Assert.Equal(scene.Final, promoted);
        Assert.Equal(await scene.Tenant.LiveSecretAsync(target.ClientId), scene.Final);
    }

    [Fact]
    public async Task A_secret_that_the_token_endpoint_goes_on_refusing_is_reported_and_kept()
    {
        await using var scene = await RotationScene.StartAsync(speed: 60);
        var target = scene.Target with { ClientId = await MachineAsync(scene) };

        var rotation = await scene.RotateAsync(target, phase =>
        {
            if (phase == RotationPhase.Promoted)
                scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "POST", Path = "/oauth/token", Times = 10_000, Action = FaultAction.Status, Status = 401, Body = """{"error":"access_denied","error_description":"Unauthorized"}""", ContentType = "application/json" });
        });

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Contains("refuses the new secret", rotation.Message, StringComparison.Ordinal);
        Assert.Equal(64, scene.Final!.Length);
    }

    [Theory]
    [InlineData(403, null)]
    [InlineData(403, ProxyPage)]
    [InlineData(502, ProxyPage)]
    public async Task A_refusal_or_a_proxys_page_after_an_unknown_attempt_discards_nothing(int status, string? body)
    {
        await using var scene = await RotationScene.StartAsync(speed: 60, scopes: Unseeing);
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.DropAfter, 1));
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.Status, 10_000) with { Status = status, Body = body });

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Next);
    }

    [Fact]
    public async Task A_proxys_403_is_no_refusal_even_when_nothing_else_was_answered()
    {
        await using var scene = await RotationScene.StartAsync(speed: 60, scopes: Unseeing);
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.Status, 1) with { Status = 403, Body = ProxyPage });

        var rotation = await scene.RotateAsync();
        var staged = scene.Next;

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal((staged, staged), (scene.Final, await scene.LiveAsync()));
    }

    [Fact]
    public async Task A_refusal_of_a_later_run_does_not_count_against_an_earlier_one_that_stayed_unknown()
    {
        await using var scene = await RotationScene.StartAsync(speed: 60, scopes: Unseeing);
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.DropAfter, 5));
        scene.Tenant.Sandbox.AddFault(Patch(FaultAction.Status, 1) with { Status = 403 });

        Assert.Equal(RotationStatus.Interrupted, (await scene.RotateAsync()).Status);
        var staged = scene.Next;
        Assert.Equal(RotationStatus.Interrupted, (await scene.RotateAsync()).Status);

        Assert.Equal(staged, scene.Next);
        Assert.Equal(await scene.LiveAsync(), scene.Next);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(staged, scene.Final);
    }

    [Theory]
    [InlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    public async Task An_application_deleted_on_the_way_ends_it_and_leaves_nothing(RotationPhase at)
    {
        await using var scene = await RotationScene.StartAsync();

        var rotation = await scene.RotateAsync(reached: phase =>
        {
            if (phase == at)
                scene.Tenant.CallAsync(HttpMethod.Delete, $"clients/{scene.Application.ClientId}", body: null).GetAwaiter().GetResult().Dispose();
        });

        Assert.Equal((RotationStatus.Failed, ErrorReason.ApplicationNotFound), (rotation.Status, rotation.Failure!.Reason));
        Assert.Null(scene.Final);
    }

    private static FaultRule Patch(FaultAction action, int times) =>
        new() { Method = "PATCH", Path = "/api/v2/clients/*", Times = times, Action = action };

    /// <summary>An application that may ask for tokens by itself.</summary>
    private static async Task<string> MachineAsync(RotationScene scene)
    {
        using var grants = await scene.Tenant.CallAsync(HttpMethod.Get, "client-grants?per_page=100", body: null);
        var authorized = grants.RootElement.EnumerateArray()
            .Where(grant => !grant.TryGetProperty("organization_usage", out var usage) || usage.GetString() != "require")
            .Select(grant => grant.GetProperty("client_id").GetString())
            .ToHashSet(StringComparer.Ordinal);
        return (await Support.Tenant.ListAsync(await scene.Tenant.OpenAsync())).First(candidate =>
            candidate is { WhyNotRotatable: null, TokenEndpointAuthMethod: "client_secret_post" }
            && candidate.ClientId != scene.Tenant.Sandbox.LimitedClientId
            && candidate.GrantTypes.Contains("client_credentials", StringComparer.Ordinal)
            && authorized.Contains(candidate.ClientId)).ClientId;
    }
}
