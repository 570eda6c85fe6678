using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>What must hold between a manifest, the cmdlets in the assembly and the files staged beside it.</summary>
/// <param name="file">The manifest's template.</param>
/// <param name="folder">The folder it is staged in, below the module's; empty for the module's own manifest.</param>
/// <param name="manifest">What is in it.</param>
/// <param name="errors">Told of what is wrong.</param>
internal sealed class ManifestRules(string file, string folder, DataFileTable manifest, ErrorList errors)
{
    private static readonly string[] NothingExported = ["FunctionsToExport", "VariablesToExport", "AliasesToExport"];
    private static readonly string[] FileLists = ["RootModule", "FormatsToProcess", "TypesToProcess", "NestedModules", "FileList"];

    /// <param name="cmdlets">The cmdlets that it has to export.</param>
    /// <param name="stagedFiles">Every file of the module.</param>
    /// <param name="version">The product's version.</param>
    internal void Check(IReadOnlyList<Cmdlet> cmdlets, IReadOnlyCollection<string> stagedFiles, string version)
    {
        CheckExports(cmdlets);
        CheckFiles(stagedFiles);
        CheckLoaded(stagedFiles);
        if (!manifest.Text("ModuleVersion").Is(version.Split('-', '+')[0]))
        {
            Report("ModuleVersion", "ModuleVersion must be '{version}', so that the number has one home.");
        }

        if (!Guid.TryParse(manifest.Text("GUID"), out _))
            Report("GUID", "GUID is missing or not a GUID.");

        foreach (var key in NothingExported.Where(key => !manifest.Has(key) || manifest.Texts(key).Count > 0))
        {
            Report(key, $"{key} must be @(): the module exports only cmdlets, and a missing entry means \"search for them\".");
        }
    }

    /// <summary>What the PowerShell Gallery shows of a package: where it comes from, under which licence, what is new.</summary>
    internal void CheckGallery(IReadOnlyCollection<string> stagedFiles, string projectUrl)
    {
        var gallery = manifest.Table("PrivateData")?.Table("PSData") ?? new DataFileTable();
        if (!gallery.Text("ProjectUri").Is(projectUrl))
            ReportGallery("ProjectUri", "ProjectUri must be '{project}', so that the address has one home.");
        foreach (var key in (string[])["LicenseUri", "IconUri"])
        {
            if (gallery.Text(key)?.StartsWith(projectUrl + "/", StringComparison.Ordinal) is not true)
                ReportGallery(key, $"{key} must begin with '{{project}}/'.");
        }

        if (gallery.Text("IconUri")?.Split('/')[^1] is { } icon && !stagedFiles.Contains(icon, StringComparer.Ordinal))
            ReportGallery("IconUri", $"IconUri names {icon}, which is not among the staged files.");
        if (string.IsNullOrWhiteSpace(gallery.Text("ReleaseNotes")))
            ReportGallery("ReleaseNotes", "ReleaseNotes are missing: say what is new, or where that is written.");
        if (gallery.Texts("Tags") is [])
            ReportGallery("Tags", "Tags are missing: they are what a search in the gallery finds.");

        void ReportGallery(string key, string message) =>
            errors.Add(file, Math.Max(gallery.LineOf(key), manifest.LineOf("PrivateData")), ErrorCode.ManifestValue, message);
    }

    private void CheckExports(IReadOnlyList<Cmdlet> cmdlets)
    {
        const string Key = "CmdletsToExport";
        var exports = manifest.Texts(Key);
        if (!manifest.Has(Key))
        {
            Report(Key, "CmdletsToExport is missing. Name every cmdlet: only then are they found before the module is imported.");
            return;
        }

        foreach (var cmdlet in cmdlets.Where(cmdlet => !exports.Contains(cmdlet.Name, StringComparer.OrdinalIgnoreCase)))
        {
            errors.Add(file, manifest.LineOf(Key), ErrorCode.CmdletNotExported, $"{cmdlet.Name} is not named in CmdletsToExport.");
        }

        foreach (var export in exports.Where(export => !cmdlets.Any(cmdlet => cmdlet.Name.Names(export))))
        {
            errors.Add(
                file,
                manifest.LineOf(Key),
                ErrorCode.ExportWithoutCmdlet,
                $"CmdletsToExport names {export}, but the assembly has no such cmdlet.");
        }

        foreach (var twice in exports.GroupBy(export => export, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            Report(Key, $"CmdletsToExport names {twice.Key} more than once.");
        }
    }

    private void CheckFiles(IReadOnlyCollection<string> stagedFiles)
    {
        foreach (var key in FileLists)
        {
            foreach (var name in manifest.Texts(key).Where(name => !stagedFiles.Contains(StagedAs(key, name), StringComparer.Ordinal)))
            {
                Report(key, $"{key} names {name}, which is not among the staged files.");
            }
        }
    }

    // What lies in the module's folder and is loaded by nobody would be missing without any error: objects shown raw, a vault unknown.
    private void CheckLoaded(IReadOnlyCollection<string> stagedFiles)
    {
        if (folder.Length > 0)
            return;

        foreach (var name in stagedFiles.Where(name => name.Contains('/', StringComparison.Ordinal) && name.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase)))
        {
            if (!manifest.Texts("NestedModules").Any(nested => StagedAs("NestedModules", nested).Is(name)))
            {
                Report("NestedModules", $"{name} is in the module folder, but NestedModules does not name it.");
            }
        }

        var loaded = manifest.Texts("FormatsToProcess").Concat(manifest.Texts("TypesToProcess")).ToList();
        foreach (var name in stagedFiles.Where(name => name.EndsWith(".ps1xml", StringComparison.OrdinalIgnoreCase)))
        {
            if (!loaded.Contains(name, StringComparer.Ordinal))
            {
                Report("FormatsToProcess", $"{name} is in the module folder, but neither FormatsToProcess nor TypesToProcess names it.");
            }
        }
    }

    /// <summary>Where a file that the manifest names is below the module's folder; a module named by its folder has a manifest in there.</summary>
    private string StagedAs(string key, string name)
    {
        var root = Path.GetFullPath("module");
        var path = Path.GetFullPath(Path.Combine(root, folder, name));
        var relative = Path.GetRelativePath(root, path).Replace('\\', '/');
        var last = Path.GetFileName(relative);
        var isFolder = key is "NestedModules" && !name.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        return isFolder ? $"{relative}/{last}.psd1" : relative;
    }

    private void Report(string key, string message) =>
        errors.Add(file, manifest.LineOf(key), ErrorCode.ManifestValue, message);
}
