using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Connections;

/// <summary><c>New-Auth0Connection</c>: what it makes, and what it cannot be given.</summary>
public sealed class NewConnectionTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    private const string Here = "-Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret $secret";
    private const string ByCredential = "-Credential ([pscredential]::new($tenant.ClientId, $secret))";

    [Fact]
    public void A_connection_has_every_property_of_the_contract()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var made = Made("full", $"-Domain $tenant.Domain {ByCredential} -Description 'For tests' -ProjectId p1");
        Assert.Equal("Auth0Ps.Auth0Connection", made.BaseObject.GetType().FullName);
        Assert.NotEqual(Guid.Empty, made.Of<Guid>("Id"));
        Assert.Equal((scene.Name("full"), "For tests", "p1", "auth0"), (made.Text("Name"), made.Text("Description"), made.Text("ProjectId"), made.Text("App")));
        Assert.Equal(("client-credentials", "Management", "ClientCredentials"), (made.Text("Method"), made.Text("ApiType"), made.Text("GrantType")));
        Assert.Equal((scene.Sandbox.Domain, null, null), (made.Text("Domain"), made.Text("Region"), made.Text("Organization")));
        Assert.Equal(($"{scene.Sandbox.Domain}/api/v2/", $"{scene.Sandbox.Domain}/api/v2/"), (made.Text("Audience"), made.Text("BaseUri")));
        Assert.Empty(made.Texts("Scope"));
        Assert.Equal((scene.Sandbox.ClientId, "this process", false, 1), (made.Text("ClientId"), made.Text("SecretReference"), made.Of("Persisted"), made.Of("Version")));
        Assert.NotEmpty(made.Text("CredentialsHash")!);
        var created = made.Of<DateTimeOffset>("CreatedAt");
        Assert.Equal(TimeSpan.Zero, created.Offset);
        Assert.True(created > before);
        Assert.Equal(created, made.Of("UpdatedAt"));
    }

    [Fact]
    public void A_warning_says_that_it_ends_with_the_process() => Assert.Contains(
        "process",
        Assert.Single(scene.Shell.Run($"New-Auth0Connection -Name \"short-$mark\" {Here} -SkipTest; Remove-Auth0Connection \"short-$mark\"").Warnings),
        StringComparison.Ordinal);

    [Fact]
    public void The_secret_is_kept_as_a_copy_so_that_the_caller_may_dispose_of_theirs() => Assert.Equal(["Bearer"], scene.Shell.Texts("""
        $own = $secret.Copy()
        $made = New-Auth0Connection -Name "copy-$mark" -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret $own -WarningAction Ignore
        $own.Dispose()
        (Get-Auth0AccessToken -Connection $made -Force).TokenType
        """));

    [Fact]
    public void The_hash_is_the_same_only_while_the_credentials_are()
    {
        var (first, second) = (Made("one", Here + " -SkipTest"), Made("two", Here + " -SkipTest"));
        var third = Made("three", "-Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (ConvertTo-SecureString another -AsPlainText -Force) -SkipTest");
        Assert.Equal(first.Text("CredentialsHash"), second.Text("CredentialsHash"));
        Assert.NotEqual(first.Text("CredentialsHash"), third.Text("CredentialsHash"));
    }

    [Theory]
    [InlineData("-Domain example.eu.auth0.com", "example.eu.auth0.com", "EU")]
    [InlineData("-Domain https://Example.JP.auth0.com/", "example.jp.auth0.com", "JP")]
    [InlineData("-Domain example.auth0.com", "example.auth0.com", "US")]
    [InlineData("-Domain login.example.com", "login.example.com", null)]
    [InlineData("-TenantDomain example -Region ca", "example.ca.auth0.com", "CA")]
    public void A_tenants_address_is_understood(string given, string domain, string? region)
    {
        var made = Made("address", $"{given} {ByCredential} -SkipTest");
        Assert.Equal((domain, region), (made.Text("Domain"), made.Text("Region")));
        Assert.Equal(($"https://{domain}/api/v2/", $"https://{domain}/api/v2/"), (made.Text("Audience"), made.Text("BaseUri")));
    }

    [Fact]
    public void The_audience_of_a_custom_domain_stays_as_given()
    {
        var made = Made("custom", $"-Domain login.example.com -Audience https://example.eu.auth0.com/api/v2/ {ByCredential} -SkipTest");
        Assert.Equal(("https://example.eu.auth0.com/api/v2/", "https://login.example.com/api/v2/"), (made.Text("Audience"), made.Text("BaseUri")));
    }

    [Theory]
    [InlineData("-SkipTest", 1)]
    [InlineData("-WhatIf", 0)]
    public void Nothing_is_sent_with(string option, int made)
    {
        var before = scene.Taken;
        Assert.Equal(made, scene.Shell.Get($"New-Auth0Connection -Name \"unsent-$mark\" {Here} {option} -WarningAction Ignore").Count);
        Assert.Equal(made, scene.Shell.Get("Get-Auth0Connection \"unsent-$mark*\"; Remove-Auth0Connection \"unsent-$mark*\"").Count);
        Assert.Equal(before, scene.Taken);
    }

    [Fact]
    public void One_that_failed_its_test_is_not_kept()
    {
        Assert.Empty(scene.Shell.Run("New-Auth0Connection -Name \"bad-$mark\" -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (ConvertTo-SecureString wrong -AsPlainText -Force)").Output);
        Assert.Empty(scene.Shell.Get("Get-Auth0Connection \"bad-$mark*\""));
    }

    [Theory]
    [InlineData("nowhere", ByCredential)]
    [InlineData("twice where", ByCredential + " -Domain example.eu.auth0.com -TenantDomain example -Region EU")]
    [InlineData("a tenant without its region", ByCredential + " -TenantDomain example")]
    [InlineData("nobody", "-Domain example.eu.auth0.com")]
    [InlineData("an id without its secret", "-Domain example.eu.auth0.com -ClientId abc")]
    [InlineData("a description that is too long", Here + " -Description ('x' * 257)")]
    [InlineData("an audience without its slash", Here + " -Audience https://example.eu.auth0.com/api/v2")]
    [InlineData("an audience with a space", Here + " -Audience 'https://orders example/'")]
    [InlineData("an empty secret", "-Domain $tenant.Domain -ClientId abc -ClientSecret ([securestring]::new())")]
    [InlineData("a client id that is none", "-Domain $tenant.Domain -ClientId 'a b/c' -ClientSecret $secret")]
    public void Where_and_who_are_wanted_once_each_and_well_formed(string why, string given)
    {
        var before = scene.Taken;
        var said = scene.Shell.Run($"New-Auth0Connection -Name \"choice-$mark\" {given} -WarningAction Ignore");
        Problem.AssertOne(said, "InvalidArgument", ErrorCategory.InvalidArgument, target: null);
        Assert.True(before == scene.Taken, why);
    }

    [Theory]
    [InlineData("a line break", "abcdef\nghijkl")]
    [InlineData("a tab", "abcdef\tghijkl")]
    [InlineData("double quotes around it", "\"abcdef\"")]
    [InlineData("single quotes around it, and a line break", "'abcdef'\n")]
    [InlineData("quotes of a word processor around it", "\u201Cabcdef\u201D")]
    [InlineData("nothing else than a line break", "\r\n")]
    public void A_client_secret_that_has_what_no_secret_has_is_refused_before_anything_is_sent(string why, string text)
    {
        var before = scene.Taken;
        var said = scene.Shell.Run("New-Auth0Connection -Name \"bad-$mark\" -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret $given", ("given", ModuleTenant.Protect(text)));
        var record = Assert.Single(said.Errors);
        Problem.AssertId(record, "InvalidArgument");
        Assert.Contains("client secret", $"{record} {record.ErrorDetails.RecommendedAction}", StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("abc", record.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.True(before == scene.Taken, why);
    }

    [Fact]
    public void An_organization_that_the_tenant_gives_no_tokens_for_is_an_error()
    {
        var said = scene.Shell.Run($"New-Auth0Connection -Name \"org-$mark\" {Here} -Organization org_nowhere");
        Assert.Empty(said.Output);
        Assert.StartsWith("Auth0Ps.", Assert.Single(said.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>Makes a connection, and takes it away again.</summary>
    private PSObject Made(string name, string given) => Assert.Single(scene.Shell.Get(
        $"New-Auth0Connection -Name $name {given} -ErrorAction Stop -WarningAction Ignore; Remove-Auth0Connection $name", ("name", scene.Name(name))));
}
