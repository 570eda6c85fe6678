using System.Text;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.Security;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Http;

public sealed class AnswerTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"a":"\ude00\ud83d"}""", """{"a":"\ufffd\ufffd"}""")]
    [InlineData("""{"a":"x\ud83dy","b":"\uD83D\uDE00"}""", """{"a":"x\ufffdy","b":"\uD83D\uDE00"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\ufffd\ud83d\ude00"}""")]
    [InlineData("""{"a":"\\ud83d","\ud800":1}""", """{"a":"\\ud83d","\ufffd":1}""")]
    [InlineData("""{"a":"end\\"}""", """{"a":"end\\"}""")]
    [InlineData("""{"a":"\u00""", """{"a":"\u00""")]
    [InlineData("""no JSON: \ud83d""", """no JSON: \ud83d""")]
    public void Half_a_letter_becomes_the_sign_for_one_that_is_missing(string sent, string read) =>
        Assert.Equal(read, Encoding.UTF8.GetString(Repaired(Encoding.UTF8.GetBytes(sent))));

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0xBD })]
    [InlineData(new byte[] { 0xE4, 0xF6, 0xFC })]
    public void Bytes_that_are_no_UTF8_spoil_only_the_text_they_are_in(byte[] bytes)
    {
        var read = Encoding.UTF8.GetString(Repaired([.. """[{"name":"a"""u8, .. bytes, .. "z\",\"ok\":\"Grüße\"}]"u8]));

        Assert.Matches("^\\[\\{\"name\":\"a\uFFFD+z\",\"ok\":\"Grüße\"\\}\\]$", read);
    }

    [Theory]
    [InlineData("https://login.example.com/u/login?state=a-secret-state", "'https://login.example.com/u/login'")]
    [InlineData("/elsewhere?x=a-secret-state", "/elsewhere'")]
    public async Task A_redirect_is_told_with_where_it_leads(string location, string shown)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(302, "", new Uri(location, UriKind.RelativeOrAbsolute)));

        foreach (var method in new[] { "GET", "PATCH" })
        {
            var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync(method, "clients/x"));
            Refusal.AssertClear(failure, ErrorReason.UnexpectedResponse);
            Assert.Contains("status 302, a redirect to", failure.Message, StringComparison.Ordinal);
            Assert.Contains(shown, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("a-secret-state", failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"errorCode":"Bearer","message":"Bad HTTP authentication header format"}""")]
    [InlineData("""{"statusCode":400,"error":"Bad Request","message":"Bad HTTP authentication header format","errorCode":"Bearer"}""")]
    public async Task A_token_that_looks_like_none_to_Auth0_is_renewed_and_is_no_fault_of_the_request(string body)
    {
        var healed = false;
        await using var tenant = RestTenant.Scripted(call => healed && call.Headers["Authorization"] == "Bearer token2" ? new Reply(200, """{"a":1}""") : new Reply(400, body));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("PATCH", "clients/x", "{}"));
        Assert.Equal((ErrorReason.AccessTokenRefused, 2, 2), (failure.Reason, tenant.Calls.Count, tenant.TokenRequests));

        healed = true;
        Assert.Equal(1L, (await tenant.SendAsync("GET", "clients/x")).Single().Get("a"));
    }

    private static byte[] Repaired(byte[] bytes)
    {
        var body = new ZeroingBuffer();
        body.Append(bytes);
        return JsonRepair.Of(body).Written.ToArray();
    }
}
