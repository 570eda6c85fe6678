using System.Collections.ObjectModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Auth0Ps;

/// <summary>Further vaults that read as text that makes them again, in a table of rotations, too.</summary>
public sealed class Auth0SecretDestinationCollection : ReadOnlyCollection<Auth0SecretDestination>
{
    private static readonly JsonSerializerOptions AsText = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal Auth0SecretDestinationCollection(IEnumerable<Auth0SecretDestination> destinations)
        : base([.. destinations])
    {
    }

    /// <summary>The destinations of a text, as <see cref="ToString"/> has it.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    internal static IReadOnlyList<Auth0SecretDestination> Parse(string text)
    {
        try
        {
            return text.Length == 0 ? [] : JsonSerializer.Deserialize<IReadOnlyList<Auth0SecretDestination>>(text, AsText)!;
        }
        catch (JsonException exception)
        {
            throw new Auth0Exception(ErrorReason.InvalidArgument, "It is not clear where the copies of this text go.", "Give -CopyTo as hashtables: @{ Vault = 'NAME'; SecretsMapping = @{ ClientId = 'NAME'; ClientSecret = 'NAME' } }", exception);
        }
    }

    /// <summary>Two with the same destinations in the same order are equal.</summary>
    public override bool Equals(object? obj) => obj is Auth0SecretDestinationCollection other && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, this[0]);

    /// <summary>The destinations as JSON; empty where there are none.</summary>
    public override string ToString() => Count == 0 ? "" : JsonSerializer.Serialize<IReadOnlyList<Auth0SecretDestination>>(this, AsText);
}
