using System.Text.RegularExpressions;

namespace Auth0Ps.Configuration;

/// <summary>Words what is wrong with a configuration file: by its path, and never with what is there, which may be a secret.</summary>
internal static partial class ConfigurationFault
{
    private const int LongestName = 64;

    /// <summary>What is wrong at a path.</summary>
    /// <param name="path">The path: <c>rotations[3].vualt</c>.</param>
    /// <param name="what">What is wrong there, as the end of a sentence that begins with the path.</param>
    /// <param name="action">What to do.</param>
    public static Auth0Exception At(string path, string what, string action) => new(ErrorReason.InvalidConfiguration, $"{path} {what}", action) { Target = path };

    /// <summary>A secret is in the file.</summary>
    public static Auth0Exception Secret(string path) => At(
        path,
        "is a secret, or looks like one; a configuration file holds none.",
        "Take it out of the file, also of its history in version control, and change the secret. Keep it in a vault, and name the vault's entry: secretReference with vault and secretName.");

    /// <summary>A check that commands make too, in the words of the file.</summary>
    public static Auth0Exception Of(string path, Auth0Exception refused) => new(
        refused.Reason,
        $"{path}: {InFields(refused.Message)}",
        refused.RecommendedAction is { } action ? InFields(action) : null,
        refused)
    { Target = path };

    /// <summary>A field's name as it is shown.</summary>
    public static string Name(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";

    /// <summary>A parameter is a field here.</summary>
    private static string InFields(string text) => Parameter().Replace(text, static match => IsField(match.Groups["name"].Value) ? $"'{char.ToLowerInvariant(match.Groups["name"].Value[0])}{match.Groups["name"].Value[1..]}'" : match.Value);

    private static bool IsField(string name) =>
        ConfigurationForm.FieldsOf(typeof(Auth0SecretRotation))!.Concat(ConfigurationForm.FieldsOf(typeof(Auth0Connection))!).Any(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"(?<![\w'])-(?<name>[A-Z][A-Za-z]+)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
