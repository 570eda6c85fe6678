using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Connections;

/// <summary><c>Set-Auth0Connection</c>: what is given is changed, and nothing else.</summary>
public sealed class SetConnectionTests(ModuleTenant scene) : SomeConnections(scene), IClassFixture<ModuleTenant>
{
    private const string Test = "\"c-test-$mark\"";

    [Fact]
    public void What_is_given_is_changed_the_rest_kept_and_the_version_raised_by_one()
    {
        var before = Assert.Single(Shell.Get($"Get-Auth0Connection {Test}"));
        var after = Assert.Single(Shell.Get($"Set-Auth0Connection {Test} -Description 'the one' -NewName \"c-uno-$mark\""));
        Assert.Equal((Scene.Name("c-uno"), "the one", 2), (after.Text("Name"), after.Text("Description"), after.Of("Version")));
        Assert.Equal((before.Of("Id"), before.Text("ClientId")), (after.Of("Id"), after.Text("ClientId")));
        Assert.True(Assert.Single(Shell.Get("Get-Auth0AccessToken -Connection \"c-uno-$mark\"")).Texts("Scope").Count > 10);
        Assert.Equal("prod-au prod-eu uno", Left);
    }

    [Fact]
    public void A_piped_connection_needs_nothing_but_the_change() =>
        Assert.Equal(2, Assert.Single(Shell.Get($"Get-Auth0Connection {Test} | Set-Auth0Connection -Credential ([pscredential]::new($tenant.ClientId, $secret))")).Of("Version"));

    [Fact]
    public void What_was_changed_since_is_kept_when_the_piped_connection_is_older()
    {
        Shell["old"] = Assert.Single(Shell.Get($"Get-Auth0Connection {Test}; $null = Set-Auth0Connection {Test} -Description newer -NewName \"c-fresh-$mark\""));
        var after = Assert.Single(Shell.Get("$old | Set-Auth0Connection -ProjectId p1"));
        Assert.Equal((Scene.Name("c-fresh"), "newer", "p1", 3), (after.Text("Name"), after.Text("Description"), after.Text("ProjectId"), after.Of("Version")));
        Assert.Equal("fresh prod-au prod-eu", Left);
        Shell.Get("Remove-Auth0Connection \"c-fresh-$mark\"");
        Problem.AssertOne(Shell.Run("$old | Set-Auth0Connection -ProjectId p2"), "ConnectionNotFound", ErrorCategory.ObjectNotFound, target: null);
    }

    [Fact]
    public void Several_are_changed_and_fields_come_by_the_pipeline()
    {
        Assert.Equal(["both", "both", "both"], Shell.Get("Get-Auth0Connection $names | Set-Auth0Connection -Description both -SkipTest").Texts("Description"));
        var after = Assert.Single(Shell.Get($"[pscustomobject]@{{ Description = 'piped'; ProjectId = 'p3' }} | Set-Auth0Connection -Name {Test} -SkipTest"));
        Assert.Equal(("piped", "p3"), (after.Text("Description"), after.Text("ProjectId")));
        Assert.Equal("both", Assert.Single(Shell.Get("Get-Auth0Connection \"c-prod-eu-$mark\"")).Text("Description"));
    }

    [Fact]
    public void The_audience_moves_with_the_tenant_unless_it_is_another_ones()
    {
        var after = Changed("-TenantDomain example -Region AU -SkipTest");
        Assert.Equal(("example.au.auth0.com", "AU"), (after.Text("Domain"), after.Text("Region")));
        Assert.Equal(("https://example.au.auth0.com/api/v2/", "https://example.au.auth0.com/api/v2/"), (after.Text("Audience"), after.Text("BaseUri")));
        Assert.Equal("https://example.au.auth0.com/api/v2/", Changed("-Domain login.example.com -Audience https://example.au.auth0.com/api/v2/ -SkipTest").Text("Audience"));
        after = Changed("-Domain login.example.org -SkipTest");
        Assert.Equal(("https://example.au.auth0.com/api/v2/", "https://login.example.org/api/v2/"), (after.Text("Audience"), after.Text("BaseUri")));
    }

    [Fact]
    public void API_and_grant_change_with_what_depends_on_them()
    {
        var domain = Scene.Sandbox.Domain;
        var after = Changed("-ApiType MyAccount -SkipTest");
        Assert.Equal(("AuthorizationCodePkce", $"{domain}/me/", $"{domain}/me/v1/"), (after.Text("GrantType"), after.Text("Audience"), after.Text("BaseUri")));
        after = Changed("-ApiType Custom -GrantType ClientCredentials -Audience urn:orders -BaseUri https://api.example.com/v1 -SkipTest");
        Assert.Equal(("urn:orders", "https://api.example.com/v1/"), (after.Text("Audience"), after.Text("BaseUri")));
        Problem.AssertOne(Shell.Run($"Set-Auth0Connection {Test} -ApiType MyAccount -Method client-credentials -SkipTest"), "InvalidArgument", ErrorCategory.InvalidArgument, target: null);
        after = Changed("-ApiType Management -SkipTest");
        Assert.Equal(("ClientCredentials", $"{domain}/api/v2/"), (after.Text("GrantType"), after.Text("Audience")));
        Assert.Equal(["True"], Shell.Texts($"Test-Auth0Connection {Test} -Quiet"));
    }

    [Fact]
    public void Everything_stays_as_it_was_when_the_changed_connection_does_not_work()
    {
        var said = Shell.Run($"Set-Auth0Connection {Test} -Credential ([pscredential]::new($tenant.ClientId, (ConvertTo-SecureString wrong -AsPlainText -Force)))");
        Problem.AssertOne(said, "CredentialsRefused", ErrorCategory.AuthenticationError, target: null);
        Assert.Equal(["1", "True"], Shell.Texts($"(Get-Auth0Connection {Test}).Version; Test-Auth0Connection {Test} -Quiet"));
    }

    [Fact]
    public void Nothing_is_changed_under_WhatIf() => Assert.Equal(["1"], Shell.Texts($"Set-Auth0Connection {Test} -Description x -WhatIf; (Get-Auth0Connection {Test}).Version"));

    private PSObject Changed(string given) => Assert.Single(Shell.Get($"Set-Auth0Connection {Test} {given}"));
}
