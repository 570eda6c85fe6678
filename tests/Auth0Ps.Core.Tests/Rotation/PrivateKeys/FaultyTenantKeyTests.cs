using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation.PrivateKeys;

/// <summary>What tenants and the lines to them do to a key's rotation. Each test ends with the invariants.</summary>
public sealed class FaultyTenantKeyTests
{
    /// <summary>Pauses between attempts, and the time that Auth0 takes to spread a key, are over soon.</summary>
    private const double FastEnough = 20;

    private const string Credentials = "/api/v2/clients/*/credentials";

    [Theory]
    [InlineData("POST", Credentials, FaultAction.DropAfter)]
    [InlineData("POST", Credentials, FaultAction.DropBefore)]
    [InlineData("PATCH", "/api/v2/clients/*", FaultAction.DropAfter)]
    [InlineData("PATCH", "/api/v2/clients/*", FaultAction.DropBefore)]
    public async Task A_lost_answer_registers_no_key_twice(string method, string path, FaultAction action)
    {
        await using var scene = await KeyScene.StartAsync(speed: FastEnough);
        await scene.RotateAsync();
        var before = scene.Final;
        scene.Scene.Tenant.Sandbox.AddFault(new() { Method = method, Path = path, Action = action });

        var rotation = await scene.RotateAsync();
        await scene.AssertInvariantsAsync();
        if (rotation.Status != RotationStatus.Succeeded)
        {
            // What may or may not have arrived is settled by the next run, with the same key.
            var staged = scene.Next;
            Assert.Equal(RotationStatus.Interrupted, rotation.Status);
            Assert.Equal(RotationStatus.Succeeded, (await scene.ResumeAsync())!.Status);
            Assert.Equal(staged, scene.Final);
        }

        Assert.NotEqual(before, scene.Final);
        Assert.Equal(before, scene.Previous);
        Assert.Equal(2, (await scene.CredentialsAsync()).Count);
        await scene.AssertInvariantsAsync();
    }

    [Theory]
    [InlineData("POST", Credentials)]
    [InlineData("PATCH", "/api/v2/clients/*")]
    public async Task A_plan_without_the_feature_is_called_so_and_nothing_is_left_at_Auth0(string method, string path)
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Scene.Tenant.Sandbox.AddFault(new()
        {
            Method = method,
            Path = path,
            Action = FaultAction.Status,
            Status = 403,
            ContentType = "application/json",
            Body = """{"statusCode":403,"error":"Forbidden","message":"Upgrade your subscription to use private_key_jwt.","errorCode":"insufficient_scope"}""",
        });
        var secret = await scene.Scene.LiveAsync();

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, ErrorReason.PlanUpgradeRequired), (rotation.Status, rotation.Failure!.Reason));
        Assert.Equal(["billing-private-key-next"], scene.Scene.Vault.Entries);
        Assert.Empty(await scene.CredentialsAsync());
        Assert.Equal(System.Net.HttpStatusCode.OK, await scene.Scene.Tenant.SignInAsync(scene.ClientId, secret!, await scene.AudienceAsync()));
    }

    [Fact]
    public async Task A_proxys_page_is_no_refusal()
    {
        await using var scene = await KeyScene.StartAsync(speed: FastEnough);
        await scene.RotateAsync();
        scene.Scene.Tenant.Sandbox.AddFault(new() { Method = "PATCH", Path = "/api/v2/clients/*", Action = FaultAction.Status, Status = 403, Body = "<html>Forbidden</html>" });

        Assert.Equal(RotationStatus.Interrupted, (await scene.RotateAsync()).Status);

        var staged = scene.Next;
        Assert.NotNull(staged);
        await scene.AssertInvariantsAsync();
        Assert.Equal(RotationStatus.Succeeded, (await scene.ResumeAsync())!.Status);
        Assert.Equal(staged, scene.Final);
        await scene.AssertInvariantsAsync();
    }

    [Fact]
    public async Task A_key_that_the_token_endpoint_refuses_is_not_handed_to_consumers()
    {
        await using var scene = await KeyScene.StartAsync(speed: FastEnough);
        await scene.RotateAsync();
        var before = scene.Final;
        scene.Scene.Tenant.Sandbox.AddFault(new()
        {
            Method = "POST",
            Path = "/oauth/token",
            Action = FaultAction.Status,
            Status = 401,
            Times = 3,
            ContentType = "application/json",
            Body = """{"error":"invalid_client","error_description":"not yet"}""",
        });

        // Three refusals are the time that Auth0 takes to spread a key.
        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Succeeded, RotationVerification.Token), (rotation.Status, rotation.VerifiedBy));
        Assert.NotEqual(before, scene.Final);
        await scene.AssertInvariantsAsync();
    }

    [Fact]
    public async Task Stopped_on_the_way_it_is_parked_and_resumes_with_the_same_key()
    {
        await using var scene = await KeyScene.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(100) });
        await scene.RotateAsync();
        using var stop = new CancellationTokenSource();

        var rotation = await scene.RotateAsync(
            reached: phase =>
            {
                if (phase == RotationPhase.Applying)
                    stop.CancelAfter(50);
            },
            stop: stop.Token);

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Contains("Resume-Auth0SecretRotation", rotation.Failure!.RecommendedAction, StringComparison.Ordinal);
        var staged = scene.Next;
        await scene.AssertInvariantsAsync();
        Assert.Equal(RotationStatus.Succeeded, (await scene.ResumeAsync())!.Status);
        Assert.Equal(staged, scene.Final);
    }
}
