using System.IO.Compression;
using System.Xml.Linq;
using Auth0Ps.ModuleBuilder.Manifests;
using Auth0Ps.Sandbox.Cli.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.StagedModule;

/// <summary>The package has the shape that the PowerShell Gallery takes.</summary>
public sealed class PackageTests(PackageTests.Package package) : IClassFixture<PackageTests.Package>
{
    // What every package has besides its content (Open Packaging Conventions).
    private static readonly string[] Wrapping = ["Auth0Ps.nuspec", "[Content_Types].xml", "_rels/", "package/"];

    [LongFact]
    public void It_is_the_only_one_and_named_after_its_version() =>
        Assert.Equal([$"Auth0Ps.{Clone.Version}.nupkg"], Directory.GetFiles(package.Folder).Select(Path.GetFileName)!, StringComparer.Ordinal);

    [LongFact]
    public void It_holds_the_staged_module_at_its_root_and_nothing_else()
    {
        var expected = Directory.GetFiles(Clone.StagedModule, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Clone.StagedModule, path).Replace('\\', '/'));
        var content = package.Entries.Keys.Where(name => !Wrapping.Any(part => name.StartsWith(part, StringComparison.Ordinal)));

        Assert.Equal(expected.Order(StringComparer.Ordinal), content.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(expected, name => Assert.Equal(File.ReadAllBytes(Path.Combine(Clone.StagedModule, name)), package.Entries[name]));
    }

    [LongFact]
    public void It_says_who_made_it_under_which_licence_and_depends_on_nothing()
    {
        var metadata = package.Metadata;
        Assert.Equal("Auth0Ps", Value("id"));
        Assert.Equal(Clone.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal(Clone.ProjectUrl, Value("projectUrl"));
        Assert.Equal($"{Clone.ProjectUrl}/blob/main/CHANGELOG.md", Value("releaseNotes"));
        Assert.True(package.Entries.ContainsKey(Value("icon")), "The icon is in the package.");
        Assert.NotEmpty(Value("authors"));
        Assert.NotEmpty(Value("description"));
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName is "dependency" or "dependencies" or "group");

        string Value(string name) => metadata.Elements().Single(element => string.Equals(element.Name.LocalName, name, StringComparison.Ordinal)).Value;
    }

    [LongFact]
    public void Its_tags_make_it_a_module_and_its_cmdlets_findable()
    {
        var manifest = DataFileReader.Read(File.ReadAllText(Path.Combine(Clone.StagedModule, "Auth0Ps.psd1")));
        var cmdlets = manifest.Texts("CmdletsToExport");
        var tags = package.Metadata.Elements().Single(element => element.Name.LocalName is "tags").Value.Split(' ');

        Assert.Contains("PSModule", tags, StringComparer.Ordinal);
        Assert.Contains("PSEdition_Core", tags, StringComparer.Ordinal);
        Assert.All(cmdlets, cmdlet => Assert.Contains("PSCmdlet_" + cmdlet, tags, StringComparer.Ordinal));
        Assert.All(cmdlets, cmdlet => Assert.Contains("PSCommand_" + cmdlet, tags, StringComparer.Ordinal));
        Assert.Equal(cmdlets.Count > 0, tags.Contains("PSIncludes_Cmdlet", StringComparer.Ordinal));
    }

    [LongFact]
    public async Task Another_configuration_is_not_packed_without_being_built()
    {
        var other = Clone.Configuration is "Debug" ? "Release" : "Debug";
        using var _folder = new TemporaryFolder();

        var packed = await PackAsync(other, _folder.Path);

        Assert.NotEqual(0, packed.ExitCode);
        Assert.Contains($"error A0PS304: The finished module is missing or was not built as {other}.", packed.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static Task<ChildProcessResult> PackAsync(string configuration, string output) => DotnetCommand.RunAsync(
        Clone.ModuleProject, "pack", "Auth0Ps.csproj", "--no-build", "--nologo", "-c", configuration, "-o", output);

    /// <summary>Packs the module that is staged, once, into the temporary _folder.</summary>
    public sealed class Package : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        internal string Folder => _folder.Path;

        internal Dictionary<string, byte[]> Entries { get; } = new(StringComparer.Ordinal);

        internal XElement Metadata { get; private set; } = new("none");

        public async Task InitializeAsync()
        {
            if (!TestRun.IsWhole)
                return;
            var packed = await PackAsync(Clone.Configuration, _folder.Path);
            Assert.True(packed.ExitCode == 0, packed.Output + packed.Error);

            using var zip = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(_folder.Path, "*.nupkg")));
            foreach (var entry in zip.Entries)
            {
                using var content = new MemoryStream();
                await using var stream = entry.Open();
                await stream.CopyToAsync(content);
                Entries.Add(Uri.UnescapeDataString(entry.FullName), content.ToArray());
            }

            using var nuspec = new MemoryStream(Entries["Auth0Ps.nuspec"]);
            Metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName is "metadata");
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();
    }
}
