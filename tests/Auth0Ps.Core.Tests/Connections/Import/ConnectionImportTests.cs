using Auth0Ps.Connections.Import;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Connections.Import;

public sealed class ConnectionImportTests
{
    // The sample of Infisical's API reference, "Create Auth0 connection", as it stands there.
    private const string InfisicalSample = """
        {
          "method": "client-credentials",
          "credentials": {
            "domain": "<string>",
            "clientId": "<string>",
            "clientSecret": "<string>",
            "audience": "<string>"
          },
          "name": "<string>",
          "description": "<string>",
          "projectId": "<string>",
          "isPlatformManagedCredentials": false,
          "gatewayId": "<unknown>"
        }
        """;

    private static readonly string Filled = InfisicalSample
        .Replace("\"domain\": \"<string>\"", "\"domain\": \"example.eu.auth0.com\"", StringComparison.Ordinal)
        .Replace("\"clientId\": \"<string>\"", "\"clientId\": \"Abc123\"", StringComparison.Ordinal)
        .Replace("\"clientSecret\": \"<string>\"", "\"clientSecret\": \"planted \\u00e4\"", StringComparison.Ordinal)
        .Replace("\"name\": \"<string>\"", "\"name\": \"my-auth0-connection\"", StringComparison.Ordinal);

    [Fact]
    public void Infisicals_sample_is_taken_once_its_placeholders_are_filled_in()
    {
        var import = ConnectionImport.From(Assert.Single(ImportJson.ReadText(Filled)));

        Assert.Equal("my-auth0-connection", import.Request.Name);
        Assert.Equal("example.eu.auth0.com", import.Request.Domain);
        Assert.Equal("Abc123", import.Request.ClientId);
        Assert.Equal("planted ä", SecureStrings.Reveal(import.Request.ClientSecret!));
        Assert.Null(import.Request.Description);
        Assert.Null(import.Request.Audience);
        Assert.Empty(import.Ignored);
    }

    [Fact]
    public void What_is_still_a_placeholder_is_named()
    {
        var failure = Refusal(InfisicalSample);

        Assert.Contains("'name'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"isPlatformManagedCredentials\": false", "\"isPlatformManagedCredentials\": true", "isPlatformManagedCredentials")]
    [InlineData("\"gatewayId\": \"<unknown>\"", "\"gatewayId\": \"3c90c3cc-0d44-4b50-8888-8dd25736052a\"", "gatewayId")]
    [InlineData("\"method\": \"client-credentials\"", "\"method\": \"oauth\"", "method")]
    [InlineData("\"domain\": \"example.eu.auth0.com\"", "\"domain\": 5.5e", "line")]
    [InlineData("\"name\": \"my-auth0-connection\"", "\"name\": true", "'name' is not text")]
    [InlineData("\"clientId\": \"Abc123\"", "\"clientId\": null", "credentials.clientId")]
    [InlineData("\"clientId\": \"Abc123\"", "\"domain\": \"twice.eu.auth0.com\"", "twice")]
    public void What_is_not_supported_or_missing_is_named_without_the_secret(string part, string instead, string named)
    {
        var failure = Refusal(Filled.Replace(part, instead, StringComparison.Ordinal));

        Assert.Equal(ErrorReason.InvalidImport, failure.Reason);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RecommendedAction);
        Assert.DoesNotContain("planted", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_without_a_counterpart_are_told()
    {
        var import = ConnectionImport.From(Assert.Single(ImportJson.ReadText(Filled.Replace("\"method\"", "\"orgId\": 7, \"tags\": [1, 2], \"method\"", StringComparison.Ordinal))));

        Assert.Equal(["orgId", "tags"], import.Ignored);
    }

    [Fact]
    public void Nangos_connection_is_taken_under_a_name_that_is_a_slug()
    {
        var import = ConnectionImport.From(Assert.Single(ImportJson.ReadText("""
            {
              // as Nango keeps it
              "connection_id": "Acme EU", "provider_config_key": "auth0-cc",
              "connection_config": { "hostname": "example.eu.auth0.com", "audience": "https://example.eu.auth0.com/api/v2/", "organization": "org_abc" },
              "credentials": { "client_id": "Abc123", "client_secret": "planted" },
            }
            """)));

        Assert.Equal("acme-eu", import.Request.Name);
        Assert.Equal("org_abc", import.Request.Organization);
        Assert.Equal("https://example.eu.auth0.com/api/v2/", import.Request.Audience);
        Assert.Equal("planted", SecureStrings.Reveal(import.Request.ClientSecret!));
        Assert.Empty(import.Ignored);
    }

    [Fact]
    public void A_list_is_several_connections() =>
        Assert.Equal(2, ImportJson.ReadText($"[{Filled},{Filled}]").Count);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("{\"credentials\":[}")]
    [InlineData("{\"name\":\"planted")]
    [InlineData("{}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}")]
    public void What_is_no_connection_is_one_clear_error(string json)
    {
        var failure = Refusal(json);

        Assert.Equal(ErrorReason.InvalidImport, failure.Reason);
        Assert.DoesNotContain("planted", failure.ToString(), StringComparison.Ordinal);
    }

    private static Auth0Exception Refusal(string json) =>
        Assert.Throws<Auth0Exception>(() => ImportJson.ReadText(json).Select(ConnectionImport.From).Single());
}
