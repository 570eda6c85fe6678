using System.Text.RegularExpressions;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.Documents;

/// <summary>Comments, messages, help and guides keep to the word list of CONTRIBUTING.md.</summary>
public sealed partial class PlainEnglishTests
{
    private static readonly string[] Folders = ["src", "tools", "module/help", "docs/guides"];

    [Theory]
    [InlineData("only", @"(?<!\b(leav\w+|left|let)\b.{0,80})(?<!var )\balone\b")]
    [InlineData("the previous ...", @"\bthe ones? before\b")]
    [InlineData("not a ..., or no one", @"(?<!\bthere )\b(is|are) none\b(?! of\b)")]
    [InlineData("continues, or keeps ...ing", @"\bgo(es)? on\b")]
    [InlineData("is", @"\bstands\b(?! (in )?for\b)")]
    [InlineData("who does it", @"\bwhoever\b|\bsomebody\b")]
    [InlineData("explains, says, shows", @"\btells (more|the rest|how|what|which|where|why|whether|that)\b")]
    public void Words_that_read_as_a_translation_are_not_used(string instead, string word)
    {
        var pattern = new Regex(word, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        var found =
            from file in Files()
            from line in File.ReadLines(file).Select((text, index) => (Text: text.Trim(), Number: index + 1))
            where pattern.IsMatch(line.Text)
            select $"{Path.GetRelativePath(Clone.Folder, file)}({line.Number}): write \"{instead}\": {line.Text}";

        Assert.Empty(found);
    }

    [Fact]
    public void The_word_list_is_looked_for_where_there_is_text()
    {
        Assert.True(Files().Count() > 300);
        Assert.Contains(Files(), file => file.EndsWith("about_Auth0Ps.md", StringComparison.Ordinal));
        Assert.Contains(Files(), file => file.EndsWith("VaultRotator.cs", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Files() => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Clone.Folder, folder), "*", SearchOption.AllDirectories))
        .Where(path => Readable().IsMatch(path) && !BuildOutput().IsMatch(path))
        .Append(Path.Combine(Clone.Folder, "README.md"));

    [GeneratedRegex(@"\.(cs|md|ps1|targets|csproj)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Readable();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BuildOutput();
}
