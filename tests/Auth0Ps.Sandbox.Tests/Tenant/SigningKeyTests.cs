using System.Text.Json;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tenant;

public sealed class SigningKeyTests
{
    private const string Path = "/api/v2/keys/signing";

    [Fact]
    public async Task Rotation_moves_the_keys_on_and_revocation_ends_the_old_tokens()
    {
        await using var running = await RunningTenant.StartAsync();
        var old = await running.TokenAsync();
        var before = (await running.Client.GetAsync(Path, old)).Body.EnumerateArray().ToList();
        Assert.Equal(2, before.Count);
        var (current, next) = (Kid(before, "current"), Kid(before, "next"));
        Assert.Equal(current, Jwt.Header(old).GetProperty("kid").GetString());

        Assert.Equal(201, (int)(await running.Client.PostAsync(Path + "/rotate", new { }, old)).Status);
        var token = await running.TokenAsync();
        Assert.Equal(next, Jwt.Header(token).GetProperty("kid").GetString());
        var keys = await running.Client.GetAsync("/.well-known/jwks.json");
        Assert.True(Jwt.IsSignedBy(token, keys.Body));
        Assert.True(Jwt.IsSignedBy(old, keys.Body));
        Assert.Equal(200, (int)(await running.Client.GetAsync(Path, old)).Status);
        var after = (await running.Client.GetAsync(Path, token)).Body.EnumerateArray().ToList();
        Assert.Equal(next, Kid(after, "current"));
        Assert.Equal(current, Kid(after, "previous"));

        Assert.Equal(400, (int)(await running.Client.SendAsync(HttpMethod.Put, $"{Path}/{next}/revoke", token: token)).Status);
        Assert.Equal(200, (int)(await running.Client.SendAsync(HttpMethod.Put, $"{Path}/{current}/revoke", token: token)).Status);
        (await running.Client.GetAsync(Path, old)).IsError(401, null, "Invalid signature received for JSON Web Token validation");
        Assert.Equal(200, (int)(await running.Client.GetAsync(Path, token)).Status);
        keys = await running.Client.GetAsync("/.well-known/jwks.json");
        Assert.DoesNotContain(keys["keys"].EnumerateArray(), key => key.GetProperty("kid").GetString() == current);
        Assert.True((await running.Client.GetAsync($"{Path}/{current}", token))["revoked"].GetBoolean());
        Assert.Equal(404, (int)(await running.Client.GetAsync(Path + "/nothing", token)).Status);
    }

    private static string Kid(List<JsonElement> keys, string role) =>
        keys.Single(key => key.GetProperty(role).GetBoolean()).GetProperty("kid").GetString()!;
}
