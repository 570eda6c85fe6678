using System.Text.Json.Serialization.Metadata;
using Auth0Ps.Configuration;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Stored;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Configuration;

/// <summary>A field that is added to what is stored, and forgotten in configuration files, makes one of these fail.</summary>
public sealed class ConfigurationFieldTests
{
    /// <summary>What follows from elsewhere, or is how a rotation stands and not what it shall be.</summary>
    private static readonly string[] NotOfRotations =
        ["connectionId", "domain", "tenant", "applicationName", "countsFrom", "scheduledAt", "plannedAt", "forceSince", "version", "createdAt", "updatedAt"];

    private static readonly string[] NotOfConnections = ["tokenEndpointAuthMethod", "credentialsHash", "version", "createdAt", "updatedAt"];

    [Fact]
    public void A_file_has_every_stored_field_of_a_rotation() =>
        Assert.Equal(StoredNames<Auth0SecretRotation>(RotationsFile.Form.Shape).Except(NotOfRotations).Order(StringComparer.Ordinal), NamesOf(typeof(Auth0SecretRotation)));

    [Fact]
    public void A_file_has_every_stored_field_of_a_connection() =>
        Assert.Equal(
            StoredNames<Auth0Connection>(ConnectionsFile.Form.Shape).Except(NotOfConnections).Select(static name => name == "secret" ? "secretReference" : name).Order(StringComparer.Ordinal),
            NamesOf(typeof(Auth0Connection)));

    [Theory]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    public void Every_field_of_a_files_rotation_is_asked_for(int seed, int other)
    {
        var (present, wanted) = (RotationOf(seed), RotationOf(other));
        foreach (var field in ConfigurationForm.FieldsOf(typeof(Auth0SecretRotation))!.Where(static field => field.Name is not ("id" or "connection")))
        {
            var built = RotationRequest.Of(wanted).Build(present, connection: null, wanted.ClientId, wanted.Name, DateTimeOffset.UtcNow);

            Assert.True(
                Filled.Differences(field.Get!(wanted), field.Get!(built)).Count == 0,
                $"RotationRequest.Of forgets {field.Name}: Sync-Auth0Configuration would leave it as it is.");
        }
    }

    [Fact]
    public void What_a_file_leaves_out_of_a_rotation_is_taken_away()
    {
        var present = RotationOf(2);
        var bare = new Auth0SecretRotation { Id = present.Id, Name = present.Name, Connection = present.Connection, ClientId = present.ClientId, Vault = present.Vault, SecretsMapping = null!, RotationInterval = RotationRequest.DefaultInterval };

        var built = RotationRequest.Of(bare).Build(present, connection: null, present.ClientId, present.Name, DateTimeOffset.UtcNow);

        // Names of entries stay, as other ones would move the secret.
        var wanted = bare with { SecretsMapping = built.SecretsMapping };
        foreach (var field in ConfigurationForm.FieldsOf(typeof(Auth0SecretRotation))!)
            Assert.True(Filled.Differences(field.Get!(wanted), field.Get!(built)).Count == 0, $"{field.Name} stays.");
    }

    [Fact]
    public void A_new_one_gets_the_files_id()
    {
        var wanted = RotationOf(1);

        Assert.Equal(wanted.Id, RotationRequest.Of(wanted).Build(former: null, DefinitionConnection, wanted.ClientId, wanted.Name, DateTimeOffset.UtcNow).Id);
    }

    private static Auth0Connection DefinitionConnection => Filled.Of<Auth0Connection>(3) with { Domain = "example.eu.auth0.com" };

    private static IEnumerable<string> NamesOf(Type type) => ConfigurationForm.FieldsOf(type)!.Select(static field => field.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> StoredNames<TItem>(Action<JsonTypeInfo> shape)
    {
        var json = new System.Text.Json.JsonSerializerOptions
        {
            PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { shape } },
        };
        return json.GetTypeInfo(typeof(TItem)).Properties.Select(static property => property.Name);
    }

    private static Auth0SecretRotation RotationOf(int seed) => Filled.Of<Auth0SecretRotation>(seed) with { Name = $"r{seed}", ClientId = $"client{seed}", Connection = "prod", SecretPath = $"/{seed}", RotateOn = [DayOfWeek.Monday, (DayOfWeek)(2 + (seed % 4))] };
}
