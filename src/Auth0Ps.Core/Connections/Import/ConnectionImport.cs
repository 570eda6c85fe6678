using Auth0Ps.Naming;

namespace Auth0Ps.Connections.Import;

/// <summary>Turns the connections of other products into requests for connections here.</summary>
/// <param name="Request">What is wanted.</param>
/// <param name="Ignored">Fields that have no counterpart here.</param>
public sealed record ConnectionImport(ConnectionRequest Request, IReadOnlyList<string> Ignored)
{
    /// <summary>Reads the body that Infisical's create-connection API takes, or Nango's connection for <c>auth0-cc</c>.</summary>
    /// <param name="fields">The fields.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: names what is missing or not supported.</exception>
    public static ConnectionImport From(ImportFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.Has("connection_config") || fields.Has("connection_id"))
            return FromNango(fields);
        if (fields.Has("credentials") || fields.Has("method"))
            return FromInfisical(fields);

        throw new Auth0Exception(
            ErrorReason.InvalidImport,
            "This is neither Infisical's connection (method and credentials) nor Nango's (connection_id and connection_config).",
            "Get-Help Import-Auth0Connection -Full shows both forms.");
    }

    private static ConnectionImport FromInfisical(ImportFields fields)
    {
        var name = fields.TakeText("name");
        if (fields.TakeText("app") is { } app && !app.Equals("auth0", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(name, "app", $"'{app}': the connection is for something other than Auth0", "Import connections with app auth0.");
        if (fields.Take("isPlatformManagedCredentials") is { Flag: not false } or { Text: not null })
            throw Unsupported(name, "isPlatformManagedCredentials", "true: not supported for Auth0 connections", "Set it to false or leave it out.");
        if (fields.Take("gatewayId") is not null)
            throw Unsupported(name, "gatewayId", "set: gateways are not supported for Auth0 connections", "Set it to null or leave it out; requests go to the tenant directly.");
        if (fields.TakeText("method") is { } method && !method.Equals("client-credentials", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(name, "method", $"'{method}'", "The method is client-credentials.");

        var request = new ConnectionRequest
        {
            Name = Require(name, name, "name"),
            Description = fields.TakeText("description"),
            ProjectId = fields.TakeText("projectId"),
            Domain = Require(fields.TakeText("credentials.domain"), name, "credentials.domain"),
            ClientId = Require(fields.TakeText("credentials.clientId"), name, "credentials.clientId"),
            ClientSecret = fields.TakeSecret("credentials.clientSecret"),
            Audience = fields.TakeText("credentials.audience"),
        };
        return new ConnectionImport(request, fields.Left);
    }

    private static ConnectionImport FromNango(ImportFields fields)
    {
        var id = fields.TakeText("connection_id");
        if (fields.TakeText("provider") is { } provider && provider != "auth0-cc")
            throw Unsupported(id, "provider", $"'{provider}'", "Import connections of the integration auth0-cc.");
        _ = fields.TakeText("provider_config_key");
        _ = fields.TakeText("credentials.type");
        var request = new ConnectionRequest
        {
            // Nango's ids are free text; names here are slugs.
            Name = Slug.From(Require(id, id, "connection_id")),
            Domain = Require(fields.TakeText("connection_config.hostname"), id, "connection_config.hostname"),
            Audience = fields.TakeText("connection_config.audience"),
            Organization = fields.TakeText("connection_config.organization"),
            ClientId = Require(fields.TakeText("credentials.client_id"), id, "credentials.client_id"),
            ClientSecret = fields.TakeSecret("credentials.client_secret"),
        };
        return new ConnectionImport(request, fields.Left);
    }

    private static string Require(string? value, string? name, string field) =>
        value ?? throw new Auth0Exception(
            ErrorReason.InvalidImport,
            $"The field '{field}' is missing or still a placeholder.",
            "Fill it in; what stands in angle brackets on a documentation page is no value.")
        { Target = name };

    private static Auth0Exception Unsupported(string? name, string field, string what, string action) =>
        new(ErrorReason.InvalidImport, $"The field '{field}' is {what}.", action) { Target = name };
}
