using System.Xml.Linq;
using Auth0Ps.ModuleBuilder.Assemblies;
using static Auth0Ps.ModuleBuilder.Help.MamlNames;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>Writes the help of all cmdlets in the form PowerShell reads (MAML, the form of platyPS and Get-Help).</summary>
internal static class MamlWriter
{
    internal static XDocument Write(IEnumerable<Cmdlet> cmdlets, IReadOnlyDictionary<string, HelpPage> pages) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(
            Root + "helpItems",
            new XAttribute("schema", "maml"),
            cmdlets.Select(cmdlet => CommandHelp(cmdlet, pages[cmdlet.Name]))));

    private static XElement CommandHelp(Cmdlet cmdlet, HelpPage page)
    {
        var parameters = new MamlParameters(cmdlet, page);
        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", cmdlet.Name),
                new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun),
                Description(page.Synopsis)),
            Description(page.Description),
            parameters.Syntax(),
            parameters.Parameters(),
            new XElement(Command + "inputTypes", page.Inputs.Select(entry => TypeEntry("inputType", entry))),
            new XElement(Command + "returnValues", page.Outputs.Select(entry => TypeEntry("returnValue", entry))),
            page.Notes.Count == 0 ? null : new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
            new XElement(Command + "examples", page.Examples.Select(Example)),
            // Get-Help -Online opens the address of the first link.
            new XElement(Command + "relatedLinks", Link(new HelpLink("Online version:", cmdlet.HelpUri, 0)), page.RelatedLinks.Select(Link)));
    }

    private static XElement TypeEntry(string element, HelpEntry entry) => new(
        Command + element,
        new XElement(Dev + "type", new XElement(Maml + "name", entry.Title)),
        Description(entry.Text));

    private static XElement Example(HelpEntry example) => new(
        Command + "example",
        new XElement(Maml + "title", $"---------- {example.Title} ----------"),
        new XElement(Dev + "code", ((Code)example.Text[0]).Text),
        // The empty paragraph parts one example from the next on the screen.
        new XElement(Dev + "remarks", Paragraphs(example.Text.Skip(1)), Paragraph(string.Empty)));

    private static XElement Link(HelpLink link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Text),
        new XElement(Maml + "uri", link.Uri));
}
