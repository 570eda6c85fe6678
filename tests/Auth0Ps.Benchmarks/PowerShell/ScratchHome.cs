namespace Auth0Ps.Benchmarks.PowerShell;

/// <summary>A home folder of its own for each tenant: the entries of one are nothing that another's rotation may overwrite.</summary>
internal sealed class ScratchHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth0ps-benchmarks-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
