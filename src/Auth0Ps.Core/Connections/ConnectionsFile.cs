using System.Text.Json.Serialization.Metadata;
using Auth0Ps.Naming;
using Auth0Ps.State;

namespace Auth0Ps.Connections;

/// <summary>Connections as <c>connections.json</c> has them: names of places, never a secret. A property that is not named here is written.</summary>
internal static class ConnectionsFile
{
    /// <summary>What follows from the rest, or is of this process.</summary>
    private static readonly string[] NotWritten = [nameof(Auth0Connection.App), nameof(Auth0Connection.Method), nameof(Auth0Connection.Region), nameof(Auth0Connection.Persisted)];

    private static readonly string?[] AuthMethods = [null, ClientAuthenticationResolver.SecretMethod, ClientAuthenticationResolver.KeyMethod, ClientAuthenticationResolver.NoMethod];

    /// <summary>The form of the file.</summary>
    public static StateFileForm<Auth0Connection> Form { get; } = new(Shape, FaultIn, Complete);

    private static void Shape(JsonTypeInfo type)
    {
        if (type.Type != typeof(Auth0Connection))
            return;
        type.CreateObject = static () => new Auth0Connection { Id = Guid.Empty, Name = "", Domain = "", Audience = "", BaseUri = null, ClientId = "", SecretReference = SecretReference.Process };
        foreach (var property in type.Properties.ToList())
        {
            property.IsRequired = false;
            if (NotWritten.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
                type.Properties.Remove(property);
            else if (Is(nameof(Auth0Connection.SecretReference)))
                property.Name = "secret";
            else if (Is(nameof(Auth0Connection.BaseUri)))
                property.ShouldSerialize = static (connection, address) => address is not null && ((Auth0Connection)connection).ApiType == Auth0ApiType.Custom;
            else if (Is(nameof(Auth0Connection.Scope)))
                property.ShouldSerialize = static (_, scope) => ((IReadOnlyList<string>)scope!).Count > 0;

            bool Is(string name) => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <exception cref="Auth0Exception">The domain or the API's address is not valid.</exception>
    private static Auth0Connection Complete(Auth0Connection stored)
    {
        var address = TenantAddress.Parse(stored.Domain);
        return stored with
        {
            Domain = address.Domain,
            Region = address.Region,

            // A file that someone edited must not send the tenant's token elsewhere.
            BaseUri = stored.ApiType != Auth0ApiType.Custom ? ApiAddress.BaseUriOf(address, stored.ApiType)
                : stored.BaseUri is null ? null
                : ApiAddress.RequireCustom(stored.BaseUri.OriginalString, stored.Name),
            TokenEndpointAuthMethod = stored.TokenEndpointAuthMethod ?? ClientAuthenticationResolver.SecretMethod,
            Persisted = true,
        };
    }

    private static string? FaultIn(IReadOnlyList<Auth0Connection> list)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var ids = new HashSet<Guid>();
        for (var index = 0; index < list.Count; index++)
        {
            var stored = list[index];
            if (!Slug.IsValid(stored.Name))
                return $"the name of connection {index + 1} is missing or no name.";
            if (!names.Add(stored.Name))
                return $"there are two connections '{stored.Name}'.";
            if (FaultOf(stored) is { } fault)
                return $"connection '{stored.Name}' {fault}";
            if (!ids.Add(stored.Id))
                return $"connection '{stored.Name}' has the id of another one.";
        }

        return null;
    }

    private static string? FaultOf(Auth0Connection stored)
    {
        if (stored.Id == Guid.Empty)
            return "has no id.";
        if (stored.Version < 1)
            return "has a version below 1.";
        if (!ClientIds.IsValid(stored.ClientId))
            return "has no client id.";
        if (string.IsNullOrWhiteSpace(stored.Audience))
            return "has no audience.";
        if (!AuthMethods.Contains(stored.TokenEndpointAuthMethod))
            return "signs in in an unknown way.";
        return SaysWhere(stored.SecretReference) ? AddressFault(stored) : "does not say where its secret is kept.";
    }

    private static bool SaysWhere(SecretReference? place) => place?.Location switch
    {
        SecretLocation.Environment => !string.IsNullOrEmpty(place.Variable),
        SecretLocation.KeyFile => !string.IsNullOrEmpty(place.Path),
        SecretLocation.Vault => !string.IsNullOrEmpty(place.Vault) && !string.IsNullOrEmpty(place.SecretName),

        // One whose secret is in a process is never saved.
        _ => false,
    };

    private static string? AddressFault(Auth0Connection stored)
    {
        try
        {
            _ = Complete(stored);
            return null;
        }
        catch (Auth0Exception exception)
        {
            return $"has no usable address. {exception.Message}";
        }
    }
}
