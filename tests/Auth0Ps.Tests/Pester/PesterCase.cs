using System.Text.RegularExpressions;

namespace Auth0Ps.Tests.Pester;

/// <summary>An <c>It</c> as it stands in a test file. Pester's -ForEach cases share one.</summary>
internal sealed partial record PesterCase(string File, int Line, string Name)
{
    /// <summary>Finds every <c>It</c> in the test files of a folder, without PowerShell.</summary>
    internal static IReadOnlyList<PesterCase> Scan(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.Tests.ps1", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(path => ScanFile(path)),
    ];

    private static IEnumerable<PesterCase> ScanFile(string path) =>
        System.IO.File.ReadLines(path)
            .Select((text, index) => (Match: It().Match(text), Line: index + 1))
            .Where(found => found.Match.Success)
            .Select(found => new PesterCase(Path.GetFileName(path), found.Line, found.Match.Groups["name"].Value));

    [GeneratedRegex("""^\s*It\s+(-Name\s+)?(?<quote>['"])(?<name>.*?)\k<quote>""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex It();
}
