using System.IO.Compression;
using Auth0Ps.Sandbox.Cli.PowerShell;
using Auth0Ps.Tests.ModuleBuilder;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.PowerShell;

/// <summary>The last resort: the PowerShell that the clone's tool manifest pins, here a stand-in from a feed that is a folder.</summary>
public sealed class PinnedPowerShellTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_brought_by_a_restore_and_started_by_its_own_assembly()
    {
        WriteClone();
        WritePackage();

        var search = await SearchAsync();

        Assert.True(search.Found, search.Reason);
        Assert.Equal(new Version(7, 6, 9), search.Engine.Version);
        Assert.EndsWith("pwsh.dll", Assert.Single(search.Engine.LeadingArguments), StringComparison.Ordinal);

        // From any folder and without the user's home, as a test with a home of its own starts it.
        using var home = ScratchHome.Create();
        var start = search.Engine.StartInfo("-Command", "anything");
        start.WorkingDirectory = home.Folder;
        home.Apply(start);
        var result = await ChildProcess.RunAsync(start, TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Contains("auth0ps-engine|7.6.9|", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_no_feed_has_it_the_reason_says_so()
    {
        WriteClone();

        var search = await SearchAsync();

        Assert.Equal(
            "there is no pwsh on the path, and the version pinned in the tool manifest is not available (dotnet tool restore could not bring it)",
            search.Reason);
    }

    [Fact]
    public async Task A_restore_that_takes_too_long_is_ended()
    {
        WriteClone();

        var search = await new PowerShellLocator(Places() with { RestoreLimit = TimeSpan.FromMilliseconds(1) }).SearchAsync(CancellationToken.None);

        Assert.Contains("dotnet tool restore did not end within", search.Reason, StringComparison.Ordinal);
    }

    private Task<PowerShellSearch> SearchAsync() => new PowerShellLocator(Places()).SearchAsync(CancellationToken.None);

    // Everything the restore leaves behind stays in the test's own folder.
    private PowerShellPlaces Places() => new(null, [], _folder.File("clone"), new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["NUGET_PACKAGES"] = _folder.File("packages"),
        ["DOTNET_CLI_HOME"] = _folder.File("dotnet"),
    });

    private void WriteClone()
    {
        Directory.CreateDirectory(_folder.File("feed"));
        _folder.Write("clone/.config/dotnet-tools.json", File.ReadAllText(Path.Combine(Clone.Folder, ".config", "dotnet-tools.json")));
        _folder.Write("clone/nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="folder" value="{_folder.File("feed")}" /></packageSources>
            </configuration>
            """);
    }

    private void WritePackage()
    {
        const string Source = """
            System.Console.WriteLine("auth0ps-engine|7.6.9|" + System.IO.Path.GetDirectoryName(typeof(Program).Assembly.Location) + "|" + System.Environment.ProcessPath);
            partial class Program { }
            """;
        const string Nuspec = """
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>powershell</id><version>7.6.9</version><authors>a</authors><description>d</description>
                <packageTypes><packageType name="DotnetTool" /></packageTypes>
              </metadata>
            </package>
            """;
        const string Settings = """
            <DotNetCliTool Version="1"><Commands><Command Name="pwsh" EntryPoint="pwsh.dll" Runner="dotnet" /></Commands></DotNetCliTool>
            """;
        // What the stand-in was compiled against is the framework that runs these tests.
        var RuntimeConfig = $$"""
            { "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }
            """;
        using var package = ZipFile.Open(_folder.File("feed/powershell.7.6.9.nupkg"), ZipArchiveMode.Create);
        Add("powershell.nuspec", Text(Nuspec));
        Add("tools/net8.0/any/DotnetToolSettings.xml", Text(Settings));
        Add("tools/net8.0/any/pwsh.runtimeconfig.json", Text(RuntimeConfig));
        Add("tools/net8.0/any/pwsh.dll", SampleCompiler.CompileProgram("pwsh", Source));

        static byte[] Text(string content) => System.Text.Encoding.UTF8.GetBytes(content);

        void Add(string name, byte[] content)
        {
            using var stream = package.CreateEntry(name).Open();
            stream.Write(content);
        }
    }
}
