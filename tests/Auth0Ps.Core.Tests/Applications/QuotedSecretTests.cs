using System.Globalization;
using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.Security;
using Auth0Ps.Vaults.TenantVaults;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Applications;

/// <summary>What refuses a secret may quote it, wherever in its answer: it is cut out of everything that is told, whoever sent it.</summary>
public sealed class QuotedSecretTests
{
    private const string Plain = "Zx9-abcdefghijklmnopqrstuvwxyz_0123456789-QRSTUVW";
    private const string Odd = "pass%word/with+odd=signs&0123456789 and some more";

    public static TheoryData<string> Ways =>
        ["message", "piece", "code", "other case", "problem", "request id", "place: path", "place: piece of a path", "place: host", "place: query", "place: user", "server error", "page"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_tenant_as_a_vault_shows_nothing_of_it(string way)
    {
        await using var tenant = RestTenant.Scripted(call => call.Method == "PATCH"
            ? Quoting(way, Plain)
            : new Reply(200, call.Target.StartsWith("/api/v2/clients/", StringComparison.Ordinal) ? """{"client_id":"c1","name":"Billing"}""" : """[{"client_id":"c1","name":"Billing"}]"""));
        var vault = new TenantVault("Tenant", tenant.Session);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => vault.WriteAsync("Billing", new(SecureStrings.Protect(Plain)), CancellationToken.None));

        Assert.Contains(tenant.Calls, call => call.Method == "PATCH" && call.Body.Contains(Plain, StringComparison.Ordinal));
        AssertHidden(failure, Plain);
        var state = tenant.Session.State;
        foreach (var file in new[] { state.Folder.Location, state.Folder.OfLocks }.Where(Directory.Exists).SelectMany(static folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)))
            AssertHidden(await File.ReadAllTextAsync(file), Plain);
        AssertHidden(string.Join(' ', state.History.NewestFirst()), Plain);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_call_of_the_Management_API_shows_nothing_of_it(string way)
    {
        foreach (var secret in new[] { Plain, Odd })
        {
            await using var tenant = RestTenant.Scripted(_ => Quoting(way, secret));

            // As a SecureString, and as text in what is known to be one.
            AssertHidden(await FailureAsync(tenant, "PATCH", "clients/c1", new Dictionary<string, object?> { ["client_secret"] = SecureStrings.Protect(secret) }), secret);
            AssertHidden(await FailureAsync(tenant, "POST", "connections", JsonSerializer.Serialize(new { options = new { client_secret = secret } })), secret);
            AssertHidden(await FailureAsync(tenant, "PUT", "users/u/anything", JsonSerializer.Serialize(new { list = new[] { new { password = secret } } })), secret);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nor_does_a_call_of_another_API(string way)
    {
        foreach (var type in new[] { Auth0ApiType.Custom, Auth0ApiType.MyAccount })
        {
            await using var tenant = RestTenant.Scripted(_ => Quoting(way, Odd), type);

            AssertHidden(await FailureAsync(tenant, "POST", "things", new Dictionary<string, object?> { ["anything"] = SecureStrings.Protect(Odd) }), Odd);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_token_endpoint_shows_nothing_of_it(string way)
    {
        await using var api = new ScriptedApi(_ => new Reply(500)) { Token = _ => Quoting(way, Plain) };
        using var http = new TenantHttp(new ScaledTime(200));
        var state = TestState.New(http: http);
        var request = new ConnectionRequest { Name = "quoted", Domain = api.Address.ToString(), ClientId = "own", ClientSecret = SecureStrings.Protect(Plain) };
        var connection = await state.Connections.AddAsync(request.Build(DateTimeOffset.UtcNow), request.Secret, CancellationToken.None);

        AssertHidden(await Assert.ThrowsAsync<Auth0Exception>(() => new TenantSession(connection, state).GetTokenAsync()), Plain);
    }

    [Fact]
    public async Task A_redirect_still_says_where_it_leads()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(302, "", new Uri("https://login.example.com/a%20b/c?d=e")));

        var failure = await FailureAsync(tenant, "POST", "clients", new Dictionary<string, object?> { ["client_secret"] = SecureStrings.Protect(Plain) });

        Assert.Contains("'https://login.example.com/a%20b/c'", failure.Message, StringComparison.Ordinal);
    }

    private static Reply Quoting(string way, string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        return way switch
        {
            "message" => Refusal($"'{secret}' is not allowed on property client_secret: {secret}"),
            "piece" => Refusal($"near '{secret[7..19]}'"),
            "code" => Refusal("No.", secret),
            "other case" => Refusal($"no such thing as {secret.ToUpperInvariant()} or {secret.ToLowerInvariant()}"),
            "problem" => new Reply(400, JsonSerializer.Serialize(new { type = secret, title = "No", detail = $"not {secret}" })),
            "request id" => Refusal("No.") with { Headers = $"x-auth0-requestid: {escaped}\r\nx-request-id: {secret}\r\n" },
            "place: path" => new Reply(302, "", new Uri($"https://example.com/{escaped}/login")),
            "place: piece of a path" => new Reply(307, "", new Uri($"https://example.com/{Uri.EscapeDataString(secret[..16])}")),
            "place: host" => new Reply(302, "", new Uri($"https://x{string.Concat(secret.Where(char.IsAsciiLetterOrDigit))[..20]}.example.com/")),
            "place: query" => new Reply(308, "", new Uri($"https://example.com/?client_secret={escaped}#{escaped}")),
            "place: user" => new Reply(302, "", new Uri($"https://x:{escaped}@example.com/")),
            "server error" => new Reply(500, JsonSerializer.Serialize(new { statusCode = 500, error = secret, message = secret })),
            "page" => new Reply(403, $"<html>{secret}</html>"),
            _ => throw new ArgumentOutOfRangeException(nameof(way)),
        };
    }

    private static Reply Refusal(string message, string code = "invalid_body") =>
        new(400, JsonSerializer.Serialize(new { statusCode = 400, error = "Bad Request", message, errorCode = code }));

    private static Task<Auth0Exception> FailureAsync(RestTenant tenant, string method, string path, object body) =>
        Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync(method, path, body));

    private static void AssertHidden(Auth0Exception failure, string secret) =>
        AssertHidden($"{failure} {failure.RecommendedAction} {failure.ErrorCode} {failure.RequestId} {failure.Target}", secret);

    /// <summary>No ten characters of it in a row, in any case, as they are or percent-encoded.</summary>
    private static void AssertHidden(string told, string secret)
    {
        foreach (var text in new[] { told, Uri.UnescapeDataString(told) })
        {
            for (var start = 0; start + 10 <= secret.Length; start++)
                Assert.False(text.Contains(secret.Substring(start, 10), StringComparison.OrdinalIgnoreCase), string.Create(CultureInfo.InvariantCulture, $"characters {start} to {start + 10} of the secret are in: {text}"));
        }
    }
}
