using Auth0Ps.Naming;

namespace Auth0Ps.Connections.Import;

/// <summary>Reads a connection of this module as <c>ConvertTo-Json</c> writes it; its secret is not in there, but where it is kept is.</summary>
internal static class OwnConnection
{
    private const string Place = "secretReference";

    /// <summary>True for such a connection.</summary>
    public static bool IsOne(ImportFields fields) => fields.HasBelow(Place) && fields.Has("domain") && fields.Has("clientId");

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>.</exception>
    public static ConnectionImport Read(ImportFields fields)
    {
        var name = fields.TakeText("name");
        var place = new SecretReference
        {
            Location = Choice<SecretLocation>(fields, name, $"{Place}.location") ?? SecretLocation.Process,
            Variable = fields.TakeText($"{Place}.variable"),
            Path = fields.TakeText($"{Place}.path"),
            Vault = fields.TakeText($"{Place}.vault"),
            SecretName = fields.TakeText($"{Place}.secretName"),
        };
        var type = Choice<Auth0ApiType>(fields, name, "apiType");
        var baseUri = fields.TakeText("baseUri");
        var method = fields.TakeText("tokenEndpointAuthMethod");
        var request = new ConnectionRequest
        {
            Name = Slug.Require(name),
            Description = fields.TakeText("description"),
            ProjectId = fields.TakeText("projectId"),
            Domain = fields.TakeText("domain"),
            ApiType = type,
            GrantType = Choice<Auth0GrantType>(fields, name, "grantType"),
            BaseUri = type == Auth0ApiType.Custom ? baseUri : null,
            Audience = fields.TakeText("audience"),
            Organization = fields.TakeText("organization"),
            Scope = fields.TakeList("scope"),
            ClientId = fields.TakeText("clientId"),
            RedirectPort = int.TryParse(fields.TakeText("redirectPort"), out var port) ? port : null,
            KeyId = fields.TakeText("keyId"),
            KeyAlgorithm = Choice<PrivateKeyAlgorithm>(fields, name, "keyAlgorithm"),
            Vault = place.Location == SecretLocation.Vault ? place.Vault : null,
            SecretName = place.Location == SecretLocation.Vault ? place.SecretName : null,
            SecretVariable = place.Location == SecretLocation.Environment ? place.Variable ?? EnvironmentSecret.ClientSecret : null,
            PrivateKeyPath = place.Location == SecretLocation.KeyFile ? place.Path : null,
        };
        fields.PassOver("id", "app", "method", "region", "credentialsHash", "persisted", "version", "createdAt", "updatedAt", Place);

        // A connection without a secret is complete as it is; one whose secret lived in a process is not.
        var isComplete = place.Location != SecretLocation.Process || method == ClientAuthenticationResolver.NoMethod;
        return new ConnectionImport(request, fields.Left, Place) { OwnPlace = isComplete ? place : null };
    }

    /// <summary>One of an enumeration's values, which JSON has as a number unless told otherwise.</summary>
    private static T? Choice<T>(ImportFields fields, string? name, string field)
        where T : struct, Enum
    {
        if (fields.TakeText(field) is not { } text)
            return null;

        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new Auth0Exception(ErrorReason.InvalidImport, $"The field '{field}' is '{text}'.", $"Use {string.Join(", ", Enum.GetNames<T>())}.") { Target = name };
    }
}
