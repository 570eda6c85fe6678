namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>A cmdlet that users would stumble over fails the build.</summary>
public sealed class CmdletRulesTests : IDisposable
{
    private const string RemoveClass = "RemoveAuth0ThingCommand";

    private readonly SampleModule _module = new();

    public void Dispose() => _module.Dispose();

    [Fact]
    public void A_verb_that_PowerShell_does_not_approve_of()
    {
        Rename("VerbsCommon.Remove", "\"Delete\"", "DeleteAuth0ThingCommand", "Delete-Auth0Thing");
        _module.FailsWith("A0PS010", "Auth0Ps.dll", 0, "Delete-Auth0Thing", "not an approved PowerShell verb");
    }

    [Fact]
    public void A_noun_without_the_prefix()
    {
        _module.Replace(SampleModule.GetPage, "- [Remove-Auth0Thing](Remove-Auth0Thing.md)\n", string.Empty);
        _module.ReplaceInSource("VerbsCommon.Remove, \"Auth0Thing\"", "VerbsCommon.Remove, \"Thing\"");
        Rename("VerbsCommon.Remove", "VerbsCommon.Remove", "RemoveThingCommand", "Remove-Thing");
        _module.FailsWith("A0PS011", "Auth0Ps.dll", 0, "Remove-Thing", "begin with Auth0");
    }

    [Fact]
    public void A_class_that_is_not_called_after_its_cmdlet()
    {
        _module.ReplaceInSource(RemoveClass, "ThingRemover");
        _module.FailsWith("A0PS012", "Auth0Ps.dll", 0, "ThingRemover must be called RemoveAuth0ThingCommand");
    }

    [Theory]
    [InlineData("public sealed class RemoveAuth0ThingCommand", "internal sealed class RemoveAuth0ThingCommand")]
    [InlineData("public Auth0Thing InputObject { get; set; }", "public Auth0Thing InputObject { get; set; } public RemoveAuth0ThingCommand(int x) { }")]
    public void A_class_that_PowerShell_cannot_load(string old, string with)
    {
        _module.ReplaceInSource(old, with);
        _module.FailsWith("A0PS013", "Auth0Ps.dll", 0, "Remove-Auth0Thing", "public");
    }

    [Fact]
    public void A_cmdlet_that_changes_something_without_WhatIf()
    {
        _module.ReplaceInSource(", SupportsShouldProcess = true", string.Empty);
        _module.Replace(SampleModule.RemovePage, " -WhatIf", string.Empty);
        _module.FailsWith("A0PS014", "Auth0Ps.dll", 0, "Remove-Auth0Thing", "SupportsShouldProcess");
    }

    [Theory]
    [InlineData(", HelpUri = \"https://example.org/sample/blob/main/module/help/en-US/Remove-Auth0Thing.md\"", "")]
    [InlineData("/sample/blob/main/module/help/en-US/Remove-", "/sample/blob/main/module/help/en-US/Get-")]
    [InlineData("https://example.org/sample/blob/main/module/help/en-US/Remove-", "https://example.org/other/blob/main/module/help/en-US/Remove-")]
    public void Help_that_leads_elsewhere_than_to_the_cmdlets_page(string old, string with)
    {
        _module.ReplaceInSource(old, with);
        _module.FailsWith("A0PS016", "Auth0Ps.dll", 0, "Remove-Auth0Thing", "HelpUri must be");
    }

    [Theory]
    [InlineData("[Alias(\"ea\")] public Auth0Thing InputObject", "'ea'", "-ErrorAction")]
    [InlineData("[Alias(\"WhatIf\")] public Auth0Thing InputObject", "'WhatIf'", "-WhatIf")]
    [InlineData("[Alias(\"tenant\")] public Auth0Thing InputObject", "'tenant'", "-Connection")]
    public void A_parameter_name_that_is_taken(string declaration, string called, string owner)
    {
        _module.ReplaceInSource("public Auth0Thing InputObject", declaration);
        var errors = _module.Build();
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.Equal("A0PS015", error.Code));
        Assert.Contains(errors, error => error.Message.Contains(called, StringComparison.Ordinal) && error.Message.Contains(owner, StringComparison.Ordinal));
    }

    private void Rename(string verb, string newVerb, string newClass, string newName)
    {
        _module.ReplaceInSource(verb, newVerb);
        _module.ReplaceInSource(RemoveClass, newClass);
        _module.ReplaceInSource("Remove-Auth0Thing.md", newName + ".md");
        _module.Replace(SampleModule.Manifest, "Remove-Auth0Thing", newName);
        var page = SamplePages.Remove.Replace("Remove-Auth0Thing", newName, StringComparison.Ordinal);
        _module.Delete(SampleModule.RemovePage);
        _module.Write($"module/help/en-US/{newName}.md", page);
        if (newName.Contains("Auth0", StringComparison.Ordinal))
        {
            _module.Replace(SampleModule.GetPage, "Remove-Auth0Thing", newName);
        }
    }
}
