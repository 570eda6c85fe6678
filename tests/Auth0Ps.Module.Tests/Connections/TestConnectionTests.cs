using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Module.Tests.Connections;

/// <summary><c>Test-Auth0Connection</c>.</summary>
public sealed class TestConnectionTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    private Shell Shell => scene.Shell;

    [Fact]
    public void A_test_says_what_was_granted_and_how_long_it_took()
    {
        var test = One("Test-Auth0Connection $demo");
        Assert.Equal("Auth0Ps.Auth0ConnectionTest", test.BaseObject.GetType().FullName);
        Assert.Equal((scene.Demo, true), (test.Text("Connection"), test.Of("Succeeded")));
        Assert.Contains("update:client_keys", test.Texts("GrantedScope"));
        Assert.Empty(test.Texts("MissingScope"));
        var expires = test.Of<DateTimeOffset>("TokenExpiresAt");
        Assert.Equal(TimeSpan.Zero, expires.Offset);
        Assert.True(expires > DateTimeOffset.UtcNow.AddHours(1));
        Assert.True(test.Of<TimeSpan>("Latency") > TimeSpan.Zero);
        Objects.AssertIndexable(One("Test-Auth0Connection $limited -For KeyRotation"));
    }

    [Fact]
    public void Its_checks_are_in_the_order_of_a_call_each_with_what_was_found()
    {
        var checks = Shell.Get("(Test-Auth0Connection $demo).Checks");
        Assert.Equal(
            ["Name resolves", "TLS", "Clock", "Token endpoint", "Credentials", "Audience", "Permissions", "Organization", "Management API", "Rate limit"],
            checks.Texts("Name"));
        Assert.All(checks, check =>
        {
            Assert.Equal("Auth0Ps.Auth0Check", check.BaseObject.GetType().FullName);
            Assert.Contains(check.Text("Outcome"), new[] { "Passed", "Skipped" });
            Assert.NotEmpty(check.Text("Detail")!);
            Assert.NotNull(check.Properties["Recommendation"]);
        });
    }

    [Theory]
    [InlineData("SecretRotation", "update:client_keys")]
    [InlineData("KeyRotation", "update:client_credentials", "create:client_credentials", "read:client_credentials", "delete:client_credentials")]
    [InlineData("Vault", "read:client_keys")]
    public void What_is_missing_for_a_purpose_is_named_with_where_to_tick_it(string purpose, params string[] missing)
    {
        var test = One($"Test-Auth0Connection $limited -For {purpose}");
        Assert.Equal(false, test.Of("Succeeded"));
        Assert.Equal(["read:clients"], test.Texts("GrantedScope"));
        Assert.Equal(missing, test.Texts("MissingScope"));
        var check = Check(test, "Permissions");
        Assert.Equal("Failed", check.Text("Outcome"));
        Assert.All(missing, scope =>
        {
            Assert.Contains(scope, check.Text("Detail"), StringComparison.Ordinal);
            Assert.Contains(scope, check.Text("Recommendation"), StringComparison.Ordinal);
        });

        // The Management API is looked at all the same.
        Assert.Equal("Passed", Check(test, "Management API").Text("Outcome"));
        Assert.Equal(true, One($"Test-Auth0Connection $demo -For {purpose}").Of("Succeeded"));
    }

    [Theory]
    [InlineData("$demo -For SecretRotation", true)]
    [InlineData("$limited -For SecretRotation", false)]
    [InlineData("$limited", true)]
    public void Quiet_is_true_or_false(string call, bool expected) => Assert.Equal(expected, One($"Test-Auth0Connection {call} -Quiet").BaseObject);

    [Fact]
    public void Connections_come_by_the_pipeline_as_objects_as_names_and_by_property_name()
    {
        Assert.Equal([scene.Demo], Shell.Get("Get-Auth0Connection $demo.Name | Test-Auth0Connection").Texts("Connection"));
        Assert.Equal([scene.Demo, scene.Name("limited")], Shell.Get("$demo.Name, $limited.Name | Test-Auth0Connection").Texts("Connection"));
        Assert.Equal(["True", "True"], Shell.Texts("[pscustomobject]@{ Connection = $demo.Name }, [pscustomobject]@{ Connection = $limited } | Test-Auth0Connection -Quiet"));
    }

    [Fact]
    public async Task A_new_token_is_asked_for_each_time_and_nothing_is_changed_at_the_tenant()
    {
        var before = await scene.ClientsAsync();
        var taken = scene.Taken;
        Shell.Get("Test-Auth0Connection $demo; Test-Auth0Connection $demo -For SecretRotation");
        var made = scene.Sandbox.Requests.Skip(taken).ToList();
        Assert.Equal(2, made.Count(request => request.Path == "/oauth/token"));
        Assert.All(made, request => Assert.True(request.Method == "GET" || request.Path == "/oauth/token", $"{request.Method} {request.Path}"));
        var after = await scene.ClientsAsync();
        Assert.Equal(before.Select(client => client.Value.GetRawText()), after.Select(client => client.Value.GetRawText()));
    }

    [Theory]
    [InlineData("Credentials", "-ClientSecret $wrong")]
    [InlineData("Audience", "-ClientSecret $secret -Audience https://nowhere.example.com/")]
    [InlineData("Name resolves", "-ClientSecret $secret", "nowhere.invalid")]
    [InlineData("Token endpoint", "-ClientSecret $secret", "http://127.0.0.1:1")]
    public void The_part_that_fails_is_found_and_what_depends_on_it_is_skipped(string part, string with, string? domain = null)
    {
        var said = Shell.Run(
            $"$made = New-Auth0Connection -Name \"broken-$mark\" -Domain $domain -ClientId $tenant.ClientId {with} -SkipTest -WarningAction Ignore\n"
            + "$made | Test-Auth0Connection; $made | Test-Auth0Connection -Quiet; $made | Remove-Auth0Connection",
            ("domain", domain ?? scene.Sandbox.Domain),
            ("wrong", ModuleTenant.Protect("wrong")));

        Assert.Empty(said.Errors);
        var test = said.Output[0];
        Assert.Equal(false, test.Of("Succeeded"));
        var failed = Assert.Single(Checks(test), check => check.Text("Outcome") == "Failed");
        Assert.Equal(part, failed.Text("Name"));
        Assert.NotEmpty(failed.Text("Recommendation")!);
        Assert.Equal("Skipped", Check(test, "Management API").Text("Outcome"));
        Assert.Equal(false, said.Output[1].BaseObject);
    }

    [Fact]
    public async Task A_rate_limit_that_is_nearly_used_up_is_noted_and_no_fault()
    {
        await using var busy = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 0, RateLimit = RateLimitProfile.Parse("0.5") });
        var connection = scene.Connect("busy", busy.ClientId, busy.ClientSecret, busy.Domain);
        var test = Assert.Single(Shell.Get("$connection | Test-Auth0Connection", ("connection", connection)));
        var check = Check(test, "Rate limit");
        Assert.Equal((true, "Passed"), (test.Of("Succeeded"), check.Text("Outcome")));
        Assert.StartsWith("0 of 1 requests are left", check.Text("Detail"), StringComparison.Ordinal);
        Assert.NotEmpty(check.Text("Recommendation")!);
    }

    [Fact]
    public void An_unknown_connection_ends_the_command() =>
        Problem.AssertEnds(scene.Shell, "'nobody' | Test-Auth0Connection -ErrorAction SilentlyContinue", "ConnectionNotFound");

    private PSObject One(string script) => Assert.Single(Shell.Get(script));

    private static IEnumerable<PSObject> Checks(PSObject test) => ((System.Collections.IEnumerable)test.Of("Checks")!).Cast<object>().Select(PSObject.AsPSObject);

    private static PSObject Check(PSObject test, string name) => Checks(test).Single(check => check.Text("Name") == name);
}
