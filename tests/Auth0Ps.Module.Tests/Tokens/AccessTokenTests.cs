using System.Management.Automation;
using System.Security;
using System.Text.Json;
using Auth0Ps.Module.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Module.Tests.Tokens;

/// <summary><c>Get-Auth0AccessToken</c>.</summary>
public sealed class AccessTokenTests(AccessTokenTests.Scene scene) : IClassFixture<AccessTokenTests.Scene>
{
    private Shell Shell => scene.Shell;

    private int Asked => scene.Sandbox.Requests.Count(request => request is { Method: "POST", Path: "/oauth/token" });

    [Fact]
    public void A_token_has_what_a_caller_needs()
    {
        var token = One("Get-Auth0AccessToken");
        Assert.Equal("Auth0Ps.Auth0AccessToken", token.BaseObject.GetType().FullName);
        token.Of<SecureString>("Token");
        Assert.Equal("Bearer", token.Text("TokenType"));
        Assert.Contains("read:clients", token.Texts("Scope"));
        Assert.Equal(scene.Sandbox.Audience, token.Text("Audience"));
        var expires = token.Of<DateTimeOffset>("ExpiresAt");
        Assert.Equal(TimeSpan.Zero, expires.Offset);
        Assert.True(expires > DateTimeOffset.UtcNow);
        Objects.AssertIndexable(token);
    }

    [Fact]
    public void As_plain_text_it_is_a_text_that_says_what_the_object_says()
    {
        var plain = Assert.IsType<string>(One("Get-Auth0AccessToken -AsPlainText").BaseObject);
        var token = One("Get-Auth0AccessToken");
        Assert.Equal(plain, ModuleTenant.Reveal(token.Of<SecureString>("Token")));
        var claims = Claims(plain);
        Assert.Equal(scene.Sandbox.Audience, claims.GetProperty("aud").GetString());
        Assert.Equal(claims.GetProperty("scope").GetString()!.Split(' '), token.Texts("Scope"));
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64());
        Assert.InRange(Math.Abs((token.Of<DateTimeOffset>("ExpiresAt") - expires).TotalSeconds), 0, 5);
    }

    [Fact]
    public void PowerShells_own_web_cmdlets_take_it_as_it_is() => Assert.Single(Shell.Get("""
        $token = (Get-Auth0AccessToken).Token
        Invoke-RestMethod "$($tenant.Audience)clients?per_page=1" -Authentication Bearer -Token $token -AllowUnencryptedAuthentication
        """));

    [Fact]
    public void The_tenant_is_asked_once_and_again_with_Force()
    {
        Shell.Get("Get-Auth0AccessToken");
        var before = Asked;
        Shell.Get("1..5 | ForEach-Object { Get-Auth0AccessToken }");
        Assert.Equal(before, Asked);
        Shell.Get("Get-Auth0AccessToken -Force");
        Assert.Equal(before + 1, Asked);
        Shell.Get("Get-Auth0AccessToken");
        Assert.Equal(before + 1, Asked);
    }

    [Fact]
    public void A_connection_that_was_made_again_asks_anew()
    {
        scene.Connect("again", scene.Sandbox.ClientId, scene.Sandbox.ClientSecret);
        Shell.Get("Get-Auth0AccessToken -Connection again-$mark; Remove-Auth0Connection again-$mark");
        scene.Connect("again", scene.Sandbox.ClientId, scene.Sandbox.ClientSecret);
        var before = Asked;
        Shell.Get("Get-Auth0AccessToken -Connection again-$mark");
        Assert.Equal(before + 1, Asked);
    }

    [Fact]
    public void Some_permissions_only_are_asked_for_and_that_token_is_kept_apart()
    {
        Assert.Equal(["read:clients", "read:client_grants"], One("Get-Auth0AccessToken -Scope read:clients, read:client_grants").Texts("Scope"));
        Assert.InRange(One("Get-Auth0AccessToken").Texts("Scope").Count, 101, int.MaxValue);
        var before = Asked;
        Shell.Get("Get-Auth0AccessToken -Scope read:clients, read:client_grants");
        Assert.Equal(before, Asked);
    }

    [Fact]
    public async Task Another_API_is_asked_for_where_the_application_is_authorized()
    {
        var (clientId, secret, audience) = await scene.MachineAsync();
        var other = scene.Connect("other", clientId, secret);
        var token = Assert.Single(Shell.Get("$other | Get-Auth0AccessToken -Audience $audience", ("other", other), ("audience", audience)));
        Assert.Equal(audience, token.Text("Audience"));
        Assert.Equal(audience, Claims(ModuleTenant.Reveal(token.Of<SecureString>("Token"))).GetProperty("aud").GetString());
    }

    [Fact]
    public async Task A_grant_that_is_missing_is_named()
    {
        var (_, _, audience) = await scene.MachineAsync();
        var said = Shell.Run("Get-Auth0AccessToken -Audience $audience", ("audience", audience));
        var record = Problem.AssertOne(said, "NotAuthorizedForAudience", ErrorCategory.PermissionDenied, scene.Sandbox.ClientId);
        Assert.Contains(audience, record.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_API_or_an_organization_that_there_is_not_is_an_error()
    {
        var said = Shell.Run("Get-Auth0AccessToken -Audience https://nowhere.example.com/");
        Assert.Empty(said.Output);
        Problem.AssertId(Assert.Single(said.Errors), "AudienceNotFound");
        said = Shell.Run("Get-Auth0AccessToken -Organization org_nowhere");
        Assert.Empty(said.Output);
        Assert.StartsWith("Auth0Ps.", Assert.Single(said.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_come_by_the_pipeline_as_objects_as_names_and_by_property_name()
    {
        const string Free = "$PSDefaultParameterValues = @{}\n";
        Assert.Equal(2, Shell.Get(Free + "$demo, $limited | Get-Auth0AccessToken").Count);
        Assert.Equal(2, Shell.Get(Free + "$demo.Name, $limited.Name | Get-Auth0AccessToken").Count);
        Assert.Equal(2, Shell.Get(Free + "[pscustomobject]@{ Connection = $demo.Name }, [pscustomobject]@{ Connection = $limited } | Get-Auth0AccessToken").Count);
    }

    [Fact]
    public void An_unknown_connection_ends_the_command() =>
        Problem.AssertEnds(scene.Shell, "Get-Auth0AccessToken -Connection nobody -ErrorAction SilentlyContinue", "ConnectionNotFound");

    [Theory]
    [InlineData(12)]
    [LongInlineData(50)]
    public async Task Runspaces_that_ask_at_the_same_time_ask_once_for_each_set_of_permissions(int count)
    {
        // The answer takes so long that all of them wait for it, and none finds it in the cache.
        await using var slow = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 0, RateLimit = RateLimitProfile.None, Latency = TimeSpan.FromSeconds(2) });
        scene.Connect($"many-{count}", slow.ClientId, slow.ClientSecret, slow.Domain);
        var shells = Enumerable.Range(0, count).Select(_ => Shell.Open()).ToList();
        using var start = new Barrier(shells.Count);

        var texts = await Task.WhenAll(shells.Select((shell, number) => Task.Factory.StartNew(
            () =>
            {
                Assert.True(start.SignalAndWait(TimeSpan.FromSeconds(60)), "Not all of them came.");
                var scope = number % 2 == 0 ? "" : " -Scope read:clients";
                return (IsNarrow: number % 2, Text: Assert.Single(shell.Texts($"Get-Auth0AccessToken -Connection $name -AsPlainText{scope}", ("name", scene.Name($"many-{count}")))));
            },
            TaskCreationOptions.LongRunning)));

        shells.ForEach(shell => shell.Dispose());
        Assert.All(texts.GroupBy(text => text.IsNarrow), group => Assert.Single(group.Select(text => text.Text).Distinct()));
        Assert.Equal(2, texts.Select(text => text.Text).Distinct().Count());
        Assert.Equal(2, slow.Requests.Count(request => request is { Method: "POST", Path: "/oauth/token" }));
    }

    private PSObject One(string script) => Assert.Single(Shell.Get(script));

    private static JsonElement Claims(string token)
    {
        var middle = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonDocument.Parse(Convert.FromBase64String(middle.PadRight(middle.Length + ((4 - (middle.Length % 4)) % 4), '='))).RootElement;
    }

    /// <summary>A tenant with applications that sign in for other APIs.</summary>
    public sealed class Scene() : ModuleTenant(25);
}
