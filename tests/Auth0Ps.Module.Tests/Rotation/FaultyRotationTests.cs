using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Module.Tests.Rotation;

/// <summary><c>Invoke-Auth0SecretRotation</c> while the tenant, or what is in front of it, goes wrong.</summary>
public sealed class FaultyRotationTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    private const string Clients = "/api/v2/clients/*";

    /// <summary>Applications of another tenant come by the pipeline, so none of the connections is the usual one.</summary>
    private const string Free = "$PSDefaultParameterValues = @{}\n";

    private const string Refusal = """{"statusCode":400,"error":"Bad Request","message":"Payload validation error","errorCode":"invalid_body"}""";

    [Fact]
    public async Task The_same_secret_is_sent_again_after_server_errors()
    {
        var (id, _) = await NewApplicationAsync();
        Fail(id, FaultAction.Status, times: 2, status: 500);
        var result = Assert.Single(Rotate(id).Output);

        Assert.Equal(("Succeeded", "3"), (result.Text("Status"), result.Text("Attempts")));
        Assert.Equal(await scene.SecretAsync(id), Password(result));
        var sent = Patches(id);
        Assert.Equal([500, 500, 200], sent.Select(request => request.Status));
        Assert.Single(sent.Select(request => request.ClientSecretSha256).Distinct());
    }

    [Fact]
    public async Task The_secret_is_not_lost_when_the_answer_to_the_change_is()
    {
        var (id, old) = await NewApplicationAsync();
        Fail(id, FaultAction.DropAfter);
        var result = Assert.Single(Rotate(id).Output);

        Assert.Equal(("Succeeded", "2", "Token"), (result.Text("Status"), result.Text("Attempts"), result.Text("VerifiedBy")));
        Assert.Equal(await scene.SecretAsync(id), Password(result));
        Assert.NotEqual(old, await scene.SecretAsync(id));
    }

    [Fact]
    public async Task A_refusal_for_the_rate_limit_is_waited_for()
    {
        var (id, _) = await NewApplicationAsync();
        Fail(id, FaultAction.Status, times: 2, status: 429);
        Assert.Equal("Succeeded", Assert.Single(Rotate(id).Output).Text("Status"));
    }

    [Fact]
    public async Task Nothing_is_changed_when_Auth0_itself_refuses_and_the_others_are_rotated()
    {
        var (id, old) = await NewApplicationAsync();
        var others = new[] { (await NewApplicationAsync()).Id, (await NewApplicationAsync()).Id };
        Fail(id, FaultAction.Status, status: 400, body: Refusal);
        var said = Rotate([id, .. others]);

        Problem.AssertOne(said.Errors, "RequestRefused", ErrorCategory.InvalidOperation, id);
        var failed = Assert.Single(said.Output, result => result.Text("Status") == "Failed");
        Assert.Equal(id, failed.Text("ClientId"));
        Assert.Null(failed.Of("Credential"));
        Assert.Contains("old secret is live", failed.Text("Message"), StringComparison.Ordinal);
        Assert.Equal(old, await scene.SecretAsync(id));
        Assert.Equal(others.Order(), said.Output.Where(result => result.Text("Status") == "Succeeded").Texts("ClientId").Order());
    }

    [Fact]
    public async Task Somebody_elses_refusal_is_not_taken_for_Auth0s()
    {
        var (id, _) = await NewApplicationAsync();
        Fail(id, FaultAction.DropAfter);
        Fail(id, FaultAction.Status, times: 5, status: 403, body: "<html>blocked</html>", contentType: "text/html");
        var result = Assert.Single(Rotate(id).Output);

        Assert.Equal(("Succeeded", "Token"), (result.Text("Status"), result.Text("VerifiedBy")));
        Assert.Equal(await scene.SecretAsync(id), Password(result));
    }

    [Fact]
    public async Task Nothing_is_rotated_when_it_cannot_sign_in()
    {
        var (id, old) = await NewApplicationAsync();
        var stranger = scene.Connect("stranger", scene.Sandbox.ClientId, "wrong");
        var said = scene.Shell.Run("Invoke-Auth0SecretRotation -Connection $stranger -ClientId $id -Confirm:$false", ("stranger", stranger), ("id", id));

        Problem.AssertOne(said, "CredentialsRefused", ErrorCategory.AuthenticationError, scene.Sandbox.ClientId);
        Assert.Empty(Patches(id));
        Assert.Equal(old, await scene.SecretAsync(id));
    }

    [Fact]
    public async Task A_new_secret_that_is_not_accepted_everywhere_yet_is_waited_for()
    {
        await using var slow = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 2, RateLimit = RateLimitProfile.None, PropagationDelay = TimeSpan.FromSeconds(6) });
        var connection = scene.Connect("spreading", slow.ClientId, slow.ClientSecret, slow.Domain);
        var result = Assert.Single(scene.Shell.Get(Free + "Get-Auth0Application 'Billing*' -Connection $slow | Invoke-Auth0SecretRotation -Confirm:$false", ("slow", connection)));

        Assert.Equal(("Succeeded", "Token"), (result.Text("Status"), result.Text("VerifiedBy")));
        Assert.Contains(slow.Requests, request => request is { Path: "/oauth/token", Status: 401 });
    }

    [Theory]
    [InlineData(1, 150)]
    [InlineData(4, 700)]
    public async Task No_more_run_at_once_than_ThrottleLimit_allows_and_as_many_as_it_does(int limit, int latency)
    {
        await using var slow = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 13, RateLimit = RateLimitProfile.None, Latency = TimeSpan.FromMilliseconds(latency) });
        var connection = scene.Connect($"throttled{limit}", slow.ClientId, slow.ClientSecret, slow.Domain);
        scene.Shell.Get("Get-Auth0Application -Connection $slow -First 1", ("slow", connection));
        var taken = slow.Requests.Count;
        var results = scene.Shell.Get(
            Free + "Get-Auth0Application -Connection $slow -Rotatable -First 5 | Invoke-Auth0SecretRotation -ThrottleLimit $limit -Confirm:$false",
            ("slow", connection),
            ("limit", limit));

        Assert.Equal(5, results.Texts("Status").Count(status => status == "Succeeded"));

        // A request lasts so long, so those that arrive within less than that are under way together.
        var times = slow.Requests.Skip(taken + 1).Select(request => request.Time).ToList();
        Assert.Equal(limit, times.Max(began => times.Count(time => time >= began && time < began.AddMilliseconds(0.9 * latency))));
    }

    /// <summary>One that a token proves the secret of.</summary>
    private async Task<(string Id, string? Secret)> NewApplicationAsync()
    {
        var created = await scene.AskAsync("clients", HttpMethod.Post, new
        {
            name = "Faulty",
            app_type = "non_interactive",
            token_endpoint_auth_method = "client_secret_post",
            grant_types = new[] { "client_credentials" },
        });
        var id = created.GetProperty("client_id").GetString()!;
        await scene.AskAsync("client-grants", HttpMethod.Post, new { client_id = id, audience = "https://orders.example.com/", scope = new[] { "read:orders" } });
        return (id, created.GetProperty("client_secret").GetString());
    }

    private void Fail(string clientId, FaultAction action, int times = 1, int? status = null, string? body = null, string contentType = "application/json") => scene.Sandbox.AddFault(new FaultRule
    {
        Method = "PATCH",
        Path = Clients.Replace("*", clientId, StringComparison.Ordinal),
        Times = times,
        Action = action,
        Status = status,
        Body = body,
        ContentType = body is null ? null : contentType,
    });

    private Said Rotate(params string[] clientIds) => scene.Shell.Run("Invoke-Auth0SecretRotation -ClientId $ids -Confirm:$false", ("ids", clientIds));

    private List<RequestLogEntry> Patches(string clientId) =>
        [.. scene.Sandbox.Requests.Where(request => request.Method == "PATCH" && request.Path.EndsWith(clientId, StringComparison.Ordinal))];

    private static string Password(PSObject result) => result.Of<PSCredential>("Credential").GetNetworkCredential().Password;
}
