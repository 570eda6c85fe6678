using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tokens;

public sealed class BearerTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private const string Clients = "/api/v2/clients";

    [Fact]
    public async Task No_token_is_refused()
    {
        var running = shared.Running;
        (await running.Client.GetAsync(Clients)).IsError(401, null, "Missing authentication");
        (await running.Client.SendAsync(HttpMethod.Get, Clients, basic: "a:b")).IsError(401, null, "Invalid token");
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    public async Task Something_that_is_no_token_is_refused(string text)
    {
        var running = shared.Running;
        Assert.Equal(401, (int)(await running.Client.GetAsync(Clients, text)).Status);
    }

    // The rule changed with what was seen live: what has not even the shape of a token is 400, not 401.
    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer rubbish")]
    [InlineData("Bearer undefined")]
    [InlineData("Bearer a.b")]
    [InlineData("Bearer a.b.c.d.e")]
    [InlineData("Bearer a.b.c d")]
    [InlineData("Bearer Bearer a.b.c")]
    [InlineData("a.b.c")]
    public async Task What_has_not_the_shape_of_a_token_is_a_bad_request(string header)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, shared.Tenant.Domain + Clients);
        request.Headers.TryAddWithoutValidation("authorization", header);
        using var response = await http.SendAsync(request);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(
            """{"statusCode":400,"error":"Bad Request","message":"Bad HTTP authentication header format","errorCode":"Bearer"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_token_signed_by_somebody_else_is_refused()
    {
        var running = shared.Running;
        var good = await running.TokenAsync();
        using var foreign = RSA.Create(2048);
        var signed = good[..good.LastIndexOf('.')];
        var forged = signed + "." + Jwt.Text(foreign.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        (await running.Client.GetAsync(Clients, forged)).IsError(401, null, "Invalid signature received for JSON Web Token validation");
    }

    [Fact]
    public async Task A_token_that_says_it_needs_no_signature_is_refused()
    {
        var running = shared.Running;
        var parts = (await running.TokenAsync()).Split('.');
        var unsigned = Jwt.Text("""{"alg":"none","typ":"JWT"}"""u8.ToArray()) + "." + parts[1] + ".";
        Assert.Equal(401, (int)(await running.Client.GetAsync(Clients, unsigned)).Status);
    }

    [Fact]
    public async Task A_token_for_another_api_is_refused()
    {
        var running = shared.Running;
        var machine = await running.MachineAsync(await running.TokenAsync());
        var other = (await running.Client.TokenAsync(machine.ClientId, machine.Secret, machine.Audience)).String("access_token");
        (await running.Client.GetAsync(Clients, other)).IsError(401, null, "Bad audience: " + machine.Audience);
    }

    [Fact]
    public async Task A_token_of_another_tenant_is_refused()
    {
        var running = shared.Running;
        await using var other = await RunningTenant.StartAsync();
        Assert.Equal(401, (int)(await running.Client.GetAsync(Clients, await other.TokenAsync())).Status);
    }

    [Fact]
    public async Task A_token_is_good_until_the_second_it_expires()
    {
        var time = new ManualTime();
        await using var running = await RunningTenant.StartAsync(new SandboxOptions { TimeProvider = time });
        var token = await running.TokenAsync();
        time.Advance(TimeSpan.FromSeconds(86399));
        Assert.Equal(200, (int)(await running.Client.GetAsync(Clients, token)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        (await running.Client.GetAsync(Clients, token)).IsError(401, "invalid_token", "Expired token received for JSON Web Token validation");
    }

    [Fact]
    public async Task The_scheme_ignores_case()
    {
        var running = shared.Running;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, running.Tenant.Domain + Clients);
        request.Headers.TryAddWithoutValidation("authorization", "bearer " + await running.TokenAsync());
        Assert.Equal(200, (int)(await http.SendAsync(request)).StatusCode);
    }
}
