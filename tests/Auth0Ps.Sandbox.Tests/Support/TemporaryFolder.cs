namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>A folder of its own under the system's temporary one, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("auth0ps-sandbox-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public string Write(string name, string content)
    {
        var path = File(name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
