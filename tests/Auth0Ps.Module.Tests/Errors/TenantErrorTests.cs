using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Module.Tests.Errors;

/// <summary>What goes wrong at the tenant, or on the way to it.</summary>
public sealed class TenantErrorTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    private const string New = "New-Auth0Connection -Name \"$name-$mark\" -Domain $domain -ClientId $id -ClientSecret $given -WarningAction Ignore";

    [Fact]
    public void A_host_that_does_not_exist_is_named()
    {
        var said = Problem.AssertOne(Connect("nowhere", "nowhere.invalid", "abc", "x"), "HostNotFound", ErrorCategory.ResourceUnavailable, target: null, "spelling");
        Assert.Contains("nowhere.invalid", said.ToString(), StringComparison.Ordinal);

        var connection = scene.Connect("nowhere", "abc", "x", "nowhere.invalid");
        Problem.AssertOne(
            scene.Shell.Run("Get-Auth0Application -Connection $connection", ("connection", connection)), "HostNotFound", ErrorCategory.ResourceUnavailable, scene.Name("nowhere"), "spelling");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobodyknowsthisclient")]
    public void Client_id_and_secret_that_do_not_fit_are_refused(string clientId)
    {
        var id = clientId.Length > 0 ? clientId : scene.Sandbox.ClientId;
        var record = Problem.AssertOne(Connect("wrong", scene.Sandbox.Domain, id, "not the secret"), "CredentialsRefused", ErrorCategory.AuthenticationError, id, "dashboard");
        Assert.Contains(id, record.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("not the secret", record.ToString(), StringComparison.Ordinal);
        Assert.Equal("401", scene.Shell.Texts("$record.Exception.StatusCode -as [int]", ("record", record))[0]);
        Assert.Empty(scene.Shell.Get("Get-Auth0Connection \"wrong-$mark*\""));
    }

    [Fact]
    public async Task A_permission_that_is_missing_is_named_and_nothing_is_rotated()
    {
        var (clientId, secret, audience) = await scene.MachineAsync();
        var said = scene.Shell.Run("Invoke-Auth0SecretRotation -Connection $limited -ClientId $id -Confirm:$false", ("id", clientId));
        var record = Problem.AssertOne(said.Errors, "InsufficientScope", ErrorCategory.PermissionDenied, clientId, "update:client_keys");
        Assert.Equal(["403", "insufficient_scope"], scene.Shell.Texts("$record.Exception.StatusCode -as [int]; $record.Exception.ErrorCode", ("record", record)));
        var result = Assert.Single(said.Output);
        Assert.Equal("Failed", result.Text("Status"));
        Assert.Null(result.Of("Credential"));
        Problem.AssertReadable(result.Text("Message")!);
        Assert.Equal(200, await scene.SignInAsync(clientId, secret, audience));
    }

    [Theory]
    [InlineData("Get-Auth0Application -ClientId nobodyknowsthisclient")]
    [InlineData("Invoke-Auth0SecretRotation -ClientId nobodyknowsthisclient -Confirm:$false")]
    public void A_client_id_that_the_tenant_does_not_know_is_named(string command) => Problem.AssertOne(
        scene.Shell.Run(command), "ApplicationNotFound", ErrorCategory.ObjectNotFound, "nobodyknowsthisclient", $"Get-Auth0Application -Connection {scene.Demo}");

    [Fact]
    public async Task An_application_that_cannot_be_rotated_is_an_error_when_it_was_named()
    {
        var own = scene.Shell.Run("Invoke-Auth0SecretRotation -ClientId $tenant.ClientId -Confirm:$false");
        Problem.AssertOne(own.Errors, "ApplicationNotRotatable", ErrorCategory.InvalidOperation, scene.Sandbox.ClientId, "another connection");
        Assert.Equal(["Skipped"], own.Output.Texts("Status"));

        var global = Assert.Single(scene.Shell.Get("Get-Auth0Application 'All Applications'")).Text("ClientId")!;
        var said = scene.Shell.Run("Invoke-Auth0SecretRotation -ClientId $id -Confirm:$false", ("id", global));
        Problem.AssertOne(said.Errors, "ApplicationNotRotatable", ErrorCategory.InvalidOperation, global, "Get-Auth0Application -Rotatable");
        Assert.Equal(200, await scene.SignInAsync(scene.Sandbox.ClientId, scene.Sandbox.ClientSecret));
    }

    [Fact]
    public async Task Another_server_that_answers_in_the_tenants_place_is_noticed()
    {
        await using var blocked = await FaultyAsync(new FaultRule { Method = "GET", Path = "*", Times = 99, Action = FaultAction.Status, Status = 403, Body = "<html>Blocked by proxy {42}</html>" });
        var connection = scene.Connect("blocked", blocked.ClientId, blocked.ClientSecret, blocked.Domain);

        Problem.AssertOne(scene.Shell.Run("Get-Auth0Application -Connection $connection", ("connection", connection)), "UnexpectedResponse", ErrorCategory.ProtocolError, scene.Name("blocked"), "proxy");
        Problem.AssertOne(Connect("proxy", blocked.Domain, blocked.ClientId, blocked.ClientSecret), "UnexpectedResponse", ErrorCategory.ProtocolError, scene.Name("proxy"), "domain");
    }

    [Fact]
    public async Task A_read_is_repeated_after_a_server_error()
    {
        await using var shaky = await FaultyAsync(new FaultRule { Method = "GET", Path = "/api/v2/clients*", Action = FaultAction.Status, Status = 503 });
        var connection = scene.Connect("shaky", shaky.ClientId, shaky.ClientSecret, shaky.Domain);

        Assert.Equal(3, scene.Shell.Get("Get-Auth0Application -Connection $connection", ("connection", connection)).Count);
        Assert.Equal([503, 200], shaky.Requests.Where(request => request.Path == "/api/v2/clients").Select(request => request.Status));
    }

    private Said Connect(string name, string domain, string clientId, string secret) =>
        scene.Shell.Run(New, ("name", name), ("domain", domain), ("id", clientId), ("given", ModuleTenant.Protect(secret)));

    private static Task<SandboxTenant> FaultyAsync(FaultRule fault) =>
        SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 0, RateLimit = RateLimitProfile.None, Faults = [fault] });
}
