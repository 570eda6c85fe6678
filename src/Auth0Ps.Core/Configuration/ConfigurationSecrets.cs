using System.Security;
using Auth0Ps.Connections;
using Auth0Ps.Rest.Responses;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Configuration;

/// <summary>Finds secrets in a configuration file, where they do not belong.</summary>
/// <param name="state">Knows the secrets of this process; null where there are none.</param>
internal sealed class ConfigurationSecrets(Auth0State? state = null)
{
    private const int ShortestKnown = 12;

    private const int ShortestRandom = 40;

    /// <summary>Of characters that are drawn at random two in three differ in kind from the previous one; of words at most two in five.</summary>
    private const double LeastTurns = 0.45;

    private static readonly string[] Names = ["passphrase", "keypassphrase", "signingkeypassphrase", "pem", "pwd"];

    /// <summary>Ids are random too, and no secrets.</summary>
    private static readonly string[] Ids = ["id", "clientId", "keyId"];

    private readonly Lazy<(List<SecureString> Secrets, HashSet<string> Texts)> _known = new(() => KnownTo(state));

    /// <summary>Whether a field of this name would hold a secret.</summary>
    /// <param name="name">A name that no field of a configuration file has.</param>
    public static bool IsSecretName(string name) =>
        SecretNames.Contains(name, parent: null) || Names.Contains(name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a value is a secret, whatever its field is called.</summary>
    /// <param name="field">The field's name.</param>
    /// <param name="value">What it holds.</param>
    public bool IsSecret(string field, string value)
    {
        if (value.Contains("-----BEGIN", StringComparison.Ordinal) && value.Contains("PRIVATE KEY", StringComparison.Ordinal))
            return true;
        if (IsUserInAddress(value) || IsToken(value) || IsKnown(value))
            return true;
        return !Ids.Contains(field, StringComparer.OrdinalIgnoreCase) && IsRandom(value);
    }

    private static bool IsUserInAddress(string value) =>
        value.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Contains(':', StringComparison.Ordinal);

    private static bool IsToken(string value) =>
        value.StartsWith("eyJ", StringComparison.Ordinal) && value.Length >= ShortestRandom && value.Count(static letter => letter == '.') is 2 or 4;

    private static bool IsRandom(string value)
    {
        if (value.Length < ShortestRandom || !value.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            return false;
        var turns = value.Zip(value.Skip(1)).Count(static pair => KindOf(pair.First) != KindOf(pair.Second));
        return value.Any(char.IsAsciiLetterUpper) && value.Any(char.IsAsciiLetterLower) && value.Any(char.IsAsciiDigit) && turns >= (value.Length - 1) * LeastTurns;
    }

    private static int KindOf(char letter) => char.IsAsciiLetterUpper(letter) ? 0 : char.IsAsciiLetterLower(letter) ? 1 : char.IsAsciiDigit(letter) ? 2 : 3;

    private bool IsKnown(string value)
    {
        if (value.Length < ShortestKnown || (_known.Value.Secrets.Count == 0 && _known.Value.Texts.Count == 0))
            return false;
        using var text = SecureStrings.Protect(value);
        return _known.Value.Texts.Contains(value) || _known.Value.Secrets.Exists(secret => SecureStrings.AreEqual(text, secret));
    }

    /// <summary>What this process has in memory, and the environment variables that connections sign in with.</summary>
    private static (List<SecureString> Secrets, HashSet<string> Texts) KnownTo(Auth0State? state)
    {
        var connections = state?.Connections.All ?? [];
        var secrets = connections.Select(connection => state!.Connections.SecretOf(connection)).SelectMany(static secret => new[] { secret.ClientSecret, secret.KeyPassphrase }).OfType<SecureString>();
        var variables = connections.Select(static connection => connection.SecretReference.Variable).OfType<string>().Append(EnvironmentSecret.ClientSecret);
        return ([.. secrets], variables.Select(EnvironmentSecret.Find).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }
}
