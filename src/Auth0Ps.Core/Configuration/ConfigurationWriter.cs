using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Auth0Ps.Connections;
using Auth0Ps.State;

namespace Auth0Ps.Configuration;

/// <summary>Writes what is saved as a configuration file: where secrets are, and never a secret.</summary>
/// <param name="state">What is saved.</param>
/// <param name="schema">The address of the file's schema.</param>
internal sealed class ConfigurationWriter(Auth0State state, string schema)
{
    /// <summary>The connections whose secret only this process has: the file cannot say where it is.</summary>
    public IReadOnlyList<Auth0Connection> WithoutPlace => [.. state.Connections.All.Where(IsWithoutPlace)];

    /// <summary>The rotations whose connection is gone.</summary>
    public IReadOnlyList<Auth0SecretRotation> WithoutConnection =>
        [.. state.Rotations.Definitions.Where(rotation => state.Connections.All.All(connection => connection.Id != rotation.ConnectionId))];

    /// <summary>The file's content.</summary>
    /// <param name="form">Its form.</param>
    public byte[] Write(ConfigurationFileForm form)
    {
        var root = new JsonObject
        {
            ["$schema"] = schema,
            ["version"] = ConfigurationForm.Version,
            ["connections"] = ListOf(state.Connections.All.Select(ForFile)),
            ["rotations"] = ListOf(state.Rotations.Definitions),
        };
        return Encoding.UTF8.GetBytes(form == ConfigurationFileForm.Json ? root.ToJsonString(ConfigurationForm.Json) + "\n" : DataFileText.Of(root));
    }

    private static JsonArray ListOf<TItem>(IEnumerable<TItem> items) => new([.. items.Select(static item => JsonSerializer.SerializeToNode(item, ConfigurationForm.Json))]);

    /// <summary>Of an application without a secret nothing is kept, so that there is no place.</summary>
    private static Auth0Connection ForFile(Auth0Connection connection) =>
        connection.SecretReference.Location == SecretLocation.Process && !IsWithoutPlace(connection) ? connection with { SecretReference = null! } : connection;

    private static bool IsWithoutPlace(Auth0Connection connection) =>
        connection.SecretReference.Location == SecretLocation.Process && connection.TokenEndpointAuthMethod != ClientAuthenticationResolver.NoMethod;
}
