using Auth0Ps.Core.Tests.Support;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Rest;

public sealed class RestFailureTests
{
    [Fact]
    public async Task An_unknown_application_is_an_error_with_status_code_and_target()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("GET", "clients/nobody/credentials"));

        Assert.Equal(ErrorReason.NotFound, failure.Reason);
        Assert.Equal(404, failure.StatusCode);
        Assert.Equal("inexistent_client", failure.ErrorCode);
        Assert.Equal("nobody", failure.Target);
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();
        var session = await tenant.Tenant.OpenWithScopesAsync("read:clients");
        var request = Auth0Ps.Rest.RestRequest.Create(session.Connection, "GET", "organizations");

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => new Auth0Ps.Rest.RestClient(session).ReadAllAsync(request, CancellationToken.None).ToListAsync());

        Assert.Equal(ErrorReason.InsufficientScope, failure.Reason);
        Assert.Contains("read:organizations", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_body_is_explained_in_Auth0s_words()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("POST", "organizations", """{"nome":"x"}"""));

        Assert.Equal(ErrorReason.RequestRefused, failure.Reason);
        Assert.Equal("invalid_body", failure.ErrorCode);
        Assert.True(failure.IsRefusal);
    }

    [Theory]
    [InlineData(400, ErrorReason.RequestRefused)]
    [InlineData(401, ErrorReason.AccessTokenRefused)]
    [InlineData(403, ErrorReason.InsufficientScope)]
    [InlineData(404, ErrorReason.NotFound)]
    [InlineData(302, ErrorReason.UnexpectedResponse)]
    public async Task Other_APIs_errors_are_typed_too(int status, ErrorReason reason)
    {
        await using var tenant = RestTenant.Scripted(
            _ => new Reply(status, """{"type":"https://example.com/probs/x","title":"A title","status":400,"detail":"The detail"}"""), Auth0ApiType.MyAccount);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("GET", "factors"));

        Assert.Equal(reason, failure.Reason);
        Assert.Equal(status, failure.StatusCode);
        Assert.Equal("https://example.com/probs/x", failure.ErrorCode);
        if (status >= 400)
            Assert.Contains("The detail", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(404, ErrorReason.NotFound)]
    [InlineData(403, ErrorReason.InsufficientScope)]
    public async Task HEAD_tells_by_its_status_alone(int status, ErrorReason? reason)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(status, "{\"ignored\":1}"));

        if (reason is null)
            Assert.Empty(await tenant.SendAsync("HEAD", "things/1"));
        else
            Assert.Equal(reason, (await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("HEAD", "things/1"))).Reason);
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once()
    {
        var calls = 0;
        await using var tenant = RestTenant.Scripted(_ => ++calls == 1 ? new Reply(401, "{}") : new Reply(200, "{}"));

        await tenant.SendAsync("POST", "things");

        Assert.Equal(2, tenant.Calls.Count);
        Assert.Equal(2, tenant.TokenRequests);
    }
}
