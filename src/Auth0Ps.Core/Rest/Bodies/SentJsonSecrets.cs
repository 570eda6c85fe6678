using System.Security;
using System.Text.Json;
using Auth0Ps.Rest.Responses;
using Auth0Ps.Security;

namespace Auth0Ps.Rest.Bodies;

/// <summary>Finds the secrets in a request's body, whatever they were given as, so that no error quotes them.</summary>
internal static class SentJsonSecrets
{
    /// <summary>The texts whose names say that they are secrets.</summary>
    /// <param name="json">The body; may be empty.</param>
    /// <param name="all">True where the whole body was given as a secret.</param>
    public static IReadOnlyList<SecureString> In(ReadOnlyMemory<byte> json, bool all)
    {
        if (json.IsEmpty)
            return [];

        var secrets = new List<SecureString>();
        var parents = new Stack<string?>();
        string? name = null;
        var reader = new Utf8JsonReader(json.Span);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString();
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    parents.Push(name);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    name = parents.Pop();
                    break;
                case JsonTokenType.String when all || SecretNames.Contains(name, parents.TryPeek(out var parent) ? parent : null):
                    secrets.Add(SecretJson.CurrentString(ref reader));
                    break;
            }
        }

        return secrets;
    }
}
