using System.Text.RegularExpressions;

namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>
/// The manifest as it is kept in the repository, with <c>{version}</c>, <c>{prerelease}</c> and <c>{project}</c> in the places that
/// the one version number and the one address of the product fill.
/// </summary>
internal static partial class ManifestTemplate
{
    /// <summary>Fills in a version such as <c>1.2.0</c> or <c>1.2.0-beta1</c>. A line for a prerelease label goes where there is none.</summary>
    internal static string Fill(string template, string version, string projectUrl)
    {
        var withoutBuild = version.Split('+')[0];
        var parts = withoutBuild.Split('-', 2);
        var manifest = parts.Length > 1
            ? template.Replace("{prerelease}", parts[1], StringComparison.Ordinal)
            : PrereleaseLine().Replace(template, string.Empty);
        return manifest.Replace("{version}", parts[0], StringComparison.Ordinal).Replace("{project}", projectUrl, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^.*\{prerelease\}.*\r?\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrereleaseLine();
}
