using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Auth0Ps.Connections;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Configuration;

/// <summary>
/// Connections and rotations as a configuration file has them: what is stored of them, without what is of one data folder or follows from the rest. A stored
/// property that is not named here is in the file.
/// </summary>
internal static class ConfigurationForm
{
    /// <summary>The version of the file's form.</summary>
    public const int Version = 1;

    /// <summary>Of connections: what changes by itself, and what the secret that is found says.</summary>
    public static readonly IReadOnlyList<string> NotOfConnections =
    [
        nameof(Auth0Connection.TokenEndpointAuthMethod), nameof(Auth0Connection.CredentialsHash), nameof(Auth0Connection.Version), nameof(Auth0Connection.CreatedAt),
        nameof(Auth0Connection.UpdatedAt),
    ];

    /// <summary>Of rotations: what follows from the connection and the application, the schedule's state, and what changes by itself.</summary>
    public static readonly IReadOnlyList<string> NotOfRotations =
    [
        nameof(Auth0SecretRotation.ConnectionId), nameof(Auth0SecretRotation.Domain), nameof(Auth0SecretRotation.Tenant), nameof(Auth0SecretRotation.ApplicationName),
        nameof(Auth0SecretRotation.CountsFrom), nameof(Auth0SecretRotation.ScheduledAt), nameof(Auth0SecretRotation.PlannedAt), nameof(Auth0SecretRotation.ForceSince),
        nameof(Auth0SecretRotation.Version), nameof(Auth0SecretRotation.CreatedAt), nameof(Auth0SecretRotation.UpdatedAt),
    ];

    /// <summary>Fields without which nothing can be made of an item.</summary>
    public static readonly IReadOnlyList<string> RequiredOfConnections = ["name", "domain", "clientId"];

    /// <summary>The same of rotations.</summary>
    public static readonly IReadOnlyList<string> RequiredOfRotations = ["name", "connection", "clientId", "vault"];

    /// <summary>How items are written and read.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // It is a file for people, and none for browsers.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ShapeConnection, ShapeRotation, ShapePlace, ShapeCopy } },
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false), new TimeOfDayText(), new TimeSpanText() },
    };

    /// <summary>The fields of a type, in the order in which they are written; null where it is not made of fields.</summary>
    public static IReadOnlyList<JsonPropertyInfo>? FieldsOf(Type type) =>
        Json.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } info ? [.. info.Properties.OrderBy(static property => property.Order)] : null;

    /// <summary>Whether which key a connection signs with follows from its vault's entry, and changes when that key is rotated.</summary>
    public static bool FollowsFromEntry(Auth0Connection connection) =>
        connection is { SecretReference.Location: SecretLocation.Vault, TokenEndpointAuthMethod: ClientAuthenticationResolver.KeyMethod, KeyId: { } keyId } && KeyThumbprint.IsOne(keyId);

    private static void ShapeConnection(JsonTypeInfo type)
    {
        if (type.Type != typeof(Auth0Connection))
            return;
        ConnectionsFile.Form.Shape(type);
        Remove(type, NotOfConnections);

        // Under the name that the property has: a field "secret" would ask for one.
        type.Properties.Single(static property => property.PropertyType == typeof(SecretReference)).Name = "secretReference";
        type.CreateObject = static () => new Auth0Connection { Id = Guid.Empty, Name = "", Domain = "", Audience = null!, BaseUri = null, ClientId = "", SecretReference = null! };
    }

    private static void ShapeRotation(JsonTypeInfo type)
    {
        if (type.Type != typeof(Auth0SecretRotation))
            return;
        RotationsFile.Form.Shape(type);
        Remove(type, NotOfRotations);
        type.CreateObject = static () => new Auth0SecretRotation
        {
            Id = Guid.Empty,
            Name = "",
            Connection = "",
            ClientId = "",
            Vault = "",
            SecretsMapping = null!,
            RotationInterval = RotationRequest.DefaultInterval,
        };
    }

    /// <summary>A copy goes by the names of the rotation's own vault where it gives none.</summary>
    private static void ShapeCopy(JsonTypeInfo type)
    {
        if (type.Type == typeof(Auth0SecretDestination))
            type.Properties.Single(static property => property.PropertyType == typeof(SecretsMapping)).IsRequired = false;
    }

    /// <summary>Whose a vault's entry is, is learned where it is written.</summary>
    private static void ShapePlace(JsonTypeInfo type)
    {
        if (type.Type == typeof(SecretReference))
            Remove(type, [nameof(SecretReference.CreatedForConnection)]);
    }

    private static void Remove(JsonTypeInfo type, IReadOnlyList<string> names)
    {
        foreach (var property in type.Properties.Where(property => names.Contains(property.Name, StringComparer.OrdinalIgnoreCase)).ToList())
            type.Properties.Remove(property);
    }
}
