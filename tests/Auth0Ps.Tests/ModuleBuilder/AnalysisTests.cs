using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>An ordinary run of the tests only compiles; the next build analyses what it compiled.</summary>
public sealed class AnalysisTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LongFact]
    public async Task What_was_only_compiled_is_analysed_by_the_next_build_and_until_it_is_in_order()
    {
        foreach (var name in new[] { ".editorconfig", "Directory.Build.targets" })
            _folder.Write(name, await File.ReadAllTextAsync(Path.Combine(Clone.Folder, name)));
        _folder.Write("Sample.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net8.0</TargetFramework>
                <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
            </Project>
            """);
        _folder.Write("Sample.cs", "namespace Sample;\n\ninternal static class Badly { internal static int  Spaced( int a ) => a; }\n");

        Assert.Empty(await BuildAsync("-p:OnlyCompiles=true"));
        Assert.Contains("error IDE0055", await BuildAsync(), StringComparison.Ordinal);
        Assert.Contains("error IDE0055", await BuildAsync(), StringComparison.Ordinal);

        _folder.Write("Sample.cs", "namespace Sample;\n\ninternal static class Well\n{\n    internal static int Spaced(int a) => a;\n}\n");
        Assert.Empty(await BuildAsync());
        Assert.Empty(await BuildAsync("-p:OnlyCompiles=true"));
        Assert.Empty(await BuildAsync());
    }

    /// <summary>What a build that failed said.</summary>
    private async Task<string> BuildAsync(params IEnumerable<string> options)
    {
        var run = await DotnetCommand.RunAsync(_folder.Path, ["build", "-nologo", .. options]);
        return run.ExitCode is 0 ? "" : run.Output;
    }
}
