namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>A module within the module is staged with it, and held against the same assembly.</summary>
public sealed class NestedModuleTests : IDisposable
{
    private const string Nested = "module/Auth0Ps.Inner/Auth0Ps.Inner.psd1";

    private readonly SampleModule _module = new();

    public NestedModuleTests()
    {
        _module.Write(Nested, """
            @{
                RootModule        = '../Auth0Ps.dll'
                ModuleVersion     = '{version}'
                GUID              = '1f0f8f3e-5f5b-4a3e-8a55-0b3f7f1b2c90'
                CmdletsToExport   = @('Set-Thing')
                FunctionsToExport = @()
                VariablesToExport = @()
                AliasesToExport   = @()
            }

            """);
        _module.Replace(SampleModule.Manifest, "FormatsToProcess", "NestedModules = './Auth0Ps.Inner'; FormatsToProcess");
        _module.ReplaceInSource(
            "public enum Kind",
            "[Cmdlet(VerbsCommon.Set, \"Thing\")] public sealed class SetThingCommand : PSCmdlet { [Parameter] public string Name { get; set; } } public enum Kind");
    }

    public void Dispose() => _module.Dispose();

    [Fact]
    public void It_is_staged_and_its_cmdlets_need_neither_prefix_nor_help_nor_questions()
    {
        Assert.Empty(_module.Build());
        Assert.Contains("Auth0Ps.Inner/Auth0Ps.Inner.psd1", _module.StagedFiles, StringComparer.Ordinal);
        Assert.Contains("ModuleVersion     = '1.2.3'", _module.Read("Auth0Ps.Inner/Auth0Ps.Inner.psd1"), StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Thing", _module.Read("en-US/Auth0Ps.dll-Help.xml"), StringComparison.Ordinal);
        Assert.DoesNotContain(_module.Tags, tag => tag.Contains("Set-Thing", StringComparison.Ordinal));
    }

    [Fact]
    public void An_export_that_the_assembly_does_not_have()
    {
        _module.Replace(Nested, "'Set-Thing'", "'Set-Thing', 'Get-Thing'");
        _module.FailsWith("A0PS004", Nested, _module.LineOf(Nested, "CmdletsToExport"), "Get-Thing", "no such cmdlet");
    }

    [Fact]
    public void An_export_that_users_would_meet_as_well()
    {
        _module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", "'Remove-Auth0Thing'\n'Set-Thing'");
        _module.FailsWith("A0PS004", SampleModule.Manifest, _module.LineOf(SampleModule.Manifest, "CmdletsToExport"), "Set-Thing");
    }

    [Fact]
    public void An_assembly_that_is_not_where_it_says()
    {
        _module.Replace(Nested, "'../Auth0Ps.dll'", "'Auth0Ps.dll'");
        _module.FailsWith("A0PS002", Nested, _module.LineOf(Nested, "RootModule"), "not among the staged files");
    }

    [Fact]
    public void A_nested_module_that_nothing_loads()
    {
        _module.Replace(SampleModule.Manifest, "NestedModules = './Auth0Ps.Inner'; ", string.Empty);
        _module.FailsWith("A0PS002", SampleModule.Manifest, 0, "Auth0Ps.Inner", "NestedModules does not name it");
    }

    [Fact]
    public void A_nested_module_that_is_not_there()
    {
        _module.Replace(SampleModule.Manifest, "'./Auth0Ps.Inner'", "'./Auth0Ps.Inner', './Auth0Ps.Other'");
        _module.FailsWith("A0PS002", SampleModule.Manifest, _module.LineOf(SampleModule.Manifest, "NestedModules"), "Auth0Ps.Other", "not among the staged files");
    }

    [Fact]
    public void A_manifest_that_is_more_than_data()
    {
        _module.Replace(Nested, "'{version}'", "Get-Date");
        _module.FailsWith("A0PS001", Nested, 3, "evaluate Get-Date");
    }
}
