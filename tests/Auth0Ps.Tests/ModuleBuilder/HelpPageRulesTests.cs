namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>A help page that is incomplete, or no longer true, fails the build.</summary>
public sealed class HelpPageRulesTests : IDisposable
{
    private const string Page = SampleModule.GetPage;

    private readonly SampleModule _module = new();

    public void Dispose() => _module.Dispose();

    [Fact]
    public void A_cmdlet_without_a_page()
    {
        _module.Delete(Page);
        _module.FailsWith("A0PS101", Page, 0, "Get-Auth0Thing has no help page");
    }

    [Fact]
    public void A_page_without_a_cmdlet()
    {
        _module.Write("module/help/en-US/Set-Auth0Thing.md", "# Set-Auth0Thing\n");
        _module.FailsWith("A0PS102", "module/help/en-US/Set-Auth0Thing.md", 1, "no cmdlet Set-Auth0Thing");
    }

    [Fact]
    public void A_parameter_without_a_text()
    {
        var line = _module.LineOf(Page, "## Parameters");
        _module.Replace(Page, "### -Region\n\nWhere it is.\n\nDefault: US.\n\n", string.Empty);
        _module.FailsWith("A0PS103", Page, line, "-Region of Get-Auth0Thing is not documented");
    }

    [Fact]
    public void A_parameter_added_to_the_class_alone()
    {
        _module.ReplaceInSource("public Kind? Kind { get; set; }", "public Kind? Kind { get; set; } [Parameter] public int Depth { get; set; }");
        _module.FailsWith("A0PS103", Page, _module.LineOf(Page, "## Parameters"), "-Depth");
    }

    [Theory]
    [InlineData("### -Depth\n\nHow deep.\n\n")]
    [InlineData("### -region\n\nIn another spelling.\n\n")]
    [InlineData("### -Secretly\n\nIs hidden.\n\n")]
    public void A_text_for_a_parameter_that_does_not_exist(string entry)
    {
        _module.Replace(Page, "## Inputs", entry + "## Inputs");
        _module.FailsWith("A0PS104", Page, _module.LineOf(Page, entry), "has no parameter", entry.Split('\n')[0][4..]);
    }

    [Fact]
    public void A_single_example()
    {
        _module.Replace(Page, "### Example 2: Some\n\n```powershell\nGet-Auth0Thing a* -First 3\n```\n\nGets three of them.\n\n", string.Empty);
        _module.FailsWith("A0PS105", Page, _module.LineOf(Page, "## Examples"), "at least 2 examples");
    }

    [Theory]
    [InlineData("## Synopsis", "Gets the things of a tenant.\n\n")]
    [InlineData("### -ClientId", "The client id.\n\n")]
    [InlineData("### Example 1: Everything", "Gets every thing.\n\n")]
    [InlineData("### Auth0Thing", "One for each thing.\n\n")]
    [InlineData("## Inputs", "### String\n\nA client id, by property name.\n\n")]
    public void A_section_without_content(string heading, string content)
    {
        _module.Replace(Page, content, string.Empty);
        _module.FailsWith("A0PS106", Page, _module.LineOf(Page, heading), heading);
    }

    [Theory]
    [InlineData("## Outputs\n\n### Auth0Thing\n\nOne for each thing.\n\n", "## Outputs")]
    [InlineData("## Inputs\n\n### String\n\nA client id, by property name.\n\n", "## Inputs")]
    public void A_section_that_is_missing(string section, string name)
    {
        _module.Replace(Page, section, string.Empty);
        _module.FailsWith("A0PS107", Page, 0, name, "missing");
    }

    [Theory]
    [InlineData("# Get-Auth0Thing\n", "# Get-Auth0Things\n", "# Get-Auth0Things", "must begin with '# Get-Auth0Thing'")]
    [InlineData("## Description", "## Story", "## Story", "not a section")]
    [InlineData("### Example 2: Some", "### Example 3: Some", "### Example 3", "'### Example 2: title'")]
    [InlineData("### Example 2: Some\n", "### Example 2: Some\n\nFirst this:\n", "### Example 2", "begin with its code")]
    [InlineData("```powershell\nGet-Auth0Thing a*", "```\nGet-Auth0Thing a*", "### Example 2", "fenced as powershell")]
    [InlineData("## Parameters\n", "## Parameters\n\nThere are some.\n", "There are some.", "below a ### heading")]
    [InlineData("### -Kind\n\nSmall or large.\n", "### -Kind\n\nSmall or large.\n\n### -Kind\n\nAgain.\n", "### -Kind\n\nAgain.", "twice")]
    [InlineData("of a tenant.\n", "of a tenant.\n\nAnd more.\n", "Gets the things of a tenant.", "one paragraph")]
    public void A_page_of_another_shape(string old, string with, string at, string words)
    {
        _module.Replace(Page, old, with);
        var errors = _module.Build();
        Assert.Contains(errors, error => error.Code is "A0PS108" && error.Message.Contains(words, StringComparison.Ordinal) && error.Line == _module.LineOf(Page, at));
    }

    [Theory]
    [InlineData("Where it is.", "Where <region> is.", "<region>")]
    [InlineData("Where it is.", "<p>Where</p>", "HTML")]
    [InlineData("Where it is.", "- One\n  - Two", "more than one paragraph")]
    [InlineData("Where it is.", "Where:\n\n    indented", "indented")]
    public void Text_that_help_cannot_show(string old, string with, string words)
    {
        _module.Replace(Page, old, with);
        var errors = _module.Build();
        Assert.Contains(errors, error => error.Code is "A0PS109" && error.Message.Contains(words, StringComparison.Ordinal) && error.Line >= _module.LineOf(Page, "### -Region"));
    }

    [Fact]
    public void An_output_type_that_the_page_does_not_name()
    {
        _module.Replace(Page, "### Auth0Thing", "### Object");
        _module.FailsWith("A0PS110", Page, _module.LineOf(Page, "## Outputs"), "'### Auth0Thing'");
    }

    [Theory]
    [InlineData("[Remove-Auth0Thing](Remove-Auth0Thing.md)", "[Set-Auth0Thing](Set-Auth0Thing.md)", "Set-Auth0Thing")]
    [InlineData("[about_Auth0Sample](about_Auth0Sample.md)", "about_Auth0Elsewhere", "about_Auth0Elsewhere")]
    public void A_related_link_that_leads_nowhere(string old, string with, string name)
    {
        var line = _module.LineOf(Page, "- [Remove-Auth0Thing]");
        _module.Replace(Page, old, with);
        _module.FailsWith("A0PS113", Page, line, name);
    }

    [Theory]
    [InlineData("What a thing is.", "What a thing is, told at such length that no single line of a help window could ever show it.", "A0PS108")]
    [InlineData("## Short description", "## In short", "A0PS107")]
    [InlineData("## See also\n\n- Get-Auth0Thing\n", "## See also\n", "A0PS106")]
    [InlineData("# about_Auth0Sample", "# about_Sample", "A0PS108")]
    public void A_conceptual_page_of_another_shape(string old, string with, string code)
    {
        _module.Replace(SampleModule.About, old, with);
        Assert.Contains(_module.Build(), error => string.Equals(error.Code, code, StringComparison.Ordinal)
            && error.File.EndsWith("about_Auth0Sample.md", StringComparison.Ordinal));
    }
}
