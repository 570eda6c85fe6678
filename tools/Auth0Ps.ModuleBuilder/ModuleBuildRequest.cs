namespace Auth0Ps.ModuleBuilder;

/// <summary>What one run of the tool works on.</summary>
/// <param name="Assembly">The compiled module.</param>
/// <param name="References">Every assembly it was compiled against.</param>
/// <param name="Files">Files to stage beside the module's assembly: the libraries it needs, the licence.</param>
/// <param name="ModuleFolder">The folder with the manifest template, format files and <c>help/en-US</c>.</param>
/// <param name="Version">The product's version.</param>
/// <param name="ProjectUrl">The address of the project's page; pages of the repository are below it.</param>
/// <param name="Output">The folder of the finished module.</param>
/// <param name="FileList">Written last: the paths of all staged files.</param>
/// <param name="TagList">Written with the package tags, one a line.</param>
internal sealed record ModuleBuildRequest(
    string Assembly,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Files,
    string ModuleFolder,
    string Version,
    string ProjectUrl,
    string Output,
    string FileList,
    string TagList)
{
    /// <summary>Files to stage in the folders for libraries, which are loaded only where they are used: the folder's name, an equals sign and the path.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];
}
