using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Auth0Ps.Rotation.Copies;

namespace Auth0Ps.Parameters;

/// <summary>Reads <c>-CopyTo</c>: hashtables, what <c>Get-Auth0SecretRotation</c> shows of copies, and that as <c>ConvertFrom-Json</c> returns it.</summary>
internal static class CopyTo
{
    private const string Shape = "Write each as @{ Vault = 'NAME'; SecretsMapping = @{ ClientId = 'NAME'; ClientSecret = 'NAME' } }; without SecretsMapping the names are those of the rotation's own vault.";

    private static readonly string[] Names =
        [nameof(SecretsMapping.ClientId), nameof(SecretsMapping.ClientSecret), nameof(SecretsMapping.Credential), nameof(SecretsMapping.PrivateKey), nameof(SecretsMapping.KeyId)];

    /// <summary>What is wanted; null where nothing was given.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="target">What an error is about.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: what is not understood.</exception>
    public static IReadOnlyList<CopyRequest>? Read(object?[]? given, string? target)
    {
        return given is null ? null : [.. given.SelectMany(Expand).Select(One)];

        CopyRequest One(object? item)
        {
            switch (item is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : item)
            {
                case Auth0SecretDestination known:
                    return new CopyRequest(known.Vault, known.SecretsMapping);
                case var other when Members(other) is { } members:
                    var (vault, mapping) = ((string?)null, (SecretsMapping?)null);
                    foreach (var (name, value) in members)
                    {
                        if (Is(name, nameof(Auth0SecretDestination.Vault)))
                            vault = Text(value, "Vault");
                        else if (Is(name, nameof(Auth0SecretDestination.SecretsMapping)))
                            mapping = Mapping(value);
                        else
                            throw Invalid($"-CopyTo has '{name}', which is nothing of a copy's.");
                    }

                    return string.IsNullOrWhiteSpace(vault) ? throw Invalid("-CopyTo does not say which vault a copy goes to.") : new CopyRequest(vault, mapping);
                default:
                    throw Invalid($"-CopyTo takes hashtables, and not {(item is null ? "$null among them" : $"'{item}'")}.");
            }
        }

        SecretsMapping? Mapping(object? value)
        {
            switch (value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value)
            {
                case null:
                    return null;
                case SecretsMapping known:
                    return known;
                case string text:
                    return SecretsMapping.Parse(text);
                case var other when Members(other) is { } members:
                    var names = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
                    foreach (var (name, entry) in members)
                        names[Names.FirstOrDefault(known => Is(known, name)) ?? throw Invalid($"SecretsMapping of -CopyTo has '{name}', which is none of {string.Join(", ", Names)}.")] = Text(entry, name);
                    return new SecretsMapping
                    {
                        ClientId = names.GetValueOrDefault(nameof(SecretsMapping.ClientId)),
                        ClientSecret = names.GetValueOrDefault(nameof(SecretsMapping.ClientSecret)),
                        Credential = names.GetValueOrDefault(nameof(SecretsMapping.Credential)),
                        PrivateKey = names.GetValueOrDefault(nameof(SecretsMapping.PrivateKey)),
                        KeyId = names.GetValueOrDefault(nameof(SecretsMapping.KeyId)),
                    };
                default:
                    throw Invalid($"SecretsMapping of -CopyTo is '{value}', and no hashtable.");
            }
        }

        string? Text(object? value, string name) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            string text => text,
            var other => throw Invalid($"'{name}' of -CopyTo is no text, but {other.GetType().Name}."),
        };

        Auth0Exception Invalid(string message) => new(ErrorReason.InvalidArgument, message, Shape) { Target = target };
    }

    /// <summary>A table of rotations has all copies as one text.</summary>
    private static IEnumerable<object?> Expand(object? item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        string { Length: 0 } => [],
        string text when text.TrimStart().StartsWith('[') => Auth0SecretDestinationCollection.Parse(text),
        _ => [item],
    };

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string Name, object? Value)>? Members(object? item) => item switch
    {
        IDictionary dictionary => dictionary.Cast<DictionaryEntry>().Select(pair => (Convert.ToString(pair.Key, CultureInfo.InvariantCulture) ?? "", (object?)pair.Value)),
        PSObject { BaseObject: PSCustomObject } parts => parts.Properties.Select(property => (property.Name, (object?)property.Value)),
        _ => null,
    };
}
