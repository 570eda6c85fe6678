using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Errors;

/// <summary>What a connection cannot be made of: one clear error each, before anything is asked.</summary>
public sealed class BadInputTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    [Theory]
    [InlineData("http to another host", "http://example.eu.auth0.com", @"only the host: example\.eu\.auth0\.com$")]
    [InlineData("a path", "{domain}/api/v2/", "only the (tenant's )?host")]
    [InlineData("a path over https", "https://example.eu.auth0.com/api/v2", @"only the host: example\.eu\.auth0\.com$")]
    [InlineData("a port", "example.eu.auth0.com:8443", @"only the host: example\.eu\.auth0\.com$")]
    [InlineData("spaces", "example eu auth0 com", "example")]
    [InlineData("a space at its end and a path", "{domain}/ x", "example")]
    [InlineData("letters outside ASCII", "exämple.eu.auth0.com", "example")]
    [InlineData("a query", "{domain}?x=1", "only the (tenant's )?host")]
    [InlineData("another scheme", "ftp://example.eu.auth0.com", "example")]
    [InlineData("an address in place of a name", "10.0.0.1", "example")]
    [InlineData("no dot", "example", "example")]
    [InlineData("the dashboard's address of a tenant in the United States", "https://manage.auth0.com/dashboard/us/example/", @"example\.us\.auth0\.com, or example\.auth0\.com")]
    [InlineData("the dashboard itself", "manage.auth0.com", "example")]
    [InlineData("Auth0's domain without a tenant", "eu.auth0.com", "example")]
    [InlineData("two lines", "example.eu.auth0.com\r\nHost: evil", "only the (tenant's )?host")]
    public void A_domain_is_refused(string why, string given, string action)
    {
        var domain = given.Replace("{domain}", scene.Sandbox.Domain, StringComparison.Ordinal);
        var said = Refused("InvalidDomain", domain, action, "-Domain $domain", ("domain", domain));
        if (!domain.Contains('\n', StringComparison.Ordinal))
            Assert.Contains(domain, said.ToString(), StringComparison.Ordinal);
        Assert.False(said.ToString().Contains('\n', StringComparison.Ordinal), why);
    }

    [Theory]
    [InlineData("https://admin:hunter2@example.eu.auth0.com")]
    [InlineData("{scheme}admin:hunter2@{host}")]
    [InlineData("admin:hunter2@example.eu.auth0.com")]
    public void A_domain_with_user_information_is_refused_and_none_of_it_is_shown(string given)
    {
        var domain = given.Replace("{scheme}", "http://", StringComparison.Ordinal).Replace("{host}", new Uri(scene.Sandbox.Domain).Authority, StringComparison.Ordinal);
        var said = Refused("InvalidDomain", target: null, "only the (tenant's )?host", "-Domain $domain", ("domain", domain));
        var shown = string.Join('\n', scene.Shell.Texts("$record | Format-List * -Force | Out-String", ("record", said))) + said.TargetObject;
        Assert.DoesNotMatch("hunter2|admin", shown.Replace("BadInputTests", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Example.eu")]
    [InlineData("ab")]
    [InlineData("-example")]
    public void A_tenant_name_is_refused(string name) => Refused("InvalidDomain", name, "-TenantDomain example -Region EU", "-TenantDomain $name -Region EU", ("name", name));

    [Fact]
    public void A_tenants_host_is_refused_as_its_name() =>
        Refused("InvalidDomain", "example.eu.auth0.com", "-Domain", "-TenantDomain example.eu.auth0.com -Region EU");

    [Theory]
    [InlineData("Prod EU", "-Name prod-eu$")]
    [InlineData("-prod", "-Name prod$")]
    [InlineData("prod--eu", "-Name prod-eu$")]
    [InlineData("Größe", "-Name grosse$")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "-Name x{64}$")]
    [InlineData("東京", "such as")]
    [InlineData("pro\nd", "-Name pro-d$")]
    public void A_name_is_refused_and_another_is_proposed(string name, string action) =>
        Refused("InvalidName", name, action, "-Domain $tenant.Domain -Name $name", ("name", name));

    [Theory]
    [InlineData("a scope with a line break", "-Scope \"read:clients`nupdate:clients\"", "read:clients")]
    [InlineData("an organization's display name", "-Organization 'Acme Ltd'", "org_")]
    [InlineData("an audience with a sign nobody sees", "-Audience \"https://api.example.com/$([char]0x200B)\"", "-Audience")]
    [InlineData("a redirect port below 1024", "-GrantType AuthorizationCodePkce -RedirectPort 80", "from 1024 to 65535")]
    [InlineData("an API's address with a password", "-ApiType Custom -Audience urn:a -BaseUri http://me:hunter2@api.example.com/", "before the @")]
    [InlineData("an API's address without its host", "-ApiType Custom -Audience urn:a -BaseUri /v1/", "https://api")]
    [InlineData("My Account with client credentials", "-ApiType MyAccount -GrantType ClientCredentials", "AuthorizationCodePkce")]
    [InlineData("My Account with Infisical's word for them", "-ApiType MyAccount -Method client-credentials", "AuthorizationCodePkce")]
    [InlineData("an API of one's own without its audience", "-ApiType Custom -BaseUri https://api.example.com/", "-Audience")]
    [InlineData("another address for the Management API", "-BaseUri https://api.example.com/", "-ApiType Custom")]
    [InlineData("another address for My Account", "-ApiType MyAccount -BaseUri https://api.example.com/", "-ApiType Custom")]
    public void A_field_is_refused(string why, string fields, string action)
    {
        var said = Refused("InvalidArgument", scene.Name("input"), action, "-Domain $tenant.Domain " + fields);
        Assert.False(said.ToString().Contains('\n', StringComparison.Ordinal) || said.ToString().Contains("hunter2", StringComparison.Ordinal), why);
    }

    [Fact]
    public void An_authorization_code_without_a_secret_is_refused()
    {
        var before = scene.Taken;
        var said = scene.Shell.Run("New-Auth0Connection -Name \"input-$mark\" -Domain $tenant.Domain -ClientId $tenant.ClientId -GrantType AuthorizationCode -WarningAction Ignore");
        Problem.AssertOne(said, "InvalidArgument", ErrorCategory.InvalidArgument, scene.Name("input"), "-Credential");
        Assert.Equal(before, scene.Taken);
    }

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        var before = scene.Taken;
        var said = scene.Shell.Run("New-Auth0Connection -Name $name -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret $secret", ("name", scene.Demo));
        Problem.AssertOne(said, "ConnectionExists", ErrorCategory.ResourceExists, scene.Demo, $"Remove-Auth0Connection {scene.Demo}");
        Assert.Equal(before, scene.Taken);
        Assert.Equal([true], scene.Shell.Get("(Get-Auth0Connection $demo.Name).Id -eq $demo.Id").Select(same => same.BaseObject));
    }

    [Theory]
    [InlineData("missing.pem")]
    [InlineData("nosuchdrive:key.pem")]
    [InlineData("")]
    public void A_path_that_leads_nowhere_is_refused(string path)
    {
        var said = scene.Shell.Run("New-Auth0Connection -Name \"input-$mark\" -Domain $tenant.Domain -ClientId $tenant.ClientId -PrivateKeyPath $path -WarningAction Ignore", ("path", path));
        Problem.AssertOne(said, "InvalidPrivateKey", ErrorCategory.InvalidArgument, target: null, "path");
        if (path.Length > 0)
            Problem.AssertOne(scene.Shell.Run("Import-Auth0Connection $path", ("path", path)), "InvalidImport", ErrorCategory.InvalidData, path, "path");
    }

    [Theory]
    [InlineData("a text", "'not a key'", "PEM or PKCS#12")]
    [InlineData("a public key", "$rsa.ExportSubjectPublicKeyInfoPem()", "file with the private key")]
    [InlineData("an elliptic key", "[System.Security.Cryptography.ECDsa]::Create().ExportECPrivateKeyPem()", "RSA")]
    [InlineData("no key at all", "'not a key'", ".")]
    [InlineData("a cut key", "$rsa.ExportPkcs8PrivateKeyPem().Substring(0, 700)", "RSA key in PKCS")]
    [InlineData("a small key", "[System.Security.Cryptography.RSA]::Create(1024).ExportPkcs8PrivateKeyPem()", "2048 bits")]
    [InlineData("an encrypted key and no passphrase", "$rsa.ExportEncryptedPkcs8PrivateKeyPem('right', $pbe)", "-KeyPassphrase")]
    [InlineData("another key's passphrase", "$rsa.ExportEncryptedPkcs8PrivateKeyPem('right', $pbe)", "-KeyPassphrase", "wrong")]
    public void A_key_file_is_refused_and_stays(string why, string key, string action, string? passphrase = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            var text = Assert.Single(scene.Shell.Texts(
                "$rsa = [System.Security.Cryptography.RSA]::Create(2048)\n$pbe = [System.Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000)\n" + key));
            File.WriteAllText(path, text);
            var before = scene.Taken;
            var phrase = passphrase is null ? "" : " -KeyPassphrase $phrase";
            var said = scene.Shell.Run(
                "New-Auth0Connection -Name \"input-$mark\" -Domain $tenant.Domain -ClientId $tenant.ClientId -PrivateKeyPath $path -WarningAction Ignore" + phrase,
                ("path", path),
                ("phrase", passphrase is null ? null : ModuleTenant.Protect(passphrase)));
            Problem.AssertOne(said, "InvalidPrivateKey", ErrorCategory.InvalidArgument, path, action);
            Assert.True(text == File.ReadAllText(path), why);
            Assert.Equal(before, scene.Taken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Makes a connection of this, and expects one error, nothing asked and nothing kept.</summary>
    private ErrorRecord Refused(string reason, string? target, string action, string fields, params (string Name, object? Value)[] arguments)
    {
        var before = scene.Taken;
        var name = fields.Contains("-Name", StringComparison.Ordinal) ? "" : "-Name \"input-$mark\"";
        var said = scene.Shell.Run($"New-Auth0Connection {name} -ClientId $tenant.ClientId -ClientSecret $secret -WarningAction Ignore {fields}", arguments);
        var record = Problem.AssertOne(said, reason, ErrorCategory.InvalidArgument, target, action);
        Assert.Equal(before, scene.Taken);
        Assert.Empty(scene.Shell.Get("Get-Auth0Connection \"input-$mark*\""));
        return record;
    }
}
