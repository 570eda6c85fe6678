using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>A conceptual help topic, <c>about_Something</c>.</summary>
internal sealed record AboutPage(string File, string Name, IReadOnlyList<HelpBlock> Blocks, IReadOnlyList<CodeMention> Code)
{
    private const string Short = "Short description";
    private const string Long = "Long description";

    internal static AboutPage Read(string file, ErrorList errors)
    {
        var source = MarkdownPage.Read(file, errors);
        var name = Path.GetFileNameWithoutExtension(file);
        IReadOnlyList<HelpBlock> blocks = [.. source.Blocks.Select(pair => pair.Block)];
        var page = new AboutPage(file, name, [.. blocks.Skip(1)], source.Code);
        if (blocks is not [Heading { Level: 1 } title, ..] || !title.Text.Is(name))
        {
            errors.Add(file, 1, ErrorCode.PageShape, $"The page must begin with '# {name}'.");
        }

        page.Check(errors);
        return page;
    }

    private void Check(ErrorList errors)
    {
        if (Blocks is not [Heading { Level: 2, Text: Short } heading, Paragraph synopsis, Heading { Level: 2, Text: Long }, ..])
        {
            errors.Add(File, 1, ErrorCode.SectionMissing, $"The page needs '## {Short}' with one paragraph, then '## {Long}'.");
        }
        else if (synopsis.Text.Length > AboutText.Width - AboutText.Indent)
        {
            // Get-Help about_* shows the fifth line of the text as the synopsis, and only that one.
            errors.Add(
                File,
                heading.Line,
                ErrorCode.PageShape,
                $"The short description has {synopsis.Text.Length} characters; it must fit one line of {AboutText.Width - AboutText.Indent}.");
        }

        for (var index = 0; index < Blocks.Count; index++)
        {
            var endsSection = index + 1 == Blocks.Count || Blocks[index + 1] is Heading { Level: <= 2 };
            if (Blocks[index] is Heading empty && (endsSection || Blocks[index + 1] is Heading next && next.Level <= empty.Level))
            {
                errors.Add(File, empty.Line, ErrorCode.EmptySection, $"'{empty.Text}' is empty.");
            }
        }
    }
}
