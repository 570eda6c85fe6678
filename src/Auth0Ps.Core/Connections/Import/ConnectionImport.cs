using Auth0Ps.Naming;

namespace Auth0Ps.Connections.Import;

/// <summary>Turns the connections of other products into requests for connections here.</summary>
/// <param name="Request">What is wanted.</param>
/// <param name="Ignored">Fields that have no counterpart here.</param>
/// <param name="SecretField">The path of the field that holds the client secret.</param>
internal sealed record ConnectionImport(ConnectionRequest Request, IReadOnlyList<string> Ignored, string SecretField)
{
    /// <summary>Where one of this module's own connections keeps its secret already; null where the secret comes along.</summary>
    public SecretReference? OwnPlace { get; init; }

    private const string InfisicalSecret = "credentials.clientSecret";
    private const string NangoSecret = "credentials.client_secret";

    /// <summary>The request with the place its secret is to be kept in, which may hold the secret already.</summary>
    /// <param name="vault">The vault; null keeps the secret in this process.</param>
    /// <param name="secretName">The vault entry's name; may be null.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: there is no secret, and no vault that could hold it.</exception>
    public ConnectionRequest InPlace(string? vault, string? secretName)
    {
        if (OwnPlace is not null && string.IsNullOrEmpty(vault) && secretName is null)
            return Request;
        if (Request.ClientSecret is null && string.IsNullOrEmpty(vault))
            throw Missing(Request.Name, SecretField, "Fill it in, or name the vault entry that holds it: -Vault NAME -SecretName NAME");
        return Request with { Vault = vault, SecretName = secretName };
    }

    /// <summary>Reads the body that Infisical's create-connection API takes, or Nango's connection for <c>auth0-cc</c>.</summary>
    /// <param name="fields">The fields.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: names what is missing or not supported.</exception>
    public static ConnectionImport From(ImportFields fields)
    {
        if (OwnConnection.IsOne(fields))
            return OwnConnection.Read(fields);
        if (fields.Has("connection_config") || fields.Has("connection_id"))
            return FromNango(fields);
        if (fields.Has("credentials") || fields.Has("method"))
            return FromInfisical(fields);

        throw new Auth0Exception(
            ErrorReason.InvalidImport,
            "This is neither Infisical's connection (method and credentials) nor Nango's (connection_id and connection_config), nor one of this module's own (domain, clientId and secretReference).",
            "Get-Help Import-Auth0Connection -Full shows the forms.");
    }

    private static ConnectionImport FromInfisical(ImportFields fields)
    {
        var name = fields.TakeText("name");
        if (fields.TakeText("app") is { } app && !app.Equals("auth0", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(name, "app", $"'{app}': the connection is for something other than Auth0", "Import connections with app auth0.");
        if (fields.Take("isPlatformManagedCredentials") is { IsFalse: false } || fields.HasBelow("isPlatformManagedCredentials"))
            throw Unsupported(name, "isPlatformManagedCredentials", "set: credentials that the platform manages are not supported for Auth0 connections", "Set it to false or leave it out.");
        if (fields.Take("gatewayId") is not null || fields.HasBelow("gatewayId"))
            throw Unsupported(name, "gatewayId", "set: gateways are not supported for Auth0 connections", "Set it to null or leave it out; requests go to the tenant directly.");
        if (fields.TakeText("method") is { } method && !method.Equals("client-credentials", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(name, "method", $"'{method}'", "The method is client-credentials.");

        var request = new ConnectionRequest
        {
            Name = RequireName(name, Require(name, name, "name"), "name"),
            Description = fields.TakeText("description"),
            ProjectId = fields.TakeText("projectId"),
            Domain = Require(fields.TakeText("credentials.domain"), name, "credentials.domain"),
            ClientId = Require(fields.TakeText("credentials.clientId"), name, "credentials.clientId"),
            ClientSecret = fields.TakeSecret(InfisicalSecret),
            Audience = fields.TakeText("credentials.audience"),
        };
        return new ConnectionImport(request, fields.Left, InfisicalSecret);
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
            Name = RequireName(id, Slug.From(Require(id, id, "connection_id")), "connection_id"),
            Domain = Require(fields.TakeText("connection_config.hostname"), id, "connection_config.hostname"),
            Audience = fields.TakeText("connection_config.audience"),
            Organization = fields.TakeText("connection_config.organization"),
            ClientId = Require(fields.TakeText("credentials.client_id"), id, "credentials.client_id"),
            ClientSecret = fields.TakeSecret(NangoSecret),
        };
        return new ConnectionImport(request, fields.Left, NangoSecret);
    }

    private static string Require(string? value, string? name, string field) =>
        value ?? throw Missing(name, field, "Fill it in; text in angle brackets on a documentation page is no value.");

    private static string RequireName(string? given, string slug, string field) => Slug.IsValid(slug)
        ? slug
        : throw new Auth0Exception(
            ErrorReason.InvalidImport,
            $"The field '{field}' is '{given}', and no connection can be called that: 1 to {Slug.MaxLength} lower-case letters, digits and single inner hyphens are allowed.",
            Slug.From(given) is { Length: > 0 } proposal ? $"Change it to {proposal}" : "Change it to a name such as prod or billing-eu.")
        { Target = given };

    private static Auth0Exception Missing(string? name, string field, string action) =>
        new(ErrorReason.InvalidImport, $"The field '{field}' is missing or still a placeholder.", action) { Target = name };

    private static Auth0Exception Unsupported(string? name, string field, string what, string action) =>
        new(ErrorReason.InvalidImport, $"The field '{field}' is {what}.", action) { Target = name };
}
