using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tenant;

public sealed class UnknownQueryTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Theory]
    [InlineData("GET", "clients?colour=red", "colour")]
    [InlineData("GET", "clients?page=0&per_page=5&search=x", "search")]
    [InlineData("GET", "clients/nobody?page=0", "page")]
    [InlineData("GET", "client-grants?organization=x", "organization")]
    [InlineData("GET", "resource-servers?name=x", "name")]
    [InlineData("GET", "organizations?name=x", "name")]
    [InlineData("GET", "tenants/settings?include_totals=true", "include_totals")]
    [InlineData("GET", "keys/signing?page=0", "page")]
    [InlineData("GET", "logs?since=1", "since")]
    [InlineData("POST", "clients?fields=name", "fields")]
    [InlineData("PATCH", "clients/nobody?fields=name", "fields")]
    [InlineData("DELETE", "clients/nobody?force=true", "force")]
    [InlineData("GET", "clients?Page=0", "Page")]
    public async Task A_parameter_that_the_call_does_not_know_is_refused_by_name(string method, string path, string name)
    {
        var reply = await shared.Client.SendAsync(new HttpMethod(method), "/api/v2/" + path, token: shared.Token);
        reply.IsError(400, "invalid_query_string", $"Query validation error: 'Additional properties not allowed: {name}'.");
    }

    [Theory]
    [InlineData("clients/{0}/credentials?page=0&whatever=1")]
    [InlineData("clients?fields=name&include_fields=true&page=0&per_page=1&include_totals=true&is_global=false&is_first_party=true&app_type=spa&external_client_id=x")]
    [InlineData("clients?from=&take=1")]
    [InlineData("resource-servers?identifiers[]=x&identifiers=y&page=0&per_page=1&include_totals=false&include_fields=true")]
    [InlineData("client-grants?default_for=third_party_clients&subject_type=client&take=1")]
    public async Task What_is_known_passes_and_the_list_of_credentials_lets_everything_pass(string path)
    {
        var (id, _) = await shared.CreateAsync();
        var reply = await shared.Client.GetAsync("/api/v2/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, path, id), shared.Token);
        Assert.True((int)reply.Status == 200 || path.Contains("from=", StringComparison.Ordinal), reply.Text);
        Assert.DoesNotContain("Additional properties", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_come_first() =>
        Assert.Equal(403, (int)(await shared.Client.GetAsync("/api/v2/tenants/settings?x=1", await shared.Running.TokenAsync("read:clients"))).Status);
}
