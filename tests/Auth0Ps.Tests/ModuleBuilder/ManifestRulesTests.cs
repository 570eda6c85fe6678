namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>A manifest that does not fit the module fails the build.</summary>
public sealed class ManifestRulesTests : IDisposable
{
    private readonly SampleModule _module = new();

    public void Dispose() => _module.Dispose();

    [Fact]
    public void A_cmdlet_that_is_not_exported()
    {
        _module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", string.Empty);
        _module.FailsWith("A0PS003", SampleModule.Manifest, Line("CmdletsToExport"), "Remove-Auth0Thing is not named");
    }

    [Fact]
    public void An_export_without_a_cmdlet()
    {
        _module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", "'Remove-Auth0Thing'\n'Set-Auth0Thing'");
        _module.FailsWith("A0PS004", SampleModule.Manifest, Line("CmdletsToExport"), "Set-Auth0Thing", "no such cmdlet");
    }

    [Fact]
    public void A_wildcard_is_not_a_list_of_exports()
    {
        _module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", "'Remove-Auth0Thing', '*'");
        _module.FailsWith("A0PS004", SampleModule.Manifest, Line("CmdletsToExport"), "*");
    }

    [Fact]
    public void An_export_named_twice()
    {
        _module.Replace(SampleModule.Manifest, "'Remove-Auth0Thing'", "'Remove-Auth0Thing', 'get-auth0thing'");
        _module.FailsWith("A0PS002", SampleModule.Manifest, Line("CmdletsToExport"), "more than once");
    }

    [Fact]
    public void A_version_of_its_own()
    {
        _module.Replace(SampleModule.Manifest, "{version}", "9.9.9");
        _module.FailsWith("A0PS002", SampleModule.Manifest, Line("ModuleVersion"), "{version}");
    }

    [Fact]
    public void Functions_left_to_be_searched_for()
    {
        _module.Replace(SampleModule.Manifest, "FunctionsToExport = @()", string.Empty);
        _module.FailsWith("A0PS002", SampleModule.Manifest, 0, "FunctionsToExport must be @()");
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        _module.Replace(SampleModule.Manifest, "FormatsToProcess", "TypesToProcess = 'Auth0Ps.Types.ps1xml'; FormatsToProcess");
        _module.FailsWith("A0PS002", SampleModule.Manifest, Line("TypesToProcess"), "Auth0Ps.Types.ps1xml", "not among the staged files");
    }

    [Fact]
    public void A_format_file_that_nothing_loads()
    {
        _module.Replace(SampleModule.Manifest, "'Auth0Ps.Format.ps1xml'", "@()");
        _module.FailsWith("A0PS002", SampleModule.Manifest, Line("FormatsToProcess"), "Auth0Ps.Format.ps1xml", "names it");
    }

    [Theory]
    [InlineData("'{version}'", "\"$version\"", "evaluate")]
    [InlineData("'{version}'", "Get-Date", "evaluate Get-Date")]
    [InlineData("'{version}'", "(1 + 1)", "evaluate (1 + 1)")]
    [InlineData("'{version}'", "$env:USER", "evaluate $env:USER")]
    [InlineData("'{version}'", "@('a', (Get-Date))", "evaluate @('a', (Get-Date))")]
    [InlineData("'{version}'", "'{version}", "Unexpected token")]
    [InlineData("GUID ", "RootModule ", "Duplicate keys")]
    public void A_manifest_that_is_more_than_data(string old, string with, string words)
    {
        _module.Replace(SampleModule.Manifest, old, with);
        var error = Assert.Single(_module.Build());
        Assert.Equal("A0PS001", error.Code);
        Assert.InRange(error.Line, 3, 22);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ProjectUri = '{project}'", "ProjectUri", "must be '{project}'")]
    [InlineData("ProjectUri = '{project}'", "ProjectUri = 'https://example.org/other'", "must be '{project}'")]
    [InlineData("LicenseUri = '{project}/LICENSE'", "LicenseUri = 'https://example.org/samples/LICENSE'", "LicenseUri must begin with")]
    [InlineData("IconUri    = '{project}/raw/icon.png'", "IconUri = 'icon.png'", "IconUri must begin with")]
    [InlineData("IconUri    = '{project}/raw/icon.png'", "IconUri = '{project}/raw/picture.png'", "picture.png, which is not among the staged files")]
    [InlineData("ReleaseNotes = 'All of it.'", "ReleaseNotes = ' '", "ReleaseNotes are missing")]
    [InlineData("Tags       = 'Auth0', 'Sample'", "Tags = @()", "Tags are missing")]
    public void A_manifest_that_the_gallery_shows_badly(string old, string with, string words)
    {
        _module.Replace(SampleModule.Manifest, old, with is "ProjectUri" ? string.Empty : with);
        var error = Assert.Single(_module.Build());
        Assert.Equal("A0PS002", error.Code);
        Assert.InRange(error.Line, Line("PrivateData"), Line("PrivateData") + 8);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_manifest_at_all()
    {
        _module.Delete(SampleModule.Manifest);
        _module.FailsWith("A0PS001", SampleModule.Manifest, 0, "missing");
    }

    private int Line(string key) => _module.LineOf(SampleModule.Manifest, key);
}
