using System.Text;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>Writes a conceptual topic in PowerShell's conventional layout: capitals for headings, text indented, 80 columns.</summary>
internal static class AboutText
{
    internal const int Width = 80;
    internal const int Indent = 4;

    internal static string Write(AboutPage page)
    {
        var text = new StringBuilder();
        text.Append("TOPIC\n").Append(' ', Indent).Append(page.Name).Append("\n\n");
        for (var index = 0; index < page.Blocks.Count; index++)
        {
            var block = page.Blocks[index];
            Write(block, text);
            if (index + 1 < page.Blocks.Count && block is not Heading)
                text.Append('\n');
        }

        return text.ToString();
    }

    private static void Write(HelpBlock block, StringBuilder text)
    {
        switch (block)
        {
            case Heading { Level: <= 2 } heading:
                text.Append(heading.Text.ToUpperInvariant()).Append('\n');
                break;
            case Heading heading:
                text.Append(' ', Indent / 2).Append(heading.Text).Append('\n');
                break;
            case Paragraph paragraph:
                Wrap(paragraph.Text, string.Empty, text);
                break;
            case ItemList list:
                foreach (var (mark, item) in list.Items)
                    Wrap(item, mark + " ", text);

                break;
            case Code code:
                foreach (var line in code.Text.Split('\n'))
                    text.Append(' ', line.Length == 0 ? 0 : 2 * Indent).Append(line).Append('\n');

                break;
        }
    }

    // Lines after the first are indented as far as the text behind the mark.
    private static void Wrap(string content, string mark, StringBuilder text)
    {
        var lead = new string(' ', Indent) + mark;
        foreach (var part in content.Split('\n'))
        {
            var line = new StringBuilder(lead);
            var hasWord = false;
            lead = new string(' ', lead.Length);
            foreach (var word in part.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (hasWord && line.Length + 1 + word.Length > Width)
                {
                    text.Append(line).Append('\n');
                    line.Clear().Append(lead);
                    hasWord = false;
                }

                line.Append(hasWord ? " " : string.Empty).Append(word);
                hasWord = true;
            }

            text.Append(line).Append('\n');
        }
    }
}
