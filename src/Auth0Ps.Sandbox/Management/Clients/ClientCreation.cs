using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management.Credentials;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>Turns the body of <c>POST /clients</c> into an application.</summary>
internal static class ClientCreation
{
    // These live in members of their own, not among the settings.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal) { "name", "client_secret", "is_first_party" };

    /// <exception cref="ManagementException">400: a rule between members, or a credential, is broken.</exception>
    public static Client Create(JsonElement body, DateTimeOffset now)
    {
        var isFirstParty = body.Flag("is_first_party") ?? true;
        List<ClientCredential> credentials = [];
        if (body.Member(CredentialUses.AuthenticationMethods) is not null && body.Text("token_endpoint_auth_method") is not null)
            throw AuthenticationMethodRules.Mixed();
        var given = JsonText.ObjectElement(writer =>
        {
            foreach (var member in body.EnumerateObject().Where(member => !Own.Contains(member.Name)))
            {
                if (member.Name == CredentialUses.AuthenticationMethods)
                    WriteMethods(writer, member, now, credentials);
                else if (CredentialUses.Others.Contains(member.Name, StringComparer.Ordinal) && member.Value.ValueKind == JsonValueKind.Object)
                    WriteReferring(writer, member, now, credentials);
                else
                    member.WriteTo(writer);
            }
        });
        if (credentials.Count > CredentialRules.MaximumPerClient)
            throw CredentialRules.TooMany();
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

    private static void WriteMethods(Utf8JsonWriter writer, JsonProperty methods, DateTimeOffset now, List<ClientCredential> credentials)
    {
        writer.WriteStartObject(methods.Name);
        foreach (var method in methods.Value.EnumerateObject())
            WriteReferring(writer, method, now, credentials);
        writer.WriteEndObject();
    }

    // Credentials come whole and are kept beside the settings, which refer to them.
    private static void WriteReferring(Utf8JsonWriter writer, JsonProperty use, DateTimeOffset now, List<ClientCredential> credentials)
    {
        writer.WriteStartObject(use.Name);
        foreach (var member in use.Value.EnumerateObject())
        {
            if (member.Name != "credentials" || member.Value.ValueKind != JsonValueKind.Array)
            {
                member.WriteTo(writer);
                continue;
            }

            writer.WriteStartArray(member.Name);
            foreach (var item in member.Value.EnumerateArray())
            {
                var credential = CredentialRules.Create(item, now);
                credentials.Add(credential);
                writer.WriteStartObject();
                writer.WriteString("id", credential.Id);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
