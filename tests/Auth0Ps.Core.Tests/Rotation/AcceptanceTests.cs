using Auth0Ps.Rest;
using Auth0Ps.Rest.Bodies;
using Auth0Ps.Security;
using Answer = Auth0Ps.Core.Tests.Support.RecordingRelay.Answer;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>What counts as Auth0's word for a change: seen through a relay that answers in its place and knows what the tenant really did.</summary>
public sealed class AcceptanceTests
{
    private static readonly string[] Unseeing = ["read:clients", "update:client_keys"];

    /// <summary>Successes that are not Auth0's answer to this change.</summary>
    public static TheoryData<string, bool> OddSuccesses
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (var how in new[] { "page", "page201", "empty", "nothing", "list", "other client", "no client", "other secret", "text" })
            {
                all.Add(how, true);
                all.Add(how, false);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(OddSuccesses))]
    public async Task A_success_that_is_not_Auth0s_own_is_unknown_and_nothing_live_is_overwritten(string how, bool isCarriedOut)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200, Unseeing);
        await scene.RotateAsync();
        var old = scene.Final;
        scene.Relay.MeddleWithChanges(isCarriedOut, real => Odd(how, real));

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Equal(old, scene.Final);
        Assert.Equal(isCarriedOut, old != await scene.LiveAsync());
        await scene.AssertNothingLostAsync();
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(2, scene.Relay.Sent.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("reset", 403)]
    [InlineData("504", 403)]
    [InlineData("401", 403)]
    [InlineData("401", 400)]
    [InlineData("reset", 401)]
    public async Task A_renewed_token_does_not_make_an_attempt_forgotten_that_was_carried_out(string first, int last)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200, Unseeing);
        await scene.RotateAsync();
        scene.Relay.MeddleWithChanges(passesOn: true, _ => first == "reset" ? null : first == "504" ? Answer.Page(504) : Unauthorized);
        if (first != "401")
            scene.Relay.MeddleWithChanges(passesOn: false, _ => Unauthorized);
        if (last == 401)
            scene.Relay.Meddle("POST", "/oauth/token", passesOn: false, _ => new Answer(401, """{"error":"access_denied","error_description":"Unauthorized"}"""), times: 100);
        else
            scene.Relay.MeddleWithChanges(passesOn: false, _ => Answer.Refusal(last, "Insufficient scope, expected any of: update:client_keys", "insufficient_scope"), times: 100);

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Next);
        scene.Relay.LeaveAlone();
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task Without_a_vault_the_credential_is_handed_out_when_it_may_be_live()
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200, Unseeing);
        scene.Relay.MeddleWithChanges(passesOn: true, _ => null);
        scene.Relay.MeddleWithChanges(passesOn: false, _ => Unauthorized);
        scene.Relay.MeddleWithChanges(passesOn: false, _ => Answer.Refusal(403, "no", "insufficient_scope"), times: 100);

        var rotation = await new Auth0Ps.Rotation.ClientSecrets.SecretRotator(scene.Session).RotateAsync(scene.Application with { Connection = scene.Session.Connection }, CancellationToken.None);

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), SecureStrings.Reveal(rotation.NewSecret!));
    }

    [Theory]
    [InlineData("The value '{0}' is not allowed.")]
    [InlineData("Payload validation error: 'String does not match: {0}' on property client_secret. {0}")]
    public async Task A_refusal_that_quotes_the_secret_shows_it_nowhere(string message)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200, Unseeing);
        scene.Relay.MeddleWithChanges(passesOn: false, _ => Answer.Refusal(400, string.Format(null, message, scene.Relay.Sent[^1]), scene.Relay.Sent[^1]));

        var rotation = await scene.RotateAsync();

        var secret = Assert.Single(scene.Relay.Sent);
        Assert.Equal(RotationStatus.Failed, rotation.Status);
        Assert.Contains(SentSecrets.Mark, rotation.Message, StringComparison.Ordinal);
        var seen = $"{rotation} {rotation.Failure} {rotation.Failure!.ErrorCode} {string.Join(' ', scene.State.History.NewestFirst())}";
        Assert.DoesNotContain(secret[..12], seen, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(scene.DataFolder, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(secret[..12], await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_secret")]
    [InlineData("password")]
    public async Task Nor_does_a_call_of_any_endpoint(string member)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200);
        var secret = new string('s', 20) + Guid.NewGuid().ToString("n");
        scene.Relay.Meddle("POST", "/api/v2/", passesOn: false, _ => Answer.Refusal(400, $"'{secret}' on property {member}"));
        using var body = RestBody.FromJson($$"""{"options":{"{{member}}":"{{secret}}"} }""");

        var failure = await Assert.ThrowsAsync<Auth0Exception>(async () =>
        {
            await foreach (var _ in new RestClient(scene.Session).SendAsync(RestRequest.Create(scene.Session.Connection, "POST", "connections", body: body), CancellationToken.None))
                Assert.Fail("Nothing is to come.");
        });

        Assert.Equal(ErrorReason.RequestRefused, failure.Reason);
        Assert.DoesNotContain(secret[..12], failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_endpoint_that_quotes_a_secret_is_not_quoted()
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200);
        var secret = scene.Tenant.Sandbox.ClientSecret;
        scene.Relay.Meddle("POST", "/oauth/token", passesOn: false, _ => new Answer(401, $$"""{"error":"access_denied","error_description":"Unauthorized: {{secret}}"}"""), times: 10);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => scene.Session.GetTokenAsync(renew: true));

        Assert.DoesNotContain(secret[..12], failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"client_grants":7}""")]
    [InlineData("""{"client_grants":[null,7,{"client_id":5,"audience":[]},{}]}""")]
    [InlineData("""{"other":true}""")]
    [InlineData("7")]
    public async Task Grants_in_a_shape_that_nobody_expects_do_not_end_a_rotation_that_was_accepted(string grants)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200);
        await scene.ChooseMachineAsync();
        scene.Relay.Meddle("GET", "/api/v2/client-grants", passesOn: false, _ => new Answer(200, grants), times: 100);

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Succeeded, RotationVerification.Readback), (rotation.Status, rotation.VerifiedBy));
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Theory]
    [InlineData("\"86400\"")]
    [InlineData("{}")]
    [InlineData("\"soon\"")]
    [InlineData("null")]
    [InlineData("-1")]
    public async Task A_tokens_lifetime_in_another_shape_is_no_fault(string lifetime)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200);
        await scene.ChooseMachineAsync();
        scene.Relay.Meddle("POST", "/oauth/token", passesOn: true, real => real!.With("expires_in", System.Text.Json.Nodes.JsonNode.Parse(lifetime)), times: 100);

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Succeeded, RotationVerification.Token), (rotation.Status, rotation.VerifiedBy));
    }

    private static Answer Unauthorized => Answer.Refusal(401, "Expired token received for JSON Web Token validation", "invalid_token");

    private static Answer? Odd(string how, Answer? real) => how switch
    {
        "page" => Answer.Page(200),
        "page201" => Answer.Page(201),
        "empty" => new Answer(200, ""),
        "nothing" => new Answer(204, ""),
        "list" => new Answer(200, "[]"),
        "other client" => new Answer(200, """{"client_id":"OtherClientOtherClientOtherClien","name":"another"}"""),
        "no client" => new Answer(200, """{"name":"billing"}"""),
        "other secret" => real?.With("client_secret", new string('x', 64)) ?? new Answer(200, "{}"),
        _ => new Answer(200, "OK", "text/plain"),
    };
}
