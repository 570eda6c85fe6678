using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Http;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_self_made_certificate_is_all_that_a_client_has_to_trust()
    {
        await using var tenant = await SandboxTenant.StartAsync(new SandboxOptions { Tls = true, ApplicationCount = 0, RateLimit = RateLimitProfile.None });
        Assert.StartsWith("https://127.0.0.1:", tenant.Domain, StringComparison.Ordinal);
        Assert.Equal(tenant.Domain + "/api/v2/", tenant.Audience);
        using var http = TrustingHttp.For(tenant.CertificateFile!);
        var token = await TokenAsync(http, tenant.Domain, tenant);
        Assert.Equal(tenant.Domain + "/", Jwt.Claims(token).GetProperty("iss").GetString());
        using var request = new HttpRequestMessage(HttpMethod.Get, tenant.Audience + "clients");
        request.Headers.Authorization = new("Bearer", token);
        using var response = await http.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        var localhost = tenant.Domain.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        Assert.Contains(tenant.Domain + "/oauth/token", await http.GetStringAsync(new Uri(localhost + "/.well-known/oauth-authorization-server")), StringComparison.Ordinal);

        using var others = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => others.GetAsync(new Uri(tenant.Domain)));
        Assert.DoesNotContain("PRIVATE", await File.ReadAllTextAsync(tenant.CertificateFile!), StringComparison.Ordinal);
        // A client that speaks no TLS, or leaves in the middle of it, harms nobody.
        await Assert.ThrowsAnyAsync<Exception>(() => others.GetAsync(new Uri(tenant.Domain.Replace("https", "http", StringComparison.Ordinal))));
        Assert.NotEmpty(await TokenAsync(http, tenant.Domain, tenant));
    }

    [Fact]
    public async Task The_certificate_goes_with_the_tenant()
    {
        string file;
        await using (var tenant = await SandboxTenant.StartAsync(new SandboxOptions { Tls = true, ApplicationCount = 0 }))
        {
            file = tenant.CertificateFile!;
            Assert.True(File.Exists(file));
        }

        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_of_ones_own_is_shown_with_its_key_beside_it_or_in_it(bool separateKey)
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=own", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificate, pem) = (own.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        var file = _folder.Write("own.pem", separateKey ? certificate : certificate + "\n" + pem);
        await using var tenant = await SandboxTenant.StartAsync(new SandboxOptions
        {
            CertificateFile = file,
            CertificateKeyFile = separateKey ? _folder.Write("own.key", pem) : null,
            ApplicationCount = 0,
        });
        Assert.Null(tenant.CertificateFile);
        using var http = TrustingHttp.For(file);
        Assert.NotEmpty(await TokenAsync(http, tenant.Domain, tenant));
    }

    [Fact]
    public async Task Faults_and_the_end_of_a_connection_work_over_tls_too()
    {
        await using var tenant = await SandboxTenant.StartAsync(new SandboxOptions { Tls = true, ApplicationCount = 0, RateLimit = RateLimitProfile.None });
        using var http = TrustingHttp.For(tenant.CertificateFile!);
        tenant.AddFault(new FaultRule { Path = "/oauth/token", Action = FaultAction.DropAfter });
        tenant.AddFault(new FaultRule { Path = "/slow", Action = FaultAction.Timeout });
        await Assert.ThrowsAsync<HttpRequestException>(() => TokenAsync(http, tenant.Domain, tenant));
        using var patience = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetAsync(new Uri(tenant.Domain + "/slow"), patience.Token));
        http.DefaultRequestHeaders.ConnectionClose = true;
        for (var call = 0; call < 3; call++)
            Assert.NotEmpty(await TokenAsync(http, tenant.Domain, tenant));
        Assert.Contains(tenant.Requests, entry => entry.Fault == "drop-after");
    }

    [Fact]
    public async Task A_public_address_is_what_everything_names()
    {
        await using var running = await RunningTenantAt("https://tenant.example.com/");
        var tenant = running.Tenant;
        Assert.Equal("https://tenant.example.com", tenant.Domain);
        using var behind = new TenantClient("http://127.0.0.1:" + running.Port);
        var token = (await behind.TokenAsync(tenant.ClientId, tenant.ClientSecret, "https://tenant.example.com/api/v2/")).String("access_token");
        Assert.Equal("https://tenant.example.com/", Jwt.Claims(token).GetProperty("iss").GetString());
        Assert.Equal(200, (int)(await behind.GetAsync("/api/v2/clients", token)).Status);
        Assert.Equal("https://tenant.example.com/oauth/token", (await behind.GetAsync("/.well-known/openid-configuration")).String("token_endpoint"));

        // Private key JWT: the assertion is for the public address.
        using var key = TestKeys.New();
        var created = await behind.PostAsync(
            "/api/v2/clients",
            new { name = "k", grant_types = new[] { "client_credentials" }, client_authentication_methods = new { private_key_jwt = new { credentials = new[] { new { credential_type = "public_key", pem = TestKeys.PublicPem(key) } } } } },
            token);
        await behind.PostAsync("/api/v2/client-grants", new { client_id = created.String("client_id"), audience = SharedTenant.OrdersApi, scope = Array.Empty<string>() }, token);
        foreach (var (audience, status) in new[] { ("https://tenant.example.com", 200), ("http://127.0.0.1:" + running.Port, 401) })
        {
            var assertion = new Assertion(created.String("client_id"), audience, DateTimeOffset.UtcNow).Sign(key);
            var reply = await behind.FormAsync(("grant_type", "client_credentials"), ("client_assertion_type", Assertion.Type), ("client_assertion", assertion), ("audience", SharedTenant.OrdersApi));
            Assert.Equal(status, (int)reply.Status);
        }
    }

    [Fact]
    public async Task A_tenant_from_a_state_file_keeps_its_port_behind_a_public_address()
    {
        var state = _folder.File("state");
        var port = FreePort.Find();
        await using (await RunningTenantAt("https://one.example", state, port))
        {
        }

        await using var second = await RunningTenantAt("https://two.example", state);
        Assert.Equal(port, second.Port);
        using var client = new TenantClient("http://127.0.0.1:" + port);
        Assert.Equal(200, (int)(await client.TokenAsync(second.Tenant.ClientId, second.Tenant.ClientSecret, "https://two.example/api/v2/")).Status);
    }

    public static TheoryData<SandboxOptions, string> Wrong => new()
    {
        { new() { PublicUrl = new Uri("https://a.example/path") }, "PublicUrl" },
        { new() { PublicUrl = new Uri("https://a.example/?q") }, "PublicUrl" },
        { new() { PublicUrl = new Uri("https://user@a.example") }, "PublicUrl" },
        { new() { PublicUrl = new Uri("ftp://a.example") }, "PublicUrl" },
        { new() { PublicUrl = new Uri("relative", UriKind.Relative) }, "PublicUrl" },
        { new() { PublicUrl = new Uri("http://a.example"), Tls = true }, "https" },
        { new() { CertificateKeyFile = "key.pem" }, "CertificateFile" },
        { new() { CertificateFile = "/no/such/file.pem" }, "/no/such/file.pem" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_makes_no_sense_is_refused_by_name(SandboxOptions options, string named)
    {
        var refused = await Assert.ThrowsAsync<SandboxException>(() => SandboxTenant.StartAsync(options));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_prints_the_file_to_trust()
    {
        await using var serve = await ServeProcess.StartAsync("--apps", "0", "--tls");
        using var http = TrustingHttp.For(serve["certificateFile"]);
        Assert.StartsWith("https://127.0.0.1:", serve["domain"], StringComparison.Ordinal);
        Assert.Contains(serve["domain"], await http.GetStringAsync(new Uri(serve["domain"] + "/.well-known/openid-configuration")), StringComparison.Ordinal);
        Assert.Equal(0, await serve.SignalAsync("TERM"));
        Assert.False(File.Exists(serve["certificateFile"]));
    }

    [Theory]
    [InlineData("--public-url", "https://a.example/path")]
    [InlineData("--public-url", "a.example")]
    [InlineData("--certificate-key", "x")]
    [InlineData("--certificate", "/no/such/file.pem")]
    public async Task Serve_refuses_what_makes_no_sense(string option, string value)
    {
        var (exitCode, _, errors) = await ServeProcess.RunAsync("serve", "--apps", "0", option, value);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(option == "--certificate" ? value : option, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private static async Task<string> TokenAsync(HttpClient http, string address, SandboxTenant tenant)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = tenant.ClientId,
            ["client_secret"] = tenant.ClientSecret,
            ["audience"] = tenant.Audience,
        });
        using var response = await http.PostAsync(new Uri(address + "/oauth/token"), form);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("access_token").GetString()!;
    }

    private static async Task<Running> RunningTenantAt(string address, string? state = null, int port = 0)
    {
        var tenant = await SandboxTenant.StartAsync(new SandboxOptions { PublicUrl = new Uri(address), StateFile = state, ApplicationCount = 0, Port = port });
        return new Running(tenant, tenant.Port);
    }

    private sealed record Running(SandboxTenant Tenant, int Port) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Tenant.DisposeAsync();
    }
}
