using System.Text.Json;
using Auth0Ps.Core.Tests.Insight;
using Auth0Ps.Insight.Export;
using Deque.AxeCore.Commons;

namespace Auth0Ps.Core.Tests.Browser;

/// <summary>The report's page in a real browser. AUTH0PS_PICTURES=FOLDER keeps the pictures, to be looked at.</summary>
[Collection("browser")]
public sealed class ReportPageTests(BrowserRoom room) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(2000)]
    public async Task It_asks_nobody_for_anything_and_leaves_the_console_empty(int count)
    {
        Skip.If(room.Missing is not null, room.Missing);
        await using var page = await room.Browser.OpenAsync(new Uri("about:blank#"));

        var (requests, messages) = await page.WatchAsync(Write(count));

        Assert.All(requests, request => Assert.True(request.StartsWith("file:", StringComparison.Ordinal) && request.EndsWith("report.html", StringComparison.Ordinal) || request == "data:,", request));
        Assert.Empty(messages);
        Assert.Equal("Credentials of " + (count == 0 ? "no tenant" : "example.eu.auth0.com"), await page.TitleAsync());
        Assert.Contains(count == 0 ? "Nothing." : "covered by none", await page.TextAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("light", "screen", 1280)]
    [InlineData("dark", "screen", 1280)]
    [InlineData("light", "screen", 640)]
    [InlineData("dark", "screen", 320)]
    [InlineData("light", "print", 1000)]
    public async Task It_is_accessible(string scheme, string media, int width)
    {
        Skip.If(room.Missing is not null, room.Missing);
        await using var page = await room.Browser.OpenAsync(Write(40));
        await page.ShowAsync(width, 900, media, scheme);

        await page.RunAsync(new BundledAxeScriptProvider().GetScript() + "; 'there'");
        var found = await page.RunAsync("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(result => JSON.stringify({ passes: result.passes.length, violations: result.violations.map(found => `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map(node => node.html)}`) }))");

        using var result = JsonDocument.Parse(found);
        Assert.True(result.RootElement.GetProperty("violations").GetArrayLength() == 0, found);
        Assert.True(result.RootElement.GetProperty("passes").GetInt32() > 10, found);

        // Nothing but tables, which scroll by themselves, is wider than the window.
        Assert.Equal("true", await page.RunAsync("String(document.documentElement.scrollWidth <= window.innerWidth)"));
        await KeepAsync($"report-{scheme}-{media}-{width}.png", await page.PictureAsync());
    }

    [SkippableFact]
    public async Task It_is_printed_on_A4_in_one_piece()
    {
        Skip.If(room.Missing is not null, room.Missing);
        await using var page = await room.Browser.OpenAsync(Write(40));

        var paper = await page.PrintAsync();

        Assert.Equal("%PDF"u8.ToArray(), paper[..4]);
        var text = System.Text.Encoding.Latin1.GetString(paper);
        Assert.Matches(@"/MediaBox \[0 0 84[12]\S* 59[45]\S*\]", text);
        Assert.InRange(System.Text.RegularExpressions.Regex.Count(text, @"/Type /Page\b(?!s)"), 3, 8);
        await KeepAsync("report.pdf", paper);
    }

    private Uri Write(int count)
    {
        var path = Path.Combine(_folder, "report.html");
        File.WriteAllText(path, new ReportContents(ReportEntries.Of(count), ReportEntries.Runs(count * 3), TimeSpan.FromDays(90), ReportEntries.At).ToHtml());
        return new Uri(path);
    }

    private static async Task KeepAsync(string name, byte[] content)
    {
        if (Environment.GetEnvironmentVariable("AUTH0PS_PICTURES") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, name), content);
    }
}
