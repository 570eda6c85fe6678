using Auth0Ps.ModuleBuilder.Reporting;
using Markdig.Syntax;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>Reads the help page of a cmdlet into its sections.</summary>
internal sealed class HelpPageReader(string file, ErrorList errors)
{
    private readonly Dictionary<string, HelpSection> _sections = new(StringComparer.Ordinal);

    internal HelpPage Read()
    {
        var page = MarkdownPage.Read(file, errors);
        var name = Path.GetFileNameWithoutExtension(file);
        var rest = new Queue<(HelpBlock Block, Block Source)>(page.Blocks);
        ReadTitle(name, rest);
        while (rest.Count > 0)
            ReadSection(rest);

        return new HelpPage(file, name, _sections, page.Code);
    }

    private void ReadTitle(string name, Queue<(HelpBlock Block, Block Source)> rest)
    {
        if (rest.TryPeek(out var first) && first.Block is Heading { Level: 1 } title && title.Text.Is(name))
        {
            rest.Dequeue();
        }
        else
        {
            Report(first.Block?.Line ?? 1, $"The page must begin with '# {name}'.");
        }

        while (rest.TryPeek(out var next) && next.Block is not Heading)
            Report(rest.Dequeue().Block.Line, "Text must stand below a ## section.");
    }

    private void ReadSection(Queue<(HelpBlock Block, Block Source)> rest)
    {
        var first = rest.Dequeue().Block;
        if (first is not Heading { Level: 2 } heading)
        {
            Report(first.Line, "Expected a ## section.");
            return;
        }

        var name = SectionName.All.FirstOrDefault(known => known.Names(heading.Text));
        if (name is null)
        {
            Report(heading.Line, $"'{heading.Text}' is not a section of a help page. Sections are: {string.Join(", ", SectionName.All)}.");
        }

        var text = new List<HelpBlock>();
        var links = new List<HelpLink>();
        while (rest.TryPeek(out var next) && next.Block is not Heading)
        {
            text.Add(next.Block);
            if (next.Source is ListBlock list)
                links.AddRange(MarkdownPage.LinksIn(list).Select(link => Link(link, next.Block.Line)));

            rest.Dequeue();
        }

        var entries = new List<HelpEntry>();
        while (rest.TryPeek(out var next) && next.Block is Heading { Level: > 2 })
            entries.Add(ReadEntry(rest));

        if (name is not null && !_sections.TryAdd(name, new HelpSection(name, heading.Line, text, entries, links)))
        {
            Report(heading.Line, $"The section '{name}' is there twice.");
        }
    }

    private static HelpEntry ReadEntry(Queue<(HelpBlock Block, Block Source)> rest)
    {
        var heading = (Heading)rest.Dequeue().Block;
        var text = new List<HelpBlock>();
        while (rest.TryPeek(out var next) && next.Block is not Heading)
            text.Add(rest.Dequeue().Block);

        return new HelpEntry(heading.Text, heading.Line, text);
    }

    private static HelpLink Link((string Text, string? Url) link, int line) =>
        new(link.Text, PlainText.IsAddress(link.Url) ? link.Url : null, line);

    private void Report(int line, string message) => errors.Add(file, line, ErrorCode.PageShape, message);
}
