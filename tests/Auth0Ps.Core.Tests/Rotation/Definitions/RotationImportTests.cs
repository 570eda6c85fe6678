using Auth0Ps.Connections.Import;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation.Definitions;

/// <summary>Bodies of Infisical's API for creating rotations.</summary>
public sealed class RotationImportTests
{
    private const string Whole =
        """
        {
          "name": "billing",
          "description": "The billing service",
          "projectId": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
          "connectionId": "3c90c3cc-0d44-4b50-8888-8dd25736052b",
          "environment": "prod",
          "secretPath": "/team",
          "isAutoRotationEnabled": false,
          "rotationInterval": 45,
          "rotateAtUtc": { "hours": 23, "minutes": 5, },
          "parameters": { "clientId": "abc123" },
          "secretsMapping": { "clientId": "AUTH0_CLIENT_ID", "clientSecret": "AUTH0_CLIENT_SECRET", },
        }
        """;

    [Fact]
    public void All_that_has_a_counterpart_is_taken_over_and_the_rest_is_named()
    {
        var import = Import(Whole);

        Assert.Equal(
            new RotationRequest
            {
                Name = "billing",
                Description = "The billing service",
                ProjectId = "3c90c3cc-0d44-4b50-8888-8dd25736052a",
                Environment = "prod",
                SecretPath = "/team",
                AutoRotation = false,
                RotationInterval = 45,
                RotateAtUtc = new TimeOnly(23, 5),
                ClientId = "abc123",
                SecretsMapping = new SecretsMapping { ClientId = "AUTH0_CLIENT_ID", ClientSecret = "AUTH0_CLIENT_SECRET" },
            },
            import.Request);
        Assert.Equal(["connectionId"], import.Ignored);
    }

    [Fact]
    public void Placeholders_count_as_not_given()
    {
        var import = Import("""{"name":"<string>","description":"<string>","projectId":"<string>","environment":"<string>","rotationInterval":30,"parameters":{"clientId":"abc123"},"secretsMapping":{"clientId":"<string>","clientSecret":"<string>"}}""");

        Assert.Equal(new RotationRequest { ClientId = "abc123", RotationInterval = 30 }, import.Request);
        Assert.Empty(import.Ignored);
    }

    [Theory]
    [InlineData("""{"parameters":{"clientId":"a"},"rotateAtUtc":{"hours":4}}""", 4, 0)]
    [InlineData("""{"parameters":{"clientId":"a"},"rotateAtUtc":{"minutes":4}}""", 0, 4)]
    [InlineData("""{"parameters":{"clientId":"a"},"rotateAtUtc":{"hours":0,"minutes":0}}""", 0, 0)]
    [InlineData("""{"type":"auth0-client-secret","parameters":{"clientId":"a"},"rotateAtUtc":{"hours":4.0}}""", 4, 0)]
    public void Half_a_time_of_day_is_a_full_hour(string json, int hours, int minutes) =>
        Assert.Equal(new TimeOnly(hours, minutes), Import(json).Request.RotateAtUtc);

    [Theory]
    [InlineData("""{"name":"x"}""", "parameters")]
    [InlineData("""{"parameters":{"clientId":"<string>"}}""", "parameters.clientId")]
    [InlineData("""{"parameters":{"clientId":7.5},"rotationInterval":0}""", "rotationInterval")]
    [InlineData("""{"parameters":{"clientId":"a"},"rotationInterval":"soon"}""", "rotationInterval")]
    [InlineData("""{"parameters":{"clientId":"a"},"rotationInterval":1.5}""", "rotationInterval")]
    [InlineData("""{"parameters":{"clientId":"a"},"rotationInterval":99999999999}""", "rotationInterval")]
    [InlineData("""{"parameters":{"clientId":"a"},"rotateAtUtc":{"hours":24}}""", "rotateAtUtc.hours")]
    [InlineData("""{"parameters":{"clientId":"a"},"rotateAtUtc":{"hours":3,"minutes":60}}""", "rotateAtUtc.minutes")]
    [InlineData("""{"parameters":{"clientId":"a"},"isAutoRotationEnabled":"yes"}""", "isAutoRotationEnabled")]
    [InlineData("""{"parameters":{"clientId":"a"},"secretsMapping":{"clientId":"A"}}""", "secretsMapping.clientSecret")]
    [InlineData("""{"parameters":{"clientId":"a"},"type":"aws-iam-user-secret"}""", "aws-iam-user-secret")]
    [InlineData("""{"parameters":{"clientId":["a"]},"name":true}""", "name")]
    public void What_cannot_be_is_refused_by_the_fields_name(string json, string field)
    {
        var failure = Assert.Throws<Auth0Exception>(() => Import(json));

        Assert.Equal(ErrorReason.InvalidImport, failure.Reason);
        Assert.Contains(field, failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(failure.RecommendedAction!);
    }

    private static RotationImport Import(string json) => RotationImport.From(Assert.Single(ImportJson.ReadText(json)));
}
