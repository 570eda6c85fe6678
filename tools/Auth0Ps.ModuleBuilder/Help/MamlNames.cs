using System.Xml.Linq;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>The XML names of PowerShell's help files.</summary>
internal static class MamlNames
{
    internal static readonly XNamespace Root = "http://msh";
    internal static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    internal static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    internal static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Blocks as paragraphs, the one form every section of the help window shows.</summary>
    internal static IEnumerable<XElement> Paragraphs(IEnumerable<HelpBlock> blocks) => blocks.Select(block => Paragraph(block switch
    {
        Paragraph paragraph => paragraph.Text,
        Code code => code.Text,
        ItemList list => string.Join('\n', list.Items.Select(item => $"{item.Mark} {item.Text}")),
        _ => throw new InvalidOperationException($"{block.GetType().Name} has no place in a help section."),
    }));

    internal static XElement Paragraph(string text) => new(Maml + "para", text);

    internal static XElement Description(IEnumerable<HelpBlock> blocks) => new(Maml + "description", Paragraphs(blocks));
}
