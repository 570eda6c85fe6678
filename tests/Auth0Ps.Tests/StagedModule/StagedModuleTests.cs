using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Manifests;
using Auth0Ps.Tests.ModuleBuilder;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.StagedModule;

/// <summary>The module as the build leaves it in <c>out/Auth0Ps</c>.</summary>
public sealed class StagedModuleTests
{
    private const string Extension = "Auth0Ps.Extension/Auth0Ps.Extension.psd1";

    private static readonly string[] Assemblies = ["Auth0Ps.Core.dll", "Auth0Ps.Sandbox.dll", "Auth0Ps.dll"];

    /// <summary>What is loaded only where state is in Azure Blob Storage, or in PostgreSQL.</summary>
    private static readonly string[] Libraries =
    [
        .. new[]
        {
            "Apache.Arrow.dll", "Auth0Ps.AzureBlob.dll", "Azure.Core.dll", "Azure.Identity.dll", "Azure.Storage.Blobs.dll", "Azure.Storage.Common.dll",
            "Microsoft.Bcl.AsyncInterfaces.dll", "Microsoft.Extensions.Configuration.Abstractions.dll", "Microsoft.Extensions.DependencyInjection.Abstractions.dll",
            "Microsoft.Extensions.Diagnostics.Abstractions.dll", "Microsoft.Extensions.FileProviders.Abstractions.dll", "Microsoft.Extensions.Hosting.Abstractions.dll",
            "Microsoft.Extensions.Logging.Abstractions.dll", "Microsoft.Extensions.Options.dll", "Microsoft.Extensions.Primitives.dll",
            "Microsoft.Identity.Client.Extensions.Msal.dll", "Microsoft.Identity.Client.dll", "Microsoft.IdentityModel.Abstractions.dll", "NOTICE.txt", "System.ClientModel.dll",
            "System.Diagnostics.DiagnosticSource.dll", "System.IO.Hashing.dll", "System.IO.Pipelines.dll", "System.Memory.Data.dll",
            "System.Security.Cryptography.ProtectedData.dll", "System.Text.Encodings.Web.dll", "System.Text.Json.dll",
        }.Select(static name => $"libraries/AzureBlob/{name}"),
        .. new[] { "Auth0Ps.PostgreSql.dll", "Microsoft.Extensions.DependencyInjection.Abstractions.dll", "Microsoft.Extensions.Logging.Abstractions.dll", "NOTICE.txt", "Npgsql.dll" }
            .Select(static name => $"libraries/PostgreSql/{name}"),
    ];

    [Fact]
    public void It_holds_what_a_user_needs_and_nothing_else()
    {
        var files = StagedFiles.Where(file => !file.StartsWith("en-US/about_", StringComparison.Ordinal)
            && file is not ("CHANGELOG.md" or "Auth0Ps.Format.ps1xml" or "Auth0Ps.Types.ps1xml"));

        Assert.Equal(
            [.. Assemblies.Concat(Libraries).Concat(["Auth0Ps.Extension/Auth0Ps.Extension.psd1", "Auth0Ps.psd1", "LICENSE", "auth0ps.schema.json", "en-US/Auth0Ps.dll-Help.xml", "icon.png"]).Order(StringComparer.Ordinal)],
            files,
            StringComparer.Ordinal);
    }

    [Fact]
    public void Its_assemblies_are_those_that_were_built_last()
    {
        foreach (var name in Assemblies)
        {
            var project = Path.GetFileNameWithoutExtension(name);
            var built = Path.Combine(Clone.Folder, "src", project, "bin", Clone.Configuration, "net8.0", name);
            Assert.Equal(File.ReadAllBytes(built), File.ReadAllBytes(Path.Combine(Clone.StagedModule, name)));
        }
    }

    [Fact]
    public void Its_manifest_names_every_cmdlet_of_the_assembly_and_no_other()
    {
        var manifest = Manifest();
        using var assembly = Open();

        Assert.Equal(
            assembly.Cmdlets.Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal),
            manifest.Texts("CmdletsToExport").Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Its_nested_module_has_all_that_SecretManagement_calls_and_users_meet_none_of_it()
    {
        var extension = Manifest(Extension);
        using var assembly = Open();

        Assert.Equal(["./Auth0Ps.Extension"], Manifest().Texts("NestedModules"), StringComparer.Ordinal);
        Assert.Equal(
            ["Get-Secret", "Get-SecretInfo", "Remove-Secret", "Set-Secret", "Set-SecretInfo", "Test-SecretVault", "Unlock-SecretVault"],
            assembly.NestedCmdlets.Select(cmdlet => cmdlet.Name),
            StringComparer.Ordinal);
        Assert.Equal(assembly.NestedCmdlets.Select(cmdlet => cmdlet.Name), extension.Texts("CmdletsToExport").Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(Clone.Version.Split('-')[0], extension.Text("ModuleVersion"));
    }

    [Fact]
    public void Its_manifest_asks_for_PowerShell_7_4_and_carries_the_one_version_number()
    {
        var manifest = Manifest();

        Assert.Equal("7.4", manifest.Text("PowerShellVersion"));
        Assert.Equal(["Core"], manifest.Texts("CompatiblePSEditions"), StringComparer.Ordinal);
        Assert.Equal("Auth0Ps.dll", manifest.Text("RootModule"));
        Assert.Equal(Clone.Version.Split('-')[0], manifest.Text("ModuleVersion"));
    }

    [Fact]
    public void Its_manifest_and_its_cmdlets_lead_to_the_projects_page()
    {
        var gallery = Manifest().Table("PrivateData")!.Table("PSData")!;
        using var assembly = Open();

        Assert.Equal(Clone.ProjectUrl, gallery.Text("ProjectUri"));
        Assert.Equal($"{Clone.ProjectUrl}/blob/main/LICENSE", gallery.Text("LicenseUri"));
        Assert.Equal($"{Clone.ProjectUrl}/blob/main/CHANGELOG.md", gallery.Text("ReleaseNotes"));
        // What an address ends with is there, in this clone and so in the repository it names.
        Assert.All(
            [gallery.Text("LicenseUri")!, gallery.Text("IconUri")!, gallery.Text("ReleaseNotes")!, .. assembly.Cmdlets.Select(cmdlet => cmdlet.HelpUri!)],
            address =>
            {
                Assert.StartsWith(Clone.ProjectUrl + "/", address, StringComparison.Ordinal);
                Assert.True(File.Exists(Path.Combine(Clone.Folder, address.Split("/main/")[1])), address);
            });
    }

    [Fact]
    public void Its_help_covers_every_cmdlet()
    {
        XNamespace command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
        var help = XDocument.Load(Path.Combine(Clone.StagedModule, "en-US", "Auth0Ps.dll-Help.xml"));
        using var assembly = Open();

        Assert.Equal(
            assembly.Cmdlets.Select(cmdlet => cmdlet.Name),
            help.Root!.Elements(command + "command").Select(element => element.Descendants(command + "name").First().Value),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("Auth0Ps.Core.dll")]
    [InlineData("Auth0Ps.Sandbox.dll")]
    public void Its_libraries_know_nothing_of_PowerShell(string library)
    {
        using var stream = File.OpenRead(Path.Combine(Clone.StagedModule, library));
        using var file = new PEReader(stream);
        var metadata = file.GetMetadataReader();
        var mentioned = metadata.TypeReferences.Select(metadata.GetTypeReference).Select(type => metadata.GetString(type.Namespace));

        // Any member that mentioned such a type, private ones too, would need an entry in one of these two tables.
        Assert.DoesNotContain(
            metadata.AssemblyReferences.Select(metadata.GetAssemblyReference),
            reference => metadata.GetString(reference.Name).StartsWith("System.Management.Automation", StringComparison.Ordinal));
        Assert.DoesNotContain(mentioned, name => name.StartsWith("System.Management.Automation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Auth0Ps.Core.dll")]
    [InlineData("Auth0Ps.dll")]
    public void What_it_needs_is_in_the_framework_in_PowerShell_or_beside_it(string library)
    {
        using var stream = File.OpenRead(Path.Combine(Clone.StagedModule, library));
        using var file = new PEReader(stream);
        var metadata = file.GetMetadataReader();
        var foreign = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .Select(reference => metadata.GetString(reference.Name))
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)
                && name is not ("netstandard" or "mscorlib")
                && !Assemblies.Contains(name + ".dll", StringComparer.Ordinal));

        Assert.Empty(foreign);
    }

    private static IReadOnlyList<string> StagedFiles => [.. Directory.GetFiles(Clone.StagedModule, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Clone.StagedModule, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    private static DataFileTable Manifest(string name = "Auth0Ps.psd1") =>
        DataFileReader.Read(File.ReadAllText(Path.Combine(Clone.StagedModule, name)));

    private static ModuleAssembly Open() => ModuleAssembly.Open(
        Path.Combine(Clone.StagedModule, "Auth0Ps.dll"),
        [.. SampleCompiler.References, Path.Combine(Clone.StagedModule, "Auth0Ps.Core.dll"), Path.Combine(Clone.StagedModule, "Auth0Ps.Sandbox.dll")],
        Manifest(Extension).Texts("CmdletsToExport"));
}
