using Auth0Ps.Sandbox.Cli.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>The module folder follows every change, as part of an ordinary <c>dotnet build</c>.</summary>
public sealed class BuildTargetsTests : IDisposable
{
    private readonly SampleModule _module = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _module.Dispose();
        _folder.Dispose();
    }

    [LongFact]
    public async Task The_finished_module_is_always_that_of_the_last_build()
    {
        WriteProject();
        await BuildsAsync("Debug");
        Assert.Contains("Gets every thing.", Staged("en-US/Auth0Ps.dll-Help.xml"), StringComparison.Ordinal);
        var debug = Assembly();

        // A page that changes, one that goes, and a staged file that someone deleted.
        _module.Replace(SampleModule.GetPage, "Gets every thing.", "Gets all of them.");
        _module.Replace(SampleModule.GetPage, "- [about_Auth0Sample](about_Auth0Sample.md)\n", string.Empty);
        _module.Delete(SampleModule.About);
        File.Delete(Path.Combine(Output, "Auth0Ps.psd1"));
        await BuildsAsync("Debug");
        Assert.Contains("Gets all of them.", Staged("en-US/Auth0Ps.dll-Help.xml"), StringComparison.Ordinal);
        Assert.Contains("ModuleVersion     = '4.5.6'", Staged("Auth0Ps.psd1"), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Output, "en-US", "about_Auth0Sample.help.txt")));

        await BuildsAsync("Release");
        Assert.NotEqual(debug, Assembly());

        // Debug is up to date by its own files, but the folder holds Release.
        await BuildsAsync("Debug");
        Assert.Equal(debug, Assembly());

        // A page that is wrong fails this build and the next, with the place.
        _module.Replace(SampleModule.GetPage, "### -Kind", "### -Sort");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failed = await BuildAsync("Debug");
            Assert.NotEqual(0, failed.ExitCode);
            Assert.Contains($"Get-Auth0Thing.md({_module.LineOf(SampleModule.GetPage, "### -Sort")}): error A0PS104:", failed.Output, StringComparison.Ordinal);
        }
    }

    private string Output => _folder.File("out/Auth0Ps");

    private string Staged(string name) => File.ReadAllText(Path.Combine(Output, name));

    private byte[] Assembly() => File.ReadAllBytes(Path.Combine(Output, "Auth0Ps.dll"));

    private void WriteProject()
    {
        var builder = typeof(Auth0Ps.ModuleBuilder.ModuleBuild).Assembly.Location;
        var reference = SampleCompiler.References[^1];
        _folder.Write("LICENSE", "Do as you like.");
        _folder.Write("docs/schema/auth0ps.schema.json", "{}");
        _folder.Write("Cmdlets.cs", SampleText.Cmdlets);
        _folder.Write("Auth0Ps.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net8.0</TargetFramework>
                <Version>4.5.6</Version>
                <PackageProjectUrl>{SampleModule.ProjectUrl}</PackageProjectUrl>
                <RepositoryFolder>$(MSBuildProjectDirectory)/</RepositoryFolder>
                <ModuleSourceFolder>{_module.Folder}/module/</ModuleSourceFolder>
                <ModuleOutputFolder>$(MSBuildProjectDirectory)/out/Auth0Ps/</ModuleOutputFolder>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{reference}" Private="false" />
                <ModuleBuilderAssembly Include="{builder}" />
              </ItemGroup>
              <Import Project="{Path.Combine(Clone.ModuleProject, "Auth0Ps.Staging.targets")}" />
            </Project>
            """);
    }

    private async Task BuildsAsync(string configuration)
    {
        var result = await BuildAsync(configuration);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    private Task<ChildProcessResult> BuildAsync(string configuration) =>
        DotnetCommand.RunAsync(_folder.Path, "build", "Auth0Ps.csproj", "-c", configuration, "--nologo", "-p:RunAnalyzers=false");
}
