using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Core.Tests.Http;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;

namespace Auth0Ps.Core.Tests.Hooks;

/// <summary>Hooks that are webhooks.</summary>
public sealed class WebhookTests : IDisposable
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly HookScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_signature_is_what_the_specification_has()
    {
        // The example of Standard Webhooks and of the libraries that check it.
        var signature = Webhook.Sign(Convert.FromBase64String(Key[6..]), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"u8);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public async Task It_is_signed_with_the_vaults_key_and_keeps_its_id_through_all_attempts()
    {
        await using var receiver = new HookReceiver("500 Internal Server Error");
        Plant(Key);
        await _scene.RegisterAsync("web", request => request with { Uri = receiver.Uri, Vault = "Prod", SecretName = "key" });
        var recorded = await _scene.RecordAsync();

        await _scene.DeliverAsync();
        _scene.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Contains("answered with status 500", Assert.Single(await _scene.DeliverAsync()).ToException().Message, StringComparison.Ordinal);

        Assert.Equal(2, receiver.Received.Count);
        foreach (var (head, body) in receiver.Received)
        {
            var (id, timestamp) = (HookReceiver.Header(head, "webhook-id"), HookReceiver.Header(head, "webhook-timestamp"));
            Assert.Equal(recorded.Id, id);
            var expected = HMACSHA256.HashData(Convert.FromBase64String(Key[6..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
            Assert.Equal("v1," + Convert.ToBase64String(expected), HookReceiver.Header(head, "webhook-signature"));
            Assert.StartsWith("application/json", HookReceiver.Header(head, "Content-Type"), StringComparison.Ordinal);
        }

        Assert.NotEqual(HookReceiver.Header(receiver.Received[0].Head, "webhook-timestamp"), HookReceiver.Header(receiver.Received[1].Head, "webhook-timestamp"));
    }

    [Theory]
    [InlineData("not-a-key")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_###")]
    public async Task Without_a_proper_key_nothing_is_sent_and_the_key_is_in_no_message(string key)
    {
        await using var receiver = new HookReceiver();
        Plant(key);
        await _scene.RegisterAsync("web", request => request with { Uri = receiver.Uri, Vault = "Prod", SecretName = "key" });
        await _scene.RecordAsync();

        var failure = Assert.Single(await _scene.DeliverAsync()).ToException();

        Assert.Contains("holds no signing key", failure.Message, StringComparison.Ordinal);
        Assert.Contains("whsec_", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(key, failure.Message, StringComparison.Ordinal);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task One_that_answers_410_is_given_up_at_once()
    {
        await using var receiver = new HookReceiver("410 Gone");
        await _scene.RegisterAsync("web", request => request with { Uri = receiver.Uri });
        await _scene.RecordAsync();

        Assert.Contains("given up", Assert.Single(await _scene.DeliverAsync()).ToException().Message, StringComparison.Ordinal);

        var hook = _scene.Hook("web");
        Assert.Equal((0, 1L, RotationHookStatus.GivenUp), (hook.Waiting, hook.GivenUp, hook.Deliveries[0].Status));
        _scene.Clock.Now += TimeSpan.FromDays(9);
        Assert.Empty(await _scene.DeliverAsync());
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = new HookReceiver();
        await using var receiver = new HookReceiver($"307 Temporary Redirect\r\nLocation: {elsewhere.Uri}?token=planted");
        await _scene.RegisterAsync("web", request => request with { Uri = receiver.Uri });
        await _scene.RecordAsync();

        var failure = Assert.Single(await _scene.DeliverAsync()).ToException();

        Assert.Contains("a redirect to '127.0.0.1:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("not followed", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", failure.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Received);
    }

    [Fact]
    public async Task One_that_does_not_answer_in_time_is_left()
    {
        await using var receiver = new HookReceiver(answer: null);
        await _scene.RegisterAsync("web", request => request with { Uri = receiver.Uri, TimeoutSeconds = 1 });
        await _scene.RecordAsync();

        Assert.Contains("did not answer within 1 seconds", Assert.Single(await _scene.DeliverAsync()).ToException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_certificate_and_a_host_that_is_not_there_are_told_as_that()
    {
        await using var server = TlsTests.Server(TlsTests.Certificate("other.example", -9, 9));
        await _scene.RegisterAsync("tls", request => request with { Uri = $"https://localhost:{server.Port}/", Rotation = ["tls"] });
        await _scene.RegisterAsync("gone", request => request with { Uri = $"https://localhost:{FreePort.Find()}/", Rotation = ["gone"] });
        await _scene.RecordAsync("tls");
        await _scene.RecordAsync("gone");

        var failures = (await _scene.DeliverAsync()).ToDictionary(failure => failure.Hook.Name, failure => failure.ToException());

        Assert.Contains("other.example", failures["tls"].Message, StringComparison.Ordinal);
        Assert.Contains("does not accept connections", failures["gone"].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("andbox", failures["gone"].RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_After_is_honoured()
    {
        await using var receiver = new HookReceiver("503 Service Unavailable\r\nRetry-After: 7200");
        await _scene.RegisterAsync("web", request => request with { Uri = receiver.Uri });
        await _scene.RecordAsync();

        await _scene.DeliverAsync();

        Assert.Equal(_scene.Clock.Now.AddHours(2), _scene.Hook("web").Deliveries[0].NextAttemptAt);
    }

    [Fact]
    public async Task Slack_and_Teams_get_one_line_in_which_a_name_is_no_link_and_calls_nobody()
    {
        await using var receiver = new HookReceiver();
        Plant(receiver.Uri + "/planted-address");
        await _scene.RegisterAsync("slack", request => request with { Vault = "Prod", SecretName = "key", Format = RotationHookFormat.Slack });
        await _scene.RegisterAsync("teams", request => request with { Vault = "Prod", SecretName = "key", Format = RotationHookFormat.Teams });
        await _scene.RecordAsync("billing", RotationEvent.Failed, application: "<!channel> [here](https://evil.example)");

        Assert.Empty(await _scene.DeliverAsync());

        var bodies = receiver.Received.Select(request => JsonDocument.Parse(request.Body).RootElement).ToList();
        var slack = bodies.Single(body => body.TryGetProperty("text", out _)).GetProperty("text").GetString()!;
        Assert.StartsWith("Rotation billing (&lt;!channel&gt; [here]", slack, StringComparison.Ordinal);
        Assert.Contains(") failed. Rotated.", slack, StringComparison.Ordinal);
        var card = bodies.Single(body => body.TryGetProperty("attachments", out _)).GetProperty("attachments")[0].GetProperty("content");
        Assert.Equal("AdaptiveCard", card.GetProperty("type").GetString());
        Assert.Contains("\\[here\\]\\(", card.GetProperty("body")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.All(receiver.Received, request => Assert.StartsWith("POST /hook/planted-address", request.Head, StringComparison.Ordinal));
        Assert.DoesNotContain("planted-address", _scene.Outbox, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com/hook", "begins with http://")]
    [InlineData("https://user:pass@example.com/", "user name or password")]
    [InlineData("ftp://example.com/", "is not one of the web")]
    [InlineData("/relative", "is not one of the web")]
    [InlineData("https://", "is not one of the web")]
    public void Addresses_that_are_not_safe_are_refused_and_not_repeated(string uri, string message)
    {
        var refused = Assert.Throws<Auth0Exception>(() => new RotationHookRequest { Name = "web", On = [RotationEvent.Failed], Uri = uri }.Build(_scene.Clock.Now));

        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", refused.Message, StringComparison.Ordinal);
    }

    private void Plant(string key) => _scene.Vaults["Prod"]["key"] = new(Tenant.Protect(key));
}
