using Auth0Ps.ModuleBuilder.Manifests;

namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>What the builder puts into the module folder when nothing is wrong.</summary>
public sealed class StagingTests : IDisposable
{
    private static readonly string[] EverythingStaged =
    [
        "Auth0Ps.Format.ps1xml",
        "Auth0Ps.dll",
        "Auth0Ps.psd1",
        "LICENSE",
        "en-US/Auth0Ps.dll-Help.xml",
        "en-US/about_Auth0Sample.help.txt",
        "icon.png",
    ];

    private readonly SampleModule _module = new();

    public StagingTests() => _module.Files.Add(_module.Write("LICENSE", "Do as you like."));

    public void Dispose() => _module.Dispose();

    [Fact]
    public void A_correct_module_is_staged_whole_and_nothing_else()
    {
        Assert.Empty(_module.Build());
        Assert.Equal(EverythingStaged, _module.StagedFiles, StringComparer.Ordinal);
    }

    [Fact]
    public void The_version_is_filled_in_and_a_release_has_no_prerelease_label()
    {
        Assert.Empty(_module.Build());

        var manifest = DataFileReader.Read(_module.Read("Auth0Ps.psd1"));
        Assert.Equal("1.2.3", manifest.Text("ModuleVersion"));
        Assert.False(manifest.Table("PrivateData")!.Table("PSData")!.Has("Prerelease"));
    }

    [Fact]
    public void A_prerelease_is_labelled_as_the_gallery_wants_it()
    {
        using var early = new SampleModule { Version = "2.0.0-beta1" };

        Assert.Empty(early.Build());

        var manifest = DataFileReader.Read(early.Read("Auth0Ps.psd1"));
        Assert.Equal("2.0.0", manifest.Text("ModuleVersion"));
        Assert.Equal("beta1", manifest.Table("PrivateData")!.Table("PSData")!.Text("Prerelease"));
    }

    [Fact]
    public void What_no_longer_belongs_into_the_module_is_removed()
    {
        Assert.Empty(_module.Build());
        File.WriteAllText(Path.Combine(_module.Output, "Old.dll"), "from last week");
        Directory.CreateDirectory(Path.Combine(_module.Output, "de-DE"));
        File.WriteAllText(Path.Combine(_module.Output, "de-DE", "about_Old.help.txt"), "from last week");

        Assert.Empty(_module.Build());

        Assert.Equal(EverythingStaged, _module.StagedFiles, StringComparer.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_module.Output, "de-DE")));
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_left_alone()
    {
        var precious = Path.Combine(_module.Output, "thesis.txt");
        File.WriteAllText(precious, "five years of work");

        var error = Assert.Single(_module.Build());

        Assert.Equal("A0PS301", error.Code);
        Assert.Equal(["thesis.txt"], _module.StagedFiles, StringComparer.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_is_named_with_the_likely_cause()
    {
        Directory.CreateDirectory(Path.Combine(_module.Output, "Auth0Ps.dll"));

        var error = Assert.Single(_module.Build());

        Assert.Equal("A0PS302", error.Code);
        Assert.EndsWith("Auth0Ps.dll", error.File, StringComparison.Ordinal);
        Assert.Contains("close it and build again", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.Management.Automation.dll")]
    [InlineData("System.CommandLine.dll")]
    public void PowerShell_itself_and_the_command_line_library_are_refused(string library)
    {
        _module.Files.Add(_module.Write($"lib/{library}", "not really"));

        _module.FailsWith("A0PS303", library, 0, "must not be part of the module");
    }

    [Fact]
    public void The_tags_are_those_of_the_gallery_and_those_of_the_manifest()
    {
        Assert.Empty(_module.Build());

        Assert.Equal(
            [
                "Auth0", "Sample", "PSModule", "PSEdition_Core", "PSIncludes_Cmdlet",
                "PSCmdlet_Get-Auth0Thing", "PSCmdlet_Remove-Auth0Thing",
                "PSCommand_Get-Auth0Thing", "PSCommand_Remove-Auth0Thing",
            ],
            _module.Tags,
            StringComparer.Ordinal);
    }
}
