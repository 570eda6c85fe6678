using System.Text;
using Auth0Ps.ModuleBuilder.Reporting;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>Turns the inside of a Markdown paragraph into the plain text a help window shows.</summary>
internal sealed class PlainText(string file, ErrorList errors, ICollection<CodeMention> code)
{
    internal string Read(LeafBlock block)
    {
        foreach (Inline inline in block.Inline!.Descendants())
        {
            if (inline is HtmlInline html)
            {
                errors.Add(
                    file,
                    html.Line + 1,
                    ErrorCode.UnsupportedMarkdown,
                    $"{html.Tag} would be taken for HTML and vanish from the help. Write it in backticks.");
            }
            else if (inline is CodeInline mention)
            {
                code.Add(new CodeMention(mention.Content, mention.Line + 1, IsBlock: false));
            }
        }

        return Of(block.Inline!);
    }

    /// <summary>Only the text: emphasis and backticks go, the address of a link follows its text.</summary>
    internal static string Of(ContainerInline container)
    {
        var text = new StringBuilder();
        foreach (var inline in container)
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                AutolinkInline auto => auto.Url,
                LineBreakInline lineBreak => lineBreak.IsHard ? "\n" : " ",
                LinkInline link when IsAddress(link.Url) && !Of(link).Is(link.Url) => $"{Of(link)} ({link.Url})",
                ContainerInline inner => Of(inner),
                _ => string.Empty,
            });
        }

        return text.ToString().Trim();
    }

    /// <summary>Whether a link leads out of the help, where only its address shows the reader where to.</summary>
    internal static bool IsAddress(string? url) =>
        url is not null && (url.StartsWith("https://", StringComparison.Ordinal) || url.StartsWith("http://", StringComparison.Ordinal));
}
