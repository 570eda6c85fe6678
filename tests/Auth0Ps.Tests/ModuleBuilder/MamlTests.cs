using System.Xml.Linq;

namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>The help file says what the assembly says of parameters, and what the pages say in words.</summary>
public sealed class MamlTests : IDisposable
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly SampleModule _module = new();
    private readonly XDocument _help;

    public MamlTests()
    {
        Assert.Empty(_module.Build());
        _help = XDocument.Parse(_module.Read("en-US/Auth0Ps.dll-Help.xml"));
    }

    public void Dispose() => _module.Dispose();

    [Fact]
    public void Each_parameter_set_has_its_own_syntax_the_default_one_first()
    {
        Assert.Equal(
            [
                "[[-Name] String[]] [-Region US|EU] [-Kind Small|Large] [-Connection String] [-First UInt64] [-Skip UInt64] [-IncludeTotalCount]",
                "-ClientId String [-Region US|EU] [-Kind Small|Large] [-Connection String] [-First UInt64] [-Skip UInt64] [-IncludeTotalCount]",
            ],
            Of("Get-Auth0Thing").Descendants(Command + "syntaxItem").Select(Syntax),
            StringComparer.Ordinal);
        Assert.Equal(
            ["[-InputObject] Auth0Thing [-Connection String] [-WhatIf] [-Confirm]"],
            Of("Remove-Auth0Thing").Descendants(Command + "syntaxItem").Select(Syntax),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("Get-Auth0Thing", "Name", "false", "0", "False", "true", "none", "String[]", "")]
    [InlineData("Get-Auth0Thing", "ClientId", "true", "named", "True (ByPropertyName)", "false", "none", "String", "")]
    [InlineData("Get-Auth0Thing", "Connection", "false", "named", "True (ByPropertyName)", "false", "Tenant", "String", "")]
    [InlineData("Get-Auth0Thing", "Region", "false", "named", "False", "false", "none", "String", "US")]
    [InlineData("Get-Auth0Thing", "Kind", "false", "named", "False", "false", "none", "Kind", "")]
    [InlineData("Get-Auth0Thing", "First", "false", "named", "False", "false", "none", "UInt64", "")]
    [InlineData("Remove-Auth0Thing", "InputObject", "true", "0", "True (ByValue)", "false", "none", "Auth0Thing", "")]
    [InlineData("Remove-Auth0Thing", "WhatIf", "false", "named", "False", "false", "wi", "SwitchParameter", "False")]
    public void A_parameter_is_described_with_its_facts(
        string cmdlet, string name, string required, string position, string pipeline, string wildcards, string aliases, string type, string defaultValue)
    {
        var parameter = Of(cmdlet).Element(Command + "parameters")!.Elements()
            .Single(element => string.Equals(element.Element(Maml + "name")!.Value, name, StringComparison.Ordinal));

        Assert.Equal(required, parameter.Attribute("required")!.Value);
        Assert.Equal(position, parameter.Attribute("position")!.Value);
        Assert.Equal(pipeline, parameter.Attribute("pipelineInput")!.Value);
        Assert.Equal(wildcards, parameter.Attribute("globbing")!.Value);
        Assert.Equal(aliases, parameter.Attribute("aliases")!.Value);
        Assert.Equal(type, parameter.Element(Command + "parameterValue")!.Value);
        Assert.Equal(defaultValue, parameter.Element(Dev + "defaultValue")!.Value);
        Assert.NotEmpty(parameter.Element(Maml + "description")!.Value);
    }

    [Fact]
    public void A_hidden_parameter_is_not_told_of() =>
        Assert.DoesNotContain("Secretly", _help.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Texts_arrive_as_plain_paragraphs()
    {
        Assert.Equal(
            ["Gets all things, or those that -Name fits; see the manual (https://example.org/things).", "- small ones\n- large ones"],
            Paragraphs(Of("Get-Auth0Thing").Element(Maml + "description")!),
            StringComparer.Ordinal);
        Assert.Equal(["Things do not come back."], Paragraphs(Of("Remove-Auth0Thing").Element(Maml + "alertSet")!), StringComparer.Ordinal);
    }

    [Fact]
    public void Examples_inputs_outputs_and_links_are_there()
    {
        var get = Of("Get-Auth0Thing");
        var example = get.Descendants(Command + "example").Last();
        Assert.Contains("Example 2: Some", example.Element(Maml + "title")!.Value, StringComparison.Ordinal);
        Assert.Equal("Get-Auth0Thing a* -First 3", example.Element(Dev + "code")!.Value);
        Assert.Equal("Gets three of them.", Paragraphs(example.Element(Dev + "remarks")!).First());
        Assert.Equal("String", get.Descendants(Command + "inputType").Single().Element(Dev + "type")!.Value);
        Assert.Equal("Auth0Thing", get.Descendants(Command + "returnValue").Single().Element(Dev + "type")!.Value);
        Assert.Equal(
            ["Online version: https://example.org/sample/blob/main/module/help/en-US/Get-Auth0Thing.md", "Remove-Auth0Thing ", "about_Auth0Sample ", "The manual https://example.org/things"],
            get.Descendants(Maml + "navigationLink").Select(link => $"{link.Element(Maml + "linkText")!.Value} {link.Element(Maml + "uri")!.Value}"),
            StringComparer.Ordinal);
    }

    [Fact]
    public void A_conceptual_topic_is_laid_out_for_eighty_columns()
    {
        const string Expected = """
            TOPIC
                about_Auth0Sample

            SHORT DESCRIPTION
                What a thing is.

            LONG DESCRIPTION
                A thing is described here at some length, so that the text has to be wrapped
                for a window of eighty columns.

              Kinds
                1. Small things, of which there are very many in every tenant, more than
                   anyone would like to count.
                2. Large things.

                    Get-Auth0Thing -Kind Large

                    Get-Auth0Thing -Kind Small

            SEE ALSO
                - Get-Auth0Thing

            """;
        Assert.Equal(Expected.ReplaceLineEndings("\n"), _module.Read("en-US/about_Auth0Sample.help.txt"));
    }

    private XElement Of(string cmdlet) => _help.Root!.Elements()
        .Single(command => string.Equals(command.Descendants(Command + "name").First().Value, cmdlet, StringComparison.Ordinal));

    private static IEnumerable<string> Paragraphs(XElement element) => element.Descendants(Maml + "para").Select(para => para.Value);

    // As Get-Help prints it, from the same facts.
    private static string Syntax(XElement item) => string.Join(' ', item.Elements(Command + "parameter").Select(parameter =>
    {
        var name = "-" + parameter.Element(Maml + "name")!.Value;
        var group = parameter.Element(Command + "parameterValueGroup");
        var value = group is null
            ? parameter.Element(Command + "parameterValue")?.Value
            : string.Join('|', group.Elements().Select(allowed => allowed.Value));
        var named = parameter.Attribute("position")!.Value is "named" ? name : $"[{name}]";
        var whole = value is null ? named : $"{named} {value}";
        return parameter.Attribute("required")!.Value is "true" ? whole : $"[{whole}]";
    }));
}
