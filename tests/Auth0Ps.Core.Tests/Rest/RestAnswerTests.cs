using System.Numerics;
using System.Security;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rest.Responses;
using Auth0Ps.Security;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Rest;

public sealed class RestAnswerTests
{
    [Fact]
    public async Task Secrets_come_as_SecureString_at_any_depth_and_nothing_else_does()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, """
            {
              "client_secret": "s1\n\u00e9", "name": "n", "refresh_token": { "rotation_type": "rotating", "leeway": 0 },
              "signing_keys": [ { "cert": "c", "key": "s2", "encrypted": true } ],
              "options": { "signing_key": { "key": "s3" }, "decryptionKey": { "cert": "c", "key": "s4" }, "password": null, "clientSecret": "s5" },
              "rules": [ { "key": "setting", "value": "v" } ], "encryption_key": { "pub": "p" },
              "identities": [ { "provider": "x", "access_token": "s6", "refresh_token": "s7", "access_token_secret": "s8" } ],
              "addons": { "firebase": { "private_key": "s9", "private_key_id": "i" } },
              "token": ["s10", 1], "TOTP-Secret": "", "token_endpoint_auth_method": "client_secret_post", "client_secret_hint": "h"
            }
            """));

        var secret = (await tenant.SendAsync("GET", "x")).Single();
        var text = (await tenant.SendAsync("GET", "x", secretsAsText: true)).Single();

        Assert.Equal(["s1\né", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", ""], Secrets(secret));
        Assert.Empty(Secrets(text));
        Assert.Equal("rotating", secret.Get("refresh_token")!.Get("rotation_type"));
        Assert.Equal("setting", ((object?[])secret.Get("rules")!)[0]!.Get("key"));
        Assert.Equal("p", secret.Get("encryption_key")!.Get("pub"));
        Assert.Equal("client_secret_post", secret.Get("token_endpoint_auth_method"));
        Assert.Equal("h", secret.Get("client_secret_hint"));
        Assert.Null(secret.Get("options")!.Get("password"));
        Assert.Equal("s1\né", text.Get("client_secret"));
    }

    [Fact]
    public async Task Values_keep_what_they_are_and_members_their_order()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, """
            {"z":1,"a":-9223372036854775808,"u":18446744073709551615,"big":123456789012345678901234567890123456789012345,
             "d":0.5,"e":1e3,"long":0.1234567890123456789,"far":1e999,"t":true,"f":false,"n":null,"at":"2024-01-01T00:00:00.000Z",
             "list":[1,[],{}],"Case":1,"case":2,"case":3,"":0}
            """));

        var answer = (RestObject)(await tenant.SendAsync("GET", "x")).Single();

        Assert.Equal(
            ["z", "a", "u", "big", "d", "e", "long", "far", "t", "f", "n", "at", "list", "Case", "case", "case", ""],
            answer.Members.Select(member => member.Key));
        Assert.Equal(
            [1L, long.MinValue, 18446744073709551615m, BigInteger.Parse("123456789012345678901234567890123456789012345", null),
                0.5, 1000.0, 0.1234567890123456789m, double.PositiveInfinity, true, false, null, "2024-01-01T00:00:00.000Z"],
            answer.Members.Take(12).Select(member => member.Value));
        Assert.Equal(3, ((object?[])answer.Get("list")!).Length);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[1,\"b\",null,{\"c\":1}]", 3)]
    [InlineData("{\"total\":9,\"start\":0,\"limit\":2,\"clients\":[{},{}]}", 1)]
    [InlineData("{\"clients\":[{},{}],\"next\":\"x\"}", 1)]
    [InlineData("\"text\"", 1)]
    [InlineData("", 0)]
    public async Task A_bare_array_comes_item_by_item_and_everything_else_as_it_is(string json, int count)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, json));

        Assert.Equal(count, (await tenant.SendAsync("GET", "x")).Count);
    }

    [Theory]
    [InlineData("<html>hush</html>")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1} trailing")]
    public async Task A_success_that_is_no_JSON_is_an_error_at_Auth0(string body)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, body));

        var read = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("GET", "x"));
        var written = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("POST", "x"));

        Assert.Equal(ErrorReason.UnexpectedResponse, read.Reason);
        Assert.Equal(200, read.StatusCode);
        Assert.Contains("accepted", written.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", read.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_API_may_answer_with_text()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, "all is well"), Auth0ApiType.Custom);

        Assert.Equal(["all is well"], await tenant.SendAsync("GET", "health"));
        Assert.Equal(["all is well"], await tenant.ReadAllAsync("health"));
    }

    [Fact]
    public async Task A_secret_read_from_the_tenant_can_be_written_back()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();
        var clientId = tenant.Tenant.Sandbox.Applications[0].ClientId;
        var before = await tenant.Tenant.LiveSecretAsync(clientId);

        var secret = (await tenant.SendAsync("GET", $"clients/{clientId}")).Single().Get("client_secret");
        await tenant.SendAsync("POST", $"clients/{clientId}/rotate-secret");
        var rotated = await tenant.Tenant.LiveSecretAsync(clientId);
        await tenant.SendAsync("PATCH", $"clients/{clientId}", new Dictionary<string, object?> { ["client_secret"] = secret });

        Assert.NotEqual(before, rotated);
        Assert.Equal(before, await tenant.Tenant.LiveSecretAsync(clientId));
    }

    private static List<string> Secrets(object? value) => value switch
    {
        SecureString secret => [SecureStrings.Reveal(secret)],
        object?[] items => [.. items.SelectMany(Secrets)],
        RestObject json => [.. json.Members.SelectMany(member => Secrets(member.Value))],
        _ => [],
    };
}
