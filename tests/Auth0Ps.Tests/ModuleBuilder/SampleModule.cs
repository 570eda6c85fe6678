using Auth0Ps.ModuleBuilder;
using Auth0Ps.ModuleBuilder.Reporting;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>A small module with nothing wrong in it. A test breaks one thing and looks at what the builder says.</summary>
internal sealed class SampleModule : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string _source = SampleText.Cmdlets;

    internal SampleModule()
    {
        _folder.Write("module/Auth0Ps.psd1", SampleText.Manifest);
        _folder.Write("module/Auth0Ps.Format.ps1xml", SampleText.Format);
        _folder.Write("module/icon.png", "a picture");
        _folder.Write("module/help/en-US/Get-Auth0Thing.md", SamplePages.Get);
        _folder.Write("module/help/en-US/Remove-Auth0Thing.md", SamplePages.Remove);
        _folder.Write("module/help/en-US/about_Auth0Sample.md", SamplePages.About);
        Directory.CreateDirectory(Output);
    }

    internal const string Manifest = "module/Auth0Ps.psd1";
    internal const string Format = "module/Auth0Ps.Format.ps1xml";
    internal const string GetPage = "module/help/en-US/Get-Auth0Thing.md";
    internal const string RemovePage = "module/help/en-US/Remove-Auth0Thing.md";
    internal const string About = "module/help/en-US/about_Auth0Sample.md";

    internal string Folder => _folder.Path;

    internal string Output => _folder.File("out");

    internal string Version { get; init; } = "1.2.3";

    internal const string ProjectUrl = "https://example.org/sample";

    internal List<string> Files { get; } = [];

    internal string Read(string stagedFile) => File.ReadAllText(Path.Combine(Output, stagedFile));

    internal string Write(string file, string content) => _folder.Write(file, content);

    internal void Delete(string file) => File.Delete(_folder.File(file));

    /// <summary>Replaces a text in one of the source files; it must be there.</summary>
    internal void Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(_folder.File(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        _folder.Write(file, text.Replace(old, with, StringComparison.Ordinal));
    }

    /// <summary>Replaces a text in the source of the cmdlets; it must be there.</summary>
    internal void ReplaceInSource(string old, string with)
    {
        Assert.Contains(old, _source, StringComparison.Ordinal);
        _source = _source.Replace(old, with, StringComparison.Ordinal);
    }

    internal IReadOnlyList<BuildError> Build()
    {
        var assembly = _folder.File("bin/Auth0Ps.dll");
        Directory.CreateDirectory(Path.GetDirectoryName(assembly)!);
        File.WriteAllBytes(assembly, SampleCompiler.Compile(_source));
        return ModuleBuild.Run(new ModuleBuildRequest(
            assembly,
            SampleCompiler.References,
            Files,
            _folder.File("module"),
            Version,
            ProjectUrl,
            Output,
            _folder.File("files.txt"),
            _folder.File("tags.txt")));
    }

    /// <summary>Builds, and expects one error: of this code, in this file, and with these words.</summary>
    internal void FailsWith(string code, string file, int line, params IEnumerable<string> words)
    {
        var error = Assert.Single(Build());
        Assert.Equal(code, error.Code);
        Assert.EndsWith(file, error.File.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.False(Directory.EnumerateFileSystemEntries(Output).Any(), "Nothing may be staged when something is wrong.");
    }

    /// <summary>The line, counted from one, on which a text begins.</summary>
    internal int LineOf(string file, string text)
    {
        var content = File.ReadAllText(_folder.File(file));
        var index = content.IndexOf(text, StringComparison.Ordinal);
        Assert.True(index >= 0, $"{file} does not hold '{text}'.");
        return content.AsSpan(0, index).Count('\n') + 1;
    }

    internal IReadOnlyList<string> StagedFiles => [.. Directory.GetFiles(Output, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Output, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    internal IReadOnlyList<string> Tags => File.ReadAllLines(_folder.File("tags.txt"));

    public void Dispose() => _folder.Dispose();
}
