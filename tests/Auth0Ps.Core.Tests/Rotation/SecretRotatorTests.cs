using System.Net;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Rotation;

public sealed class SecretRotatorTests
{
    [Fact]
    public async Task The_old_secret_is_refused_and_the_new_one_accepted()
    {
        await using var tenant = await Tenant.StartAsync();
        var (application, audience, old) = await MachineToMachineAsync(tenant);

        var rotation = await new SecretRotator(await tenant.OpenAsync()).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(RotationVerification.Token, rotation.VerifiedBy);
        Assert.Equal(RotationPhase.Verified, rotation.Phase);
        Assert.Equal(1, rotation.Attempts);
        Assert.Equal(HttpStatusCode.Unauthorized, await tenant.SignInAsync(application.ClientId, old, audience));
        Assert.Equal(HttpStatusCode.OK, await tenant.SignInAsync(application.ClientId, SecureStrings.Reveal(rotation.NewSecret!), audience));
    }

    [Fact]
    public async Task An_application_of_people_is_verified_by_reading_the_secret_back()
    {
        await using var tenant = await Tenant.StartAsync();
        var application = await SinglePageAsync(tenant);

        var rotation = await new SecretRotator(await tenant.OpenAsync()).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationVerification.Readback, rotation.VerifiedBy);
        Assert.Equal(await tenant.LiveSecretAsync(application.ClientId), SecureStrings.Reveal(rotation.NewSecret!));
    }

    [Fact]
    public async Task Two_permissions_are_enough_and_the_answer_is_then_the_proof()
    {
        await using var tenant = await Tenant.StartAsync();
        var session = await tenant.OpenWithScopesAsync("read:clients", "update:client_keys");
        var application = (await Tenant.ListAsync(session)).First(candidate => candidate is { WhyNotRotatable: null, AppType: "spa" });

        var rotation = await new SecretRotator(session).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(RotationVerification.Response, rotation.VerifiedBy);
        Assert.Equal(await tenant.LiveSecretAsync(application.ClientId), SecureStrings.Reveal(rotation.NewSecret!));
    }

    [Fact]
    public async Task Without_the_permission_nothing_changes_and_no_secret_is_handed_out()
    {
        await using var tenant = await Tenant.StartAsync();
        var session = await tenant.OpenAsync(tenant.Sandbox.LimitedClientId, tenant.Sandbox.LimitedClientSecret);
        var application = (await Tenant.ListAsync(session)).First(candidate => candidate.WhyNotRotatable is null);
        var old = await tenant.LiveSecretAsync(application.ClientId);

        var rotation = await new SecretRotator(session).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Failed, rotation.Status);
        Assert.Equal(ErrorReason.InsufficientScope, rotation.Failure!.Reason);
        Assert.Null(rotation.NewSecret);
        Assert.Equal(old, await tenant.LiveSecretAsync(application.ClientId));
    }

    [Fact]
    public async Task A_change_whose_answer_is_lost_is_found_out_and_succeeds()
    {
        await using var tenant = await Tenant.StartAsync(speed: 20);
        var application = await SinglePageAsync(tenant);
        tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 2, Action = FaultAction.DropAfter });

        var rotation = await new SecretRotator(await tenant.OpenAsync()).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(3, rotation.Attempts);
        Assert.Equal(await tenant.LiveSecretAsync(application.ClientId), SecureStrings.Reveal(rotation.NewSecret!));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Passing_failures_are_ridden_out(int status)
    {
        await using var tenant = await Tenant.StartAsync(speed: 20);
        var application = await SinglePageAsync(tenant);
        tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 3, Action = FaultAction.Status, Status = status });

        var rotation = await new SecretRotator(await tenant.OpenAsync()).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(4, rotation.Attempts);
    }

    [Fact]
    public async Task When_no_answer_ever_comes_the_result_still_carries_the_secret_that_may_be_live()
    {
        await using var tenant = await Tenant.StartAsync(speed: 40);
        var application = await SinglePageAsync(tenant);
        tenant.Sandbox.AddFault(new FaultRule { Path = "/api/v2/clients/*", Times = 1000, Action = FaultAction.DropAfter });

        var rotation = await new SecretRotator(await tenant.OpenAsync()).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Equal(RotationPhase.Applying, rotation.Phase);
        Assert.Equal(ErrorReason.RotationInterrupted, rotation.Failure!.Reason);
        Assert.NotNull(rotation.NewSecret);
    }

    [Fact]
    public async Task A_proxys_page_with_status_403_is_no_refusal()
    {
        await using var tenant = await Tenant.StartAsync(speed: 40);
        var application = await SinglePageAsync(tenant);
        tenant.Sandbox.AddFault(new FaultRule
        {
            Method = "PATCH",
            Path = "/api/v2/clients/*",
            Times = 1,
            Action = FaultAction.Status,
            Status = 403,
            Body = "<html>blocked</html>",
            ContentType = "text/html",
        });

        var rotation = await new SecretRotator(await tenant.OpenAsync()).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.NotNull(rotation.NewSecret);
    }

    [Fact]
    public async Task A_new_secret_that_takes_its_time_to_spread_is_waited_for()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { PropagationDelay = TimeSpan.FromSeconds(2) });
        var (application, audience, _) = await MachineToMachineAsync(tenant);

        var rotation = await new SecretRotator(await tenant.OpenAsync()).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationVerification.Token, rotation.VerifiedBy);
        Assert.Equal(HttpStatusCode.OK, await tenant.SignInAsync(application.ClientId, SecureStrings.Reveal(rotation.NewSecret!), audience));
    }

    [Fact]
    public async Task A_secret_that_Auth0_keeps_refusing_is_reported_as_interrupted()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { PropagationDelay = TimeSpan.FromSeconds(30) }, speed: 60);
        var (application, _, _) = await MachineToMachineAsync(tenant);

        var rotation = await new SecretRotator(await tenant.OpenAsync()).RotateAsync(application, CancellationToken.None);

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.NotNull(rotation.NewSecret);
    }

    [Fact]
    public async Task A_stop_before_the_change_sends_nothing()
    {
        await using var tenant = await Tenant.StartAsync();
        var session = await tenant.OpenAsync();
        var application = await SinglePageAsync(tenant);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new SecretRotator(session).RotateAsync(application, stop.Token));

        Assert.DoesNotContain(tenant.Sandbox.Requests, request => request.Method == "PATCH");
    }

    [Fact]
    public async Task A_stop_during_the_change_lets_it_finish_and_reports_it()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(400) });
        var session = await tenant.OpenAsync();
        var application = await SinglePageAsync(tenant);
        await session.GetTokenAsync();
        using var stop = new CancellationTokenSource();

        var rotating = new SecretRotator(session).RotateAsync(application, stop.Token);
        await Task.Delay(100);
        await stop.CancelAsync();
        var rotation = await rotating;

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await tenant.LiveSecretAsync(application.ClientId), SecureStrings.Reveal(rotation.NewSecret!));
    }

    [Fact]
    public async Task An_application_that_comes_twice_at_once_is_rotated_one_time_after_the_other()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(50) });
        var (application, _, _) = await MachineToMachineAsync(tenant);
        var session = await tenant.OpenAsync();

        var rotations = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new SecretRotator(session).RotateAsync(application, CancellationToken.None)));

        Assert.All(rotations, rotation => Assert.Equal(RotationVerification.Token, rotation.VerifiedBy));
        var live = await tenant.LiveSecretAsync(application.ClientId);
        Assert.Single(rotations, rotation => SecureStrings.Reveal(rotation.NewSecret!) == live);
    }

    [Fact]
    public async Task What_cannot_be_rotated_is_left_alone()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 100 });
        var session = await tenant.OpenAsync();
        var stuck = (await Tenant.ListAsync(session)).Where(application => application.WhyNotRotatable is not null).ToList();
        var rotator = new SecretRotator(session);

        foreach (var application in stuck)
        {
            var rotation = await rotator.RotateAsync(application, CancellationToken.None);
            Assert.Equal(RotationStatus.Skipped, rotation.Status);
            Assert.Null(rotation.NewSecret);
        }

        Assert.True(stuck.Count >= 3);
        Assert.DoesNotContain(tenant.Sandbox.Requests, request => request.Method == "PATCH");
    }

    [Fact]
    public async Task Many_at_once_finish_within_a_small_allowance()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 60, RateLimit = RateLimitProfile.Parse("20") });
        var session = await tenant.OpenAsync();
        var rotator = new SecretRotator(session);
        var applications = (await Tenant.ListAsync(session)).Where(application => application.WhyNotRotatable is null).ToList();

        var rotations = await Task.WhenAll(applications.Select(application => rotator.RotateAsync(application, CancellationToken.None)));

        Assert.All(rotations, rotation => Assert.Equal(RotationStatus.Succeeded, rotation.Status));
        Assert.True(
            tenant.Traces.Count(trace => trace.Status == 429) < tenant.Traces.Count / 2,
            "Callers are to be paced, not refused.");
        Assert.Equal(rotations.Length, rotations.Select(rotation => SecureStrings.Reveal(rotation.NewSecret!)).Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task<Auth0Application> SinglePageAsync(Tenant tenant) =>
        (await Tenant.ListAsync(await tenant.OpenAsync())).First(candidate => candidate is { WhyNotRotatable: null, AppType: "spa" });

    /// <summary>An application that signs in for an API by itself, with that API and its present secret.</summary>
    private static async Task<(Auth0Application Application, string Audience, string Secret)> MachineToMachineAsync(Tenant tenant)
    {
        using var grants = await tenant.CallAsync(HttpMethod.Get, "client-grants?per_page=100", body: null);
        var audiences = grants.RootElement.EnumerateArray()
            .Where(grant => !grant.TryGetProperty("organization_usage", out var usage) || usage.GetString() != "require")
            .GroupBy(grant => grant.GetProperty("client_id").GetString()!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().GetProperty("audience").GetString()!, StringComparer.Ordinal);
        var application = (await Tenant.ListAsync(await tenant.OpenAsync())).First(candidate =>
            candidate is { WhyNotRotatable: null, TokenEndpointAuthMethod: "client_secret_post" }
            && candidate.ClientId != tenant.Sandbox.LimitedClientId
            && candidate.GrantTypes.Contains("client_credentials", StringComparer.Ordinal)
            && audiences.ContainsKey(candidate.ClientId));
        return (application, audiences[application.ClientId], (await tenant.LiveSecretAsync(application.ClientId))!);
    }
}
