namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>A manifest that does not fit the module fails the build.</summary>
public sealed class ManifestRulesTests : IDisposable
{
    private readonly SampleModule module = new();

    public void Dispose() => module.Dispose();

    [Fact]
    public void A_cmdlet_that_is_not_exported()
    {
        module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", string.Empty);
        module.FailsWith("A0PS003", SampleModule.Manifest, Line("CmdletsToExport"), "Remove-Auth0Thing is not named");
    }

    [Fact]
    public void An_export_without_a_cmdlet()
    {
        module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", "'Remove-Auth0Thing'\n'Set-Auth0Thing'");
        module.FailsWith("A0PS004", SampleModule.Manifest, Line("CmdletsToExport"), "Set-Auth0Thing", "no such cmdlet");
    }

    [Fact]
    public void A_wildcard_is_not_a_list_of_exports()
    {
        module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", "'Remove-Auth0Thing', '*'");
        module.FailsWith("A0PS004", SampleModule.Manifest, Line("CmdletsToExport"), "*");
    }

    [Fact]
    public void An_export_named_twice()
    {
        module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", "'Remove-Auth0Thing', 'get-auth0thing'");
        module.FailsWith("A0PS002", SampleModule.Manifest, Line("CmdletsToExport"), "more than once");
    }

    [Fact]
    public void A_version_of_its_own()
    {
        module.Replace(SampleModule.Manifest, "{version}", "9.9.9");
        module.FailsWith("A0PS002", SampleModule.Manifest, Line("ModuleVersion"), "{version}");
    }

    [Fact]
    public void Functions_left_to_be_searched_for()
    {
        module.Replace(SampleModule.Manifest, "FunctionsToExport = @()", string.Empty);
        module.FailsWith("A0PS002", SampleModule.Manifest, 0, "FunctionsToExport must be @()");
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        module.Replace(SampleModule.Manifest, "FormatsToProcess", "TypesToProcess = 'Auth0Ps.Types.ps1xml'; FormatsToProcess");
        module.FailsWith("A0PS002", SampleModule.Manifest, Line("TypesToProcess"), "Auth0Ps.Types.ps1xml", "not among the staged files");
    }

    [Fact]
    public void A_format_file_that_nothing_loads()
    {
        module.Replace(SampleModule.Manifest, "'Auth0Ps.Format.ps1xml'", "@()");
        module.FailsWith("A0PS002", SampleModule.Manifest, Line("FormatsToProcess"), "Auth0Ps.Format.ps1xml", "names it");
    }

    [Theory]
    [InlineData("'{version}'", "\"$version\"", "evaluate")]
    [InlineData("'{version}'", "Get-Date", "neither a quoted text nor")]
    [InlineData("'{version}'", "'{version}", "")]
    [InlineData("GUID ", "RootModule ", "there twice")]
    public void A_manifest_that_is_more_than_data(string old, string with, string words)
    {
        module.Replace(SampleModule.Manifest, old, with);
        var error = Assert.Single(module.Build());
        Assert.Equal("A0PS001", error.Code);
        Assert.InRange(error.Line, 3, 22);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_manifest_at_all()
    {
        module.Delete(SampleModule.Manifest);
        module.FailsWith("A0PS001", SampleModule.Manifest, 0, "missing");
    }

    private int Line(string key) => module.LineOf(SampleModule.Manifest, key);
}
