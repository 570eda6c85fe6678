using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.Rotation;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>How long a lease is sure to last, as it is looked at when a request is about to leave.</summary>
public sealed class LeaseTermTests
{
    [Fact]
    public void One_of_a_store_ends_and_one_of_this_process_does_not()
    {
        Assert.True(LeaseTerm.Begin("billing", TimeSpan.Zero).IsOver);
        Assert.False(LeaseTerm.Begin("billing", TimeSpan.FromMinutes(5)).IsOver);
        LeaseTerm.OfProcess.Require();
    }

    [Fact]
    public async Task What_was_about_to_be_sent_when_it_was_over_is_neither_sent_nor_tried_again()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 0 });
        using var http = new TenantHttp();
        var asked = 0;
        var request = new TenantRequest
        {
            Method = HttpMethod.Patch,
            Uri = new Uri($"{tenant.Sandbox.Audience}clients/billing"),
            Body = static () =>
            {
                var body = new ZeroingBuffer();
                body.Append("{}"u8);
                return new SecretContent(body, "application/json");
            },
            BeforeAttempt = _ =>
            {
                asked++;
                return Task.FromResult(LeaseTerm.Begin("billing", TimeSpan.Zero));
            },
        };

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => http.SendAsync(request, observer: null, CancellationToken.None));

        Assert.Equal((ErrorReason.RotationBusy, 1), (failure.Reason, asked));
        Assert.DoesNotContain(tenant.Sandbox.Requests, static seen => seen.Method == "PATCH");
    }
}
