using Auth0Ps.ModuleBuilder.Reporting;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>A Markdown file as help blocks. Markdown that help cannot show is an error rather than lost text.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePreciseSourceLocation().Build();

    private readonly string _file;
    private readonly ErrorList _errors;
    private readonly PlainText _plainText;
    private readonly List<CodeMention> _code = [];

    private MarkdownPage(string file, ErrorList errors)
    {
        _file = file;
        _errors = errors;
        _plainText = new PlainText(file, errors, _code);
    }

    /// <summary>Blocks, headings among them, each with the Markdown it came from.</summary>
    internal IReadOnlyList<(HelpBlock Block, Block Source)> Blocks { get; private set; } = [];

    internal IReadOnlyList<CodeMention> Code => _code;

    internal static MarkdownPage Read(string file, ErrorList errors)
    {
        var page = new MarkdownPage(file, errors);
        var document = Markdown.Parse(File.ReadAllText(file), Pipeline);
        page.Blocks = [.. document.SelectMany(page.Convert)];
        return page;
    }

    /// <summary>The links of a list, one an item: text, and the address as written.</summary>
    internal static IEnumerable<(string Text, string? Url)> LinksIn(ListBlock list) =>
        from item in list.OfType<ListItemBlock>()
        from paragraph in item.OfType<ParagraphBlock>()
        let inlines = paragraph.Inline!.Descendants()
        let link = inlines.OfType<LinkInline>().FirstOrDefault()
        let auto = inlines.OfType<AutolinkInline>().FirstOrDefault()
        select (PlainText.Of(link ?? paragraph.Inline!), link?.Url ?? auto?.Url);

    private IEnumerable<(HelpBlock Block, Block Source)> Convert(Block block)
    {
        HelpBlock? converted = block switch
        {
            HeadingBlock heading => new Heading(_plainText.Read(heading), heading.Level, heading.Line + 1),
            ParagraphBlock paragraph => new Paragraph(_plainText.Read(paragraph), paragraph.Line + 1),
            FencedCodeBlock fenced => CodeBlock(fenced),
            ListBlock list => List(list),
            LinkReferenceDefinitionGroup => null,
            _ => Refuse(block),
        };
        return converted is null ? [] : [(converted, block)];
    }

    private Code CodeBlock(FencedCodeBlock fenced)
    {
        var converted = new Code(fenced.Lines.ToString(), fenced.Info ?? string.Empty, fenced.Line + 2);
        if (converted.IsPowerShell)
            _code.Add(new CodeMention(converted.Text, converted.Line, IsBlock: true));

        return converted;
    }

    private ItemList List(ListBlock list)
    {
        var items = new List<(string Mark, string Text)>();
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            if (item is not [ParagraphBlock paragraph])
            {
                Refuse(item);
                continue;
            }

            items.Add((list.IsOrdered ? $"{number++}." : "-", _plainText.Read(paragraph)));
        }

        return new ItemList(items, list.Line + 1);
    }

    private Paragraph? Refuse(Block block)
    {
        var what = block switch
        {
            HtmlBlock => "HTML",
            ListItemBlock => "A list item of more than one paragraph",
            Markdig.Syntax.CodeBlock => "Code that is indented and not fenced",
            _ => block.GetType().Name,
        };
        _errors.Add(_file, block.Line + 1, ErrorCode.UnsupportedMarkdown, $"{what} cannot be shown by Get-Help. Use paragraphs, simple lists and fenced code.");
        return null;
    }
}
