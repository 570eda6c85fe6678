using System.Text.Json.Serialization.Metadata;
using Auth0Ps.Rotation.Copies;

namespace Auth0Ps.Rotation.Journal;

/// <summary>Writes what versions before did not know only where there is something of it, so that a file without it stays as it was, byte by byte.</summary>
internal static class StepsJson
{
    /// <summary>Leaves out steps and copies where there are none, and an origin that is not known.</summary>
    public static IJsonTypeInfoResolver LeavingOutNone { get; } = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutNone } };

    private static void LeaveOutNone(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(IReadOnlyList<Auth0SecretRotationStep>))
                property.ShouldSerialize = static (_, steps) => steps is IReadOnlyCollection<Auth0SecretRotationStep> { Count: > 0 };
            else if (property.PropertyType == typeof(IReadOnlyList<JournaledCopy>))
                property.ShouldSerialize = static (_, copies) => copies is IReadOnlyCollection<JournaledCopy> { Count: > 0 };
            else if (property.PropertyType == typeof(RotationOrigin))
                property.ShouldSerialize = static (_, origin) => origin is not RotationOrigin.Unknown;
            else if (type.Type == typeof(Auth0SecretRotationRecord) && property.PropertyType == typeof(CredentialType))
                property.ShouldSerialize = static (_, kind) => kind is not CredentialType.ClientSecret;
        }
    }
}
