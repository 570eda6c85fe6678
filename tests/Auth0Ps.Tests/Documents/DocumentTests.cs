using System.Text.RegularExpressions;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.Documents;

/// <summary>What the documents point at is there.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents =>
        [.. new[] { "README.md", "CONTRIBUTING.md", "SECURITY.md" }
            .Concat(Directory.GetFiles(Path.Combine(Clone.Folder, "docs"), "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Clone.Folder, path)))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Clone.Folder, document))!;

        var broken = Link().Matches(Text(document))
            .Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Exists(Path.Combine(folder, target.Split('#')[0])));

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Folders_and_files_of_the_repository_have_the_names_that_are_given(string document)
    {
        // The page with facts about Auth0 cites files of other repositories.
        if (document.EndsWith("auth0-wire.md", StringComparison.Ordinal))
        {
            return;
        }

        var missing = OwnPath().Matches(Text(document))
            .Select(path => path.Groups["path"].Value)
            .Where(path => !Exists(Path.Combine(Clone.Folder, path)));

        Assert.Empty(missing);
    }

    private static string Text(string document) => File.ReadAllText(Path.Combine(Clone.Folder, document));

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    [GeneratedRegex("""\]\((?<target>[^)\s]+)\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("""(?<![\w/.])(?<path>(src|tools|tests|module|docs)/[\w./-]*\w)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnPath();
}
