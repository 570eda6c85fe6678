using System.Net;
using Auth0Ps.AzureBlob;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.State;

/// <summary>What is said of answers that an emulator never gives.</summary>
public sealed class AzureBlobFaultTests : IDisposable
{
    private readonly HttpListener _storage = new();
    private readonly int _port = FreePort.Find();
    private int _requests;

    public AzureBlobFaultTests()
    {
        _storage.Prefixes.Add($"http://127.0.0.1:{_port}/");
        _storage.Start();
    }

    public void Dispose() => _storage.Close();

    [Theory]
    [InlineData(503, "ServerBusy", "takes no more requests now", "limit of requests", 4)]
    [InlineData(429, "TooManyRequests", "takes no more requests now", "limit of requests", 4)]
    [InlineData(500, "InternalError", "answered 500", "Azure portal", 4)]
    [InlineData(403, "AuthenticationFailed", "refuses the signature or key", "clock is off", 1)]
    [InlineData(403, "AuthorizationPermissionMismatch", "does not allow it", "Storage Blob Data Contributor", 1)]
    [InlineData(403, "AuthorizationFailure", "takes no requests from this network", "firewall", 1)]
    [InlineData(403, "KeyBasedAuthenticationNotPermitted", "takes no account keys", "identity", 1)]
    [InlineData(403, "AccountIsDisabled", "may only be read", "written to", 1)]
    [InlineData(404, "ResourceNotFound", "has no such container", "Make the container", 1)]
    [InlineData(409, "BlobImmutableDueToPolicy", "may only be read", "immutability policy", 1)]
    [InlineData(409, "ContainerBeingDeleted", "is deleting the container", "another container", 1)]
    [InlineData(409, "AccountLimitExceeded", "has no room left", "Make room", 1)]
    public void Each_is_one_clear_error_before_anything_is_changed(int status, string code, string said, string advised, int requests)
    {
        _ = AnswerAsync(status, code);
        using var store = Store("SesameSesameSesameSesameSesame12");

        var failure = Assert.Throws<Auth0Exception>(() => store.RequireUsable());

        Assert.Equal(ErrorReason.StateStoreUnavailable, failure.Reason);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advised, failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("Sesame", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(requests, _requests);
    }

    [Fact]
    public void A_place_that_is_not_Azure_Blob_Storage_is_said()
    {
        _ = AnswerAsync(200, code: null);
        using var store = Store("SesameSesameSesameSesameSesame12");

        Assert.Contains(Assert.Throws<Auth0Exception>(() => store.RequireUsable()).Reason, new[] { ErrorReason.StateStoreUnavailable, ErrorReason.StateFileDamaged });
    }

    private AzureBlobStore Store(string key) => new(
        StateLocation.Parse($"http://127.0.0.1:{_port}/account/state", "The test's location").AzureBlob! with { ReadSecret = () => SecureStrings.Protect(key) }, TimeLimits.Default);

    private async Task AnswerAsync(int status, string? code)
    {
        while (_storage.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _storage.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _requests);
            context.Response.StatusCode = status;
            if (code is not null)
                context.Response.AddHeader("x-ms-error-code", code);
            context.Response.Close();
        }
    }
}
