using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Rotation;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps;

/// <summary>
/// Under which names a vault keeps what a rotation issues: client id and secret each for itself, or one credential; of a private key the
/// key, its id and the client id.
/// </summary>
public sealed record SecretsMapping
{
    private static readonly JsonSerializerOptions AsText = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What follows a final name where the next value waits.</summary>
    internal const string NextSuffix = "-next";

    /// <summary>What followed it in the version before, whose unfinished rotations are finished with the names they carry.</summary>
    internal const string FormerNextSuffix = "-pending";

    /// <summary>The entry for the client id; null for none.</summary>
    public string? ClientId { get; init; }

    /// <summary>The entry for the client secret; null where a credential holds it.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The entry that holds both, as a credential; null where they are kept each for itself.</summary>
    public string? Credential { get; init; }

    /// <summary>The entry for a private key, as PEM (PKCS#8); null where a client secret is rotated.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>The entry for the private key's id; null for none.</summary>
    public string? KeyId { get; init; }

    /// <summary>The entry that holds the secret or the private key.</summary>
    internal string SecretEntry => Credential ?? ClientSecret ?? PrivateKey!;

    /// <summary>What may be rotated into these entries.</summary>
    internal CredentialKind Kind => PrivateKey is null ? CredentialKind.ClientSecret : CredentialKind.PrivateKey;

    /// <summary>Where the next secret waits until Auth0 has taken it; equal to the final one when none does.</summary>
    internal string NextEntry => NextName(SecretEntry);

    /// <summary>Where the previous value stays: a private key until its overlap has ended.</summary>
    internal string PreviousEntry => PreviousName(SecretEntry);

    /// <summary>All final names.</summary>
    internal IReadOnlyList<string> Names => [.. ((string?[])[ClientId, ClientSecret, Credential, PrivateKey, KeyId]).OfType<string>()];

    /// <summary>All names that a rotation may write to.</summary>
    internal IReadOnlyList<string> AllNames => [.. Names, NextEntry, PreviousEntry];

    /// <summary>The names where none were chosen.</summary>
    /// <param name="rotation">The rotation's name.</param>
    /// <param name="type">What is rotated.</param>
    public static SecretsMapping Default(string rotation, CredentialType type = CredentialType.ClientSecret) => CredentialKind.Of(type).DefaultMapping(rotation);

    /// <summary>The name of the next entry that belongs to a final one.</summary>
    internal static string NextName(string entry) => entry + NextSuffix;

    /// <summary>The name of the previous entry that belongs to a final one.</summary>
    internal static string PreviousName(string entry) => entry + "-previous";

    /// <summary>The same in the version before.</summary>
    internal static string FormerNextName(string entry) => entry + FormerNextSuffix;

    /// <summary>Puts labels in the place of <c>{environment}</c> and <c>{path}</c>.</summary>
    /// <param name="environment">The environment; empty when null.</param>
    /// <param name="path">The path; empty when null.</param>
    public SecretsMapping With(string? environment, string? path)
    {
        return new SecretsMapping
        {
            ClientId = Fill(ClientId),
            ClientSecret = Fill(ClientSecret),
            Credential = Fill(Credential),
            PrivateKey = Fill(PrivateKey),
            KeyId = Fill(KeyId),
        };

        string? Fill(string? name) => name?
            .Replace("{environment}", environment ?? "", StringComparison.OrdinalIgnoreCase)
            .Replace("{path}", (path ?? "").Trim('/'), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Checks that the names are those for what is rotated, and can stand beside each other.</summary>
    /// <param name="rotation">The rotation's name, for the message.</param>
    /// <param name="type">What is rotated.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public void Require(string rotation, CredentialType type = CredentialType.ClientSecret)
    {
        if (CredentialKind.Of(type).FaultIn(this) is { } fault)
            throw Invalid(fault.Message, fault.Action);
        if (Names.FirstOrDefault(static name => EntryNames.WhyNot(name) is not null) is { } bad)
            throw Invalid($"'{bad}' is not a name for a vault entry: {EntryNames.WhyNot(bad)}.", "Use 1 to 127 characters; letters, digits and hyphens are safe everywhere.");

        // A vault that ignores case, or how letters are composed, would take two such names for one.
        if (AllNames.Select(EntryNames.Fold).Distinct(StringComparer.Ordinal).Count() < AllNames.Count)
            throw Invalid($"The entries {string.Join(", ", AllNames)} are not all different.", "The entry's name with -next and with -previous behind it is needed too.");

        Auth0Exception Invalid(string message, string action) => new(ErrorReason.InvalidArgument, message, action) { Target = rotation };
    }

    /// <summary>The names, for people.</summary>
    internal string InWords => string.Join(", ", Names);

    /// <summary>
    /// The names as <see cref="Parse"/> takes them, so that a table of rotations makes them again: client id and secret, client id, key and key id, or a credential
    /// one after the other; any other mapping as JSON.
    /// </summary>
    public override string ToString()
    {
        var isPlain = this is { Credential: not null, ClientId: null } or { ClientId: not null, ClientSecret: not null } or { ClientId: not null, PrivateKey: not null, KeyId: not null };
        return isPlain && !InWords.StartsWith('{') && Names.All(static name => !name.Contains(',', StringComparison.Ordinal)) ? InWords : JsonSerializer.Serialize(this, AsText);
    }

    /// <summary>A mapping from its text.</summary>
    /// <param name="text">The text, as <see cref="ToString"/> has it.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    internal static SecretsMapping Parse(string text)
    {
        try
        {
            if (text.TrimStart().StartsWith("{\"", StringComparison.Ordinal))
                return JsonSerializer.Deserialize<SecretsMapping>(text, AsText)!;
        }
        catch (JsonException)
        {
            throw Unclear();
        }

        return text.Split(',', StringSplitOptions.TrimEntries) switch
        {
            [{ Length: > 0 } credential] => new SecretsMapping { Credential = credential },
            [var clientId, var secret] => new SecretsMapping { ClientId = clientId, ClientSecret = secret },
            [var clientId, var key, var keyId] => new SecretsMapping { ClientId = clientId, PrivateKey = key, KeyId = keyId },
            _ => throw Unclear(),
        };

        static Auth0Exception Unclear() => new(ErrorReason.InvalidArgument, "It is not clear what is meant by these names of entries.", "Give -SecretsMapping as a table: ClientId and ClientSecret, or Credential, or ClientId, PrivateKey and KeyId.");
    }
}
