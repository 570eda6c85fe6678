namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>A module within the module, such as the one that SecretManagement calls. Users meet none of its cmdlets.</summary>
/// <param name="Name">Its folder below the module's, and the name of its manifest in there.</param>
/// <param name="Template">The path of the manifest's template.</param>
/// <param name="Text">The manifest, filled in.</param>
/// <param name="Manifest">The same, read.</param>
internal sealed record NestedModule(string Name, string Template, string Text, DataFileTable Manifest)
{
    /// <summary>Where the manifest goes, below the module's folder.</summary>
    internal string StagedAs => $"{Name}/{Name}.psd1";

    internal IReadOnlyList<string> Cmdlets => Manifest.Texts("CmdletsToExport");

    /// <summary>The nested modules of a module folder: each folder with a manifest of its own name.</summary>
    /// <exception cref="DataFileException">A manifest cannot be read.</exception>
    internal static IReadOnlyList<NestedModule> In(string moduleFolder, string version, string projectUrl) =>
        [.. Directory.GetDirectories(moduleFolder)
            .Select(folder => Path.Combine(folder, Path.GetFileName(folder) + ".psd1"))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .Select(template => Read(template, version, projectUrl))];

    private static NestedModule Read(string template, string version, string projectUrl)
    {
        var text = ManifestTemplate.Fill(File.ReadAllText(template), version, projectUrl);
        try
        {
            return new NestedModule(Path.GetFileNameWithoutExtension(template), template, text, DataFileReader.Read(text));
        }
        catch (DataFileException exception)
        {
            throw new DataFileException(exception.Line, exception.Message) { File = template };
        }
    }
}
