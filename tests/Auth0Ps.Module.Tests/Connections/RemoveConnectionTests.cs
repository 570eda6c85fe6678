using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Module.Tests.Connections;

/// <summary><c>Remove-Auth0Connection</c>.</summary>
public sealed class RemoveConnectionTests(ModuleTenant scene) : SomeConnections(scene), IClassFixture<ModuleTenant>
{
    private const string Test = "\"c-test-$mark\"";

    [Theory]
    [InlineData("Remove-Auth0Connection " + Test, "prod-au prod-eu")]
    [InlineData("Remove-Auth0Connection -Name \"c-prod-*-$mark\"", "test")]
    [InlineData("Get-Auth0Connection \"c-prod-*-$mark\" | Remove-Auth0Connection", "test")]
    [InlineData("Remove-Auth0Connection 'c-nobody*' -ErrorAction Stop", "prod-au prod-eu test")]
    [InlineData("Remove-Auth0Connection $names -WhatIf", "prod-au prod-eu test")]
    [InlineData("Get-Auth0Connection $names | Remove-Auth0Connection -WhatIf", "prod-au prod-eu test")]
    public void What_was_named_is_removed_and_nothing_returned(string command, string left)
    {
        Assert.Empty(Shell.Get(command));
        Assert.Equal(left, Left);
    }

    [Fact]
    public void Its_name_is_free_again_for_a_connection_of_another_id()
    {
        var old = Shell.Texts($"(Get-Auth0Connection {Test}).Id; Remove-Auth0Connection {Test}");
        Assert.NotEqual(Assert.Single(old), Scene.Connect("c-test", Scene.Sandbox.ClientId, Scene.Sandbox.ClientSecret).Text("Id"));
    }

    [Fact]
    public void A_connection_that_took_the_name_meanwhile_is_left_alone()
    {
        Shell["old"] = Assert.Single(Shell.Get($"Get-Auth0Connection {Test}; Remove-Auth0Connection {Test}"));
        var other = Scene.Connect("c-test", Scene.Sandbox.ClientId, Scene.Sandbox.ClientSecret);
        Problem.AssertOne(Shell.Run("$old | Remove-Auth0Connection"), "ConnectionNotFound", ErrorCategory.ObjectNotFound, target: null);
        Assert.Equal(other.Text("Id"), Assert.Single(Shell.Get($"Get-Auth0Connection {Test}")).Text("Id"));
    }

    [Fact]
    public void What_was_piped_is_removed_though_it_was_renamed_meanwhile()
    {
        Shell.Get($$"""
            $old = Get-Auth0Connection {{Test}}
            $null = Set-Auth0Connection {{Test}} -NewName "c-renamed-$mark" -SkipTest
            $old | Remove-Auth0Connection -ErrorAction Stop
            """);
        Assert.Equal("prod-au prod-eu", Left);
    }

    [Fact]
    public async Task One_that_a_rotation_goes_through_is_kept_unless_told_Force()
    {
        var state = new FileInfo(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        await using var slow = await SandboxTenant.StartAsync(
            new SandboxOptions { ApplicationCount = 3, RateLimit = RateLimitProfile.None, Latency = TimeSpan.FromSeconds(1), StateFile = state.FullName });
        var name = Scene.Name("c-slow");
        Scene.Connect("c-slow", slow.ClientId, slow.ClientSecret, slow.Domain);
        var id = Shell.Texts("(Get-Auth0Application -Connection $name -Rotatable | Select-Object -First 1).ClientId; $null = Get-Auth0AccessToken -Connection $name", ("name", name))[0]!;

        state.Refresh();
        var before = state.Length;
        using var other = Shell.Open();
        var rotating = Task.Run(() => other.Run("Invoke-Auth0SecretRotation -Connection $name -ClientId $id -Confirm:$false", ("name", name), ("id", id)));

        // From the change on, which the tenant's file shows, there is half of the latency, and the verification, until the rotation ends.
        for (; state.Length == before && !rotating.IsCompleted; state.Refresh())
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        Problem.AssertOne(Shell.Run("Remove-Auth0Connection $name", ("name", name)), "ConnectionInUse", ErrorCategory.ResourceBusy, name, "-Force");
        Assert.Equal("prod-au prod-eu slow test", Left);
        Shell.Get($"Remove-Auth0Connection {Test} -ErrorAction Stop; Remove-Auth0Connection $name -Force -ErrorAction Stop", ("name", name));
        Assert.Equal("prod-au prod-eu", Left);

        // What has begun is finished.
        var result = Assert.Single((await rotating).Output);
        Assert.Equal("Succeeded", result.Text("Status"));
        var issued = result.Of<PSCredential>("Credential").GetNetworkCredential().Password;
        using var outside = new Outside(slow);
        Assert.Equal((await outside.AskAsync("clients/" + id)).GetProperty("client_secret").GetString(), issued);
        state.Delete();
    }

    [Fact]
    public void One_whose_rotation_has_ended_is_removed()
    {
        Shell.Get($"$null = Get-Auth0Application -Connection {Test} -Rotatable | Select-Object -First 1 | Invoke-Auth0SecretRotation -Connection {Test} -Confirm:$false; Remove-Auth0Connection {Test} -ErrorAction Stop");
        Assert.Equal("prod-au prod-eu", Left);
    }

    [Fact]
    public void Its_secret_is_forgotten_and_what_was_kept_of_the_connection_no_longer_works() => Problem.AssertOne(
        Shell.Run($"$old = Get-Auth0Connection {Test}; Remove-Auth0Connection {Test}; Get-Auth0AccessToken -Connection $old"),
        "SecretUnavailable",
        ErrorCategory.ResourceUnavailable,
        Scene.Name("c-test"),
        "New-Auth0Connection");

    [Fact]
    public async Task Nothing_is_changed_at_the_tenant()
    {
        var before = (await Scene.ClientsAsync()).ToDictionary(client => client.Key, client => client.Value.GetRawText());
        Shell.Get("Get-Auth0Connection $names | Remove-Auth0Connection");
        Assert.Equal(before, (await Scene.ClientsAsync()).ToDictionary(client => client.Key, client => client.Value.GetRawText()));
        Assert.Equal(200, await Scene.SignInAsync(Scene.Sandbox.ClientId, Scene.Sandbox.ClientSecret));
    }

    [Fact]
    public void An_unknown_name_is_an_error_and_the_others_named_are_removed()
    {
        Problem.AssertOne(Shell.Run($"Remove-Auth0Connection \"c-nobody-$mark\", {Test}"), "ConnectionNotFound", ErrorCategory.ObjectNotFound, Scene.Name("c-nobody"));
        Assert.Equal("prod-au prod-eu", Left);
    }
}
