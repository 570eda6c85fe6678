namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>A format file that no longer fits the types fails the build, where PowerShell would show blanks.</summary>
public sealed class FormatFileTests : IDisposable
{
    private readonly SampleModule _module = new();

    public void Dispose() => _module.Dispose();

    [Fact]
    public void A_type_that_does_not_exist()
    {
        _module.Replace(SampleModule.Format, "</ViewSelectedBy>", "<TypeName>Auth0Ps.Nothing</TypeName></ViewSelectedBy>");
        _module.FailsWith("A0PS202", SampleModule.Format, _module.LineOf(SampleModule.Format, "Auth0Ps.Nothing"), "no type Auth0Ps.Nothing");
    }

    [Fact]
    public void A_property_that_does_not_exist()
    {
        _module.Replace(SampleModule.Format, "<PropertyName>Name<", "<PropertyName>Title<");
        _module.FailsWith("A0PS203", SampleModule.Format, _module.LineOf(SampleModule.Format, "Title"), "Auth0Ps.Auth0Thing has no property Title");
    }

    [Fact]
    public void An_output_type_without_a_view()
    {
        _module.Replace(SampleModule.Format, "Auth0Ps.Auth0Thing</TypeName>", "System.Version</TypeName>");
        _module.Replace(SampleModule.Format, "<PropertyName>Name<", "<PropertyName>Major<");
        _module.FailsWith("A0PS204", SampleModule.Format, 0, "Auth0Ps.Auth0Thing", "Get-Auth0Thing", "no view");
    }

    [Fact]
    public void An_entry_for_another_type_is_held_against_that_type()
    {
        _module.Replace(
            SampleModule.Format,
            "<TableRowEntry>",
            "<TableRowEntry><EntrySelectedBy><TypeName>System.Version</TypeName></EntrySelectedBy>");
        _module.FailsWith("A0PS203", SampleModule.Format, _module.LineOf(SampleModule.Format, "<PropertyName>Name<"), "System.Version has no property Name");
    }

    [Fact]
    public void Types_gathered_in_a_selection_set_are_looked_into()
    {
        _module.Replace(SampleModule.Format, "<TypeName>Auth0Ps.Auth0Thing</TypeName>", "<SelectionSetName>Things</SelectionSetName>");
        _module.Replace(
            SampleModule.Format,
            "<ViewDefinitions>",
            "<SelectionSets><SelectionSet><Name>Things</Name><Types><TypeName>Auth0Ps.Auth0Thing</TypeName></Types></SelectionSet></SelectionSets><ViewDefinitions>");
        Assert.Empty(_module.Build());

        _module.Replace(SampleModule.Format, "<PropertyName>Name<", "<PropertyName>Title<");
        Assert.Equal("A0PS203", Assert.Single(_module.Build()).Code);
    }

    [Fact]
    public void A_type_decorated_at_run_time_needs_only_its_base()
    {
        _module.Replace(
            SampleModule.Format,
            "</ViewDefinitions>",
            """
            <View><Name>x</Name><ViewSelectedBy><TypeName>System.Management.Automation.PSCredential#Thing</TypeName></ViewSelectedBy>
            <ListControl><ListEntries><ListEntry><ListItems><ListItem><PropertyName>Added</PropertyName></ListItem></ListItems></ListEntry></ListEntries></ListControl></View>
            </ViewDefinitions>
            """);
        Assert.Empty(_module.Build());
    }

    [Fact]
    public void A_file_that_is_no_XML()
    {
        _module.Replace(SampleModule.Format, "</Configuration>", string.Empty);
        var errors = _module.Build();
        Assert.Contains(errors, error => error.Code is "A0PS201" && error.Line > 0);
    }
}
