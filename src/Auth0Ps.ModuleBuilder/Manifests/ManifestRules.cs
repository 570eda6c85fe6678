using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>What must hold between the manifest, the cmdlets in the assembly and the files staged beside it.</summary>
internal sealed class ManifestRules(string file, DataFileTable manifest, ErrorList errors)
{
    private static readonly string[] NothingExported = ["FunctionsToExport", "VariablesToExport", "AliasesToExport"];
    private static readonly string[] FileLists = ["RootModule", "FormatsToProcess", "TypesToProcess", "NestedModules", "FileList"];

    internal void Check(ModuleAssembly assembly, IReadOnlyCollection<string> stagedFiles, string version)
    {
        CheckExports(assembly);
        CheckFiles(stagedFiles);
        if (!manifest.Text("ModuleVersion").Is(version.Split('-', '+')[0]))
        {
            Report("ModuleVersion", "ModuleVersion must be '{version}', so that the number has one home.");
        }

        if (!Guid.TryParse(manifest.Text("GUID"), out _))
        {
            Report("GUID", "GUID is missing or not a GUID.");
        }

        foreach (string key in NothingExported.Where(key => !manifest.Has(key) || manifest.Texts(key).Count > 0))
        {
            Report(key, $"{key} must be @(): the module exports cmdlets alone, and a missing entry means \"search for them\".");
        }
    }

    private void CheckExports(ModuleAssembly assembly)
    {
        const string Key = "CmdletsToExport";
        IReadOnlyList<string> exports = manifest.Texts(Key);
        if (!manifest.Has(Key))
        {
            Report(Key, "CmdletsToExport is missing. Name every cmdlet: only then are they found before the module is imported.");
            return;
        }

        foreach (Cmdlet cmdlet in assembly.Cmdlets.Where(cmdlet => !exports.Contains(cmdlet.Name, StringComparer.OrdinalIgnoreCase)))
        {
            errors.Add(file, manifest.LineOf(Key), ErrorCode.CmdletNotExported, $"{cmdlet.Name} is not named in CmdletsToExport.");
        }

        foreach (string export in exports.Where(export => !assembly.HasCmdlet(export)))
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
        foreach (string key in FileLists)
        {
            foreach (string name in manifest.Texts(key).Where(name => !stagedFiles.Contains(name, StringComparer.Ordinal)))
            {
                Report(key, $"{key} names {name}, which is not among the staged files.");
            }
        }

        // A format file that no one loads would leave every object shown raw, without any error.
        var loaded = manifest.Texts("FormatsToProcess").Concat(manifest.Texts("TypesToProcess")).ToList();
        foreach (string name in stagedFiles.Where(name => name.EndsWith(".ps1xml", StringComparison.OrdinalIgnoreCase)))
        {
            if (!loaded.Contains(name, StringComparer.Ordinal))
            {
                Report("FormatsToProcess", $"{name} is in the module folder, but neither FormatsToProcess nor TypesToProcess names it.");
            }
        }
    }

    private void Report(string key, string message) =>
        errors.Add(file, manifest.LineOf(key), ErrorCode.ManifestValue, message);
}
