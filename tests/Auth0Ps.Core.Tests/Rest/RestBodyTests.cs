using System.Numerics;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rest;
using Auth0Ps.Rest.Bodies;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Rest;

public sealed class RestBodyTests
{
    private enum Level
    {
        Low,
        High,
    }

    [Fact]
    public async Task An_object_arrives_as_the_JSON_it_stands_for()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(201, "{}"));

        await tenant.SendAsync("POST", "things", new Dictionary<string, object?>
        {
            ["text"] = "ä\"\\\n<>&'+",
            ["letter"] = 'c',
            ["yes"] = true,
            ["nothing"] = null,
            ["whole"] = 12,
            ["large"] = BigInteger.Parse("123456789012345678901234567890", null),
            ["half"] = 0.5,
            ["exact"] = 1.10m,
            ["level"] = Level.High,
            ["at"] = new DateTime(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc),
            ["there"] = new DateTimeOffset(2024, 2, 3, 4, 5, 6, TimeSpan.FromHours(1)),
            ["day"] = new DateOnly(2024, 2, 3),
            ["id"] = Guid.Parse("00000000-0000-0000-0000-000000000001", null),
            ["uri"] = new Uri("https://a.example/b"),
            ["list"] = new object?[] { 1, "b", null, new[] { 2 }, new Dictionary<string, int> { ["c"] = 3 } },
            ["empty"] = Array.Empty<object>(),
            ["nested"] = new System.Collections.Specialized.OrderedDictionary { ["b"] = 1, ["a"] = 2 },
        });

        var call = tenant.Calls.Single();
        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.Equal(
            """
            {"text":"ä\"\\\n<>&'+","letter":"c","yes":true,"nothing":null,"whole":12,"large":123456789012345678901234567890,"half":0.5,
            "exact":1.10,"level":"High","at":"2024-02-03T04:05:06.000Z","there":"2024-02-03T03:05:06.000Z","day":"2024-02-03",
            "id":"00000000-0000-0000-0000-000000000001","uri":"https://a.example/b","list":[1,"b",null,[2],{"c":3}],"empty":[],
            "nested":{"b":1,"a":2}}
            """.Replace("\n", "", StringComparison.Ordinal),
            call.Body);
    }

    [Theory]
    [InlineData("plain-secret_64")]
    [InlineData("q\"b\\s/\n\t\u0001é\u20ac\ud83d\ude00+<>&'")]
    [InlineData("")]
    public async Task A_secret_in_a_body_arrives_as_its_text(string secret)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, "{}"));

        await tenant.SendAsync("PATCH", "clients/x", new Dictionary<string, object?> { ["a"] = new object[] { Tenant.Protect(secret) }, ["b"] = Tenant.Protect("second") });

        using var sent = System.Text.Json.JsonDocument.Parse(tenant.Calls.Single().Body);
        Assert.Equal(secret, sent.RootElement.GetProperty("a")[0].GetString());
        Assert.Equal("second", sent.RootElement.GetProperty("b").GetString());
    }

    [Fact]
    public async Task JSON_text_arrives_as_it_was_given()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, "{}"));
        const string json = "{ \"name\" : \"ü\",\n \"n\": 1.0 }";

        await tenant.SendAsync("POST", "things", json);
        await tenant.SendAsync("POST", "things", "\uFEFF" + json);
        using (var secret = RestBody.FromJson(Tenant.Protect(json)))
            await new RestClient(tenant.Session).SendAsync(RestRequest.Create(tenant.Session.Connection, "POST", "things", body: secret), CancellationToken.None).ToListAsync();

        Assert.All(tenant.Calls, call => Assert.Equal(json, call.Body));
        Assert.Equal(3, tenant.Calls.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello hush")]
    [InlineData("{'hush':1}")]
    [InlineData("{\"a\":\"hush\",}")]
    [InlineData("{\"a\":1} hush")]
    [InlineData("{\"a\":\n  hush}")]
    [InlineData("[1,2")]
    [InlineData("// hush\n{}")]
    public void Text_that_is_no_JSON_is_refused_without_repeating_it(string text)
    {
        var failure = Assert.Throws<Auth0Exception>(() => RestBody.FromJson(text));
        var secretFailure = Assert.Throws<Auth0Exception>(() => RestBody.FromJson(Tenant.Protect(text)));

        Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
        Assert.Equal(failure.Message, secretFailure.Message);
        Assert.DoesNotContain("hush", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_contains_itself_is_refused_by_its_path()
    {
        var outer = new Dictionary<string, object?>();
        outer["list"] = new object?[] { 1, new Dictionary<string, object?> { ["back"] = outer } };

        var failure = Assert.Throws<Auth0Exception>(() => RestBody.FromObject(outer));

        Assert.Contains("body.list[1].back", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_object_may_stand_in_two_places()
    {
        var shared = new Dictionary<string, object?> { ["x"] = 1 };

        using var body = RestBody.FromObject(new object[] { shared, shared });

        Assert.Equal("""[{"x":1},{"x":1}]""", System.Text.Encoding.UTF8.GetString(body.Json.Span));
    }

    [Fact]
    public void A_body_nested_without_end_is_refused()
    {
        object Nest(int levels) => levels == 0 ? "end" : new[] { Nest(levels - 1) };

        RestBody.FromObject(Nest(64)).Dispose();
        Assert.Contains("64", Assert.Throws<Auth0Exception>(() => RestBody.FromObject(Nest(65))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_doubles_with_every_level_is_refused_before_it_fills_the_memory()
    {
        object doubled = "x";
        for (var i = 0; i < 60; i++)
            doubled = new[] { doubled, doubled };

        Assert.Contains("larger than", Assert.Throws<Auth0Exception>(() => RestBody.FromObject(doubled)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_form_in_JSON_is_refused_by_its_path()
    {
        foreach (var value in new object[] { double.NaN, float.PositiveInfinity, TimeSpan.Zero, new InvalidOperationException("hush"), typeof(string) })
        {
            var failure = Assert.Throws<Auth0Exception>(() => RestBody.FromObject(new Dictionary<string, object> { ["a"] = new[] { value } }));
            Assert.Contains("body.a[0]", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_body_is_wiped_when_it_is_done_with()
    {
        var body = RestBody.FromObject(new Dictionary<string, object> { ["client_secret"] = Tenant.Protect("hush-hush") });
        var bytes = body.Json;

        body.Dispose();

        Assert.All(bytes.ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("POST", "{}")]
    [InlineData("PUT", "{}")]
    [InlineData("PATCH", "{}")]
    [InlineData("DELETE", "")]
    public async Task A_change_without_a_body_still_announces_one(string method, string sent)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(204));

        Assert.Empty(await tenant.SendAsync(method, "things/1"));

        var call = tenant.Calls.Single();
        Assert.Equal(sent, call.Body);
        Assert.Equal(sent.Length, int.Parse(call.Headers["Content-Length"], null));
    }

    [Fact]
    public async Task DELETE_carries_a_body_where_one_is_given()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(204));

        await tenant.SendAsync("DELETE", "organizations/org_1/members", new Dictionary<string, object> { ["members"] = new[] { "auth0|1" } });

        Assert.Equal("""{"members":["auth0|1"]}""", tenant.Calls.Single().Body);
    }
}
