namespace Auth0Ps.Tests.Support;

/// <summary>A folder below the temporary folder that goes when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("auth0ps-tests-").FullName;

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file, creating its folders, and returns its path.</summary>
    internal string Write(string name, string content)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
