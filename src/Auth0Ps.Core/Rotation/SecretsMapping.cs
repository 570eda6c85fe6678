namespace Auth0Ps;

/// <summary>Under which names a vault keeps what a rotation issues: client id and secret each for itself, or one credential.</summary>
public sealed record SecretsMapping
{
    /// <summary>The entry for the client id; null for none.</summary>
    public string? ClientId { get; init; }

    /// <summary>The entry for the client secret; null where a credential holds it.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The entry that holds both, as a credential; null where they are kept each for itself.</summary>
    public string? Credential { get; init; }

    /// <summary>The entry that holds the secret.</summary>
    internal string SecretEntry => Credential ?? ClientSecret!;

    /// <summary>Where a new secret waits until Auth0 has taken it.</summary>
    internal string PendingEntry => PendingName(SecretEntry);

    /// <summary>All final names.</summary>
    internal IReadOnlyList<string> Names => [.. ((string?[])[ClientId, ClientSecret, Credential]).OfType<string>()];

    /// <summary>The names where none were chosen.</summary>
    /// <param name="rotation">The rotation's name.</param>
    public static SecretsMapping Default(string rotation) => new() { ClientId = rotation + "-client-id", ClientSecret = rotation + "-client-secret" };

    /// <summary>The pending name that belongs to a final one.</summary>
    internal static string PendingName(string entry) => entry + "-pending";

    /// <summary>Puts labels in the place of <c>{environment}</c> and <c>{path}</c>.</summary>
    /// <param name="environment">The environment; empty when null.</param>
    /// <param name="path">The path; empty when null.</param>
    public SecretsMapping With(string? environment, string? path)
    {
        return new SecretsMapping { ClientId = Fill(ClientId), ClientSecret = Fill(ClientSecret), Credential = Fill(Credential) };

        string? Fill(string? name) => name?
            .Replace("{environment}", environment ?? "", StringComparison.OrdinalIgnoreCase)
            .Replace("{path}", (path ?? "").Trim('/'), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Checks that the names can stand beside each other.</summary>
    /// <param name="rotation">The rotation's name, for the message.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public void Require(string rotation)
    {
        if ((Credential is null) == (ClientSecret is null) || (Credential is not null && ClientId is not null))
            throw Invalid("The mapping names neither one entry for the credential nor one for the client secret.", "Use -SecretsMapping @{ ClientId = 'NAME'; ClientSecret = 'NAME' } or -SecretsMapping @{ Credential = 'NAME' }.");
        if (Names.FirstOrDefault(name => string.IsNullOrWhiteSpace(name) || name.Length > 127 || name.Any(char.IsControl)) is { } bad)
            throw Invalid($"'{bad}' is not a name for a vault entry.", "Use 1 to 127 characters.");

        // A vault that ignores case would take two such names for one.
        var all = Names.Append(PendingEntry).ToList();
        if (all.Distinct(StringComparer.OrdinalIgnoreCase).Count() < all.Count)
            throw Invalid($"The entries {string.Join(", ", all)} are not all different.", "The entry for the secret with -pending behind it is needed while a rotation is under way.");

        Auth0Exception Invalid(string message, string action) => new(ErrorReason.InvalidArgument, message, action) { Target = rotation };
    }

    /// <summary>The names, for people.</summary>
    public override string ToString() => string.Join(", ", Names);
}
