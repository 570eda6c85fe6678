using System.Text;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

/// <summary>PATCH merges some nested objects member by member and replaces the others; recorded of real tenants.</summary>
public sealed class MergeTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Theory]
    [InlineData("session_transfer", """{"can_create_session_transfer_token":true,"enforce_device_binding":"ip"}""", """{"enforce_device_binding":null,"allow_refresh_token":true}""", """{"can_create_session_transfer_token":true,"allow_refresh_token":true}""")]
    [InlineData("signed_request_object", """{"required":true}""", """{"credentials":[]}""", """{"required":true,"credentials":[]}""")]
    [InlineData("mobile", """{"android":{"app_package_name":"a","sha256_cert_fingerprints":["x"]},"ios":{"team_id":"t"}}""", """{"android":{"app_package_name":"b"},"ios":null}""", """{"android":{"sha256_cert_fingerprints":["x"],"app_package_name":"b"}}""")]
    [InlineData("native_social_login", """{"apple":{"enabled":true},"facebook":{"enabled":true}}""", """{"apple":{"enabled":false}}""", """{"facebook":{"enabled":true},"apple":{"enabled":false}}""")]
    [InlineData("client_metadata", """{"keep":"1","drop":"2"}""", """{"drop":null,"add":"3"}""", """{"keep":"1","add":"3"}""")]
    [InlineData("refresh_token", """{"rotation_type":"rotating","expiration_type":"expiring","leeway":3}""", """{"rotation_type":"non-rotating","expiration_type":"non-expiring"}""", """{"rotation_type":"non-rotating","expiration_type":"non-expiring"}""")]
    [InlineData("oidc_logout", """{"backchannel_logout_urls":["https://a.example"]}""", """{"backchannel_logout_initiators":{"mode":"all"}}""", """{"backchannel_logout_initiators":{"mode":"all"}}""")]
    public async Task The_stored_object_and_the_change_give(string member, string stored, string change, string merged)
    {
        var (id, _) = await shared.CreateAsync();
        await PatchAsync(id, member, stored);
        var reply = await PatchAsync(id, member, change);
        Assert.True((int)reply.Status == 200, reply.Text);
        Assert.Equal(merged, reply[member].GetRawText());
    }

    [Theory]
    [InlineData("session_transfer")]
    [InlineData("mobile")]
    [InlineData("signed_request_object")]
    [InlineData("native_social_login")]
    public async Task Null_removes_the_whole_and_an_object_without_a_stored_one_keeps_no_null(string member)
    {
        var (id, _) = await shared.CreateAsync();
        Assert.False((await PatchAsync(id, member, "null")).Has(member));
        var inner = member == "signed_request_object" ? """{"required":true,"credentials":null}""" : """{"a":{"b":1,"c":null},"d":null}""";
        Assert.DoesNotContain("null", (await PatchAsync(id, member, inner))[member].GetRawText(), StringComparison.Ordinal);
        Assert.False((await PatchAsync(id, member, "null")).Has(member));
    }

    [Fact]
    public async Task An_empty_object_changes_nothing()
    {
        var (id, _) = await shared.CreateAsync(new { name = "x", client_metadata = new { keep = "1" } });
        Assert.Equal("""{"keep":"1"}""", (await PatchAsync(id, "client_metadata", "{}"))["client_metadata"].GetRawText());
    }

    private Task<Reply> PatchAsync(string id, string member, string json) => shared.Client.SendAsync(
        HttpMethod.Patch,
        "/api/v2/clients/" + id,
        new StringContent("{\"" + member + "\":" + json + "}", Encoding.UTF8, "application/json"),
        shared.Token);
}
