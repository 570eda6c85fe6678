using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management.Credentials;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>Turns the body of <c>POST /clients</c> into an application.</summary>
internal static class ClientCreation
{
    // These live in members of their own, not among the settings.
    private static readonly HashSet<string> s_own = new(StringComparer.Ordinal) { "name", "client_secret", "is_first_party", "client_authentication_methods" };

    /// <exception cref="ManagementException">400: a rule between members, or a credential, is broken.</exception>
    public static Client Create(JsonElement body, DateTimeOffset now)
    {
        var isFirstParty = body.Flag("is_first_party") ?? true;
        var (methods, credentials) = Credentials(body, now);
        if (methods is not null && body.Text("token_endpoint_auth_method") is not null)
            throw AuthenticationMethodRules.Mixed();
        var given = JsonText.ObjectElement(writer =>
        {
            foreach (var member in body.EnumerateObject().Where(member => !s_own.Contains(member.Name)))
                member.WriteTo(writer);
            if (methods is { } inUse)
            {
                writer.WritePropertyName("client_authentication_methods");
                inUse.WriteTo(writer);
            }
        });
        var client = new Client
        {
            ClientId = isFirstParty ? Identifiers.FirstPartyClient() : Identifiers.ThirdPartyClient(),
            Name = body.Text("name")!,
            Secret = body.Text("client_secret") ?? Identifiers.ClientSecret(),
            IsFirstParty = isFirstParty,
            Settings = ClientDefaults.Complete(given, isFirstParty),
            Credentials = credentials,
        };
        AuthenticationMethodRules.Check(client);
        return client;
    }

    private static (JsonElement? Methods, IReadOnlyList<ClientCredential> Credentials) Credentials(JsonElement body, DateTimeOffset now)
    {
        if (body.Member("client_authentication_methods") is not { } methods)
            return (null, []);
        var credentials = new List<ClientCredential>();
        var references = JsonText.ObjectElement(writer =>
        {
            foreach (var method in methods.EnumerateObject())
            {
                writer.WriteStartObject(method.Name);
                writer.WriteStartArray("credentials");
                foreach (var item in method.Value.GetProperty("credentials").EnumerateArray())
                {
                    var credential = CredentialRules.Create(item, now);
                    credentials.Add(credential);
                    writer.WriteStartObject();
                    writer.WriteString("id", credential.Id);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        });
        if (credentials.Count > CredentialRules.MaximumPerClient)
            throw ManagementErrors.RefusedBody($"A client can have at most {CredentialRules.MaximumPerClient} credentials");
        return (references, credentials);
    }
}
