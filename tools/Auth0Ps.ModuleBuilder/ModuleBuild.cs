using System.Text;
using System.Xml;
using System.Xml.Linq;
using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Cmdlets;
using Auth0Ps.ModuleBuilder.Formats;
using Auth0Ps.ModuleBuilder.Help;
using Auth0Ps.ModuleBuilder.Manifests;
using Auth0Ps.ModuleBuilder.Reporting;
using Auth0Ps.ModuleBuilder.Staging;

namespace Auth0Ps.ModuleBuilder;

/// <summary>Checks everything first; only when nothing is wrong is the module folder touched.</summary>
internal sealed class ModuleBuild
{
    private const string HelpLanguage = "en-US";

    // Assemblies that PowerShell brings itself, or that only the command line of the sandbox needs.
    private static readonly string[] NeverShipped = ["System.Management.Automation.dll", "System.CommandLine.dll"];

    private readonly ModuleBuildRequest _request;
    private readonly ErrorList _errors = new();
    private readonly SortedDictionary<string, byte[]> _staged = new(StringComparer.Ordinal);
    private readonly string _moduleName;
    private readonly string _manifestPath;

    private ModuleBuild(ModuleBuildRequest request)
    {
        _request = request;
        _moduleName = Path.GetFileNameWithoutExtension(request.Assembly);
        _manifestPath = Path.Combine(request.ModuleFolder, _moduleName + ".psd1");
    }

    /// <summary>Runs the whole build of the module folder and returns what was wrong with its sources.</summary>
    internal static IReadOnlyList<BuildError> Run(ModuleBuildRequest request)
    {
        var build = new ModuleBuild(request);
        try
        {
            // Read first: they say which cmdlets users do not meet, and nearly every rule depends on that.
            var nested = NestedModule.In(request.ModuleFolder, request.Version, request.ProjectUrl);
            using var assembly = ModuleAssembly.Open(request.Assembly, request.References, [.. nested.SelectMany(module => module.Cmdlets)]);
            build.Run(assembly, nested);
        }
        catch (DataFileException exception)
        {
            build._errors.Add(exception.File ?? build._manifestPath, exception.Line, ErrorCode.ManifestUnreadable, exception.Message);
        }

        return build._errors.All;
    }

    private void Run(ModuleAssembly assembly, IReadOnlyList<NestedModule> nested)
    {
        new CmdletRules(assembly, _request.ProjectUrl, _errors).Check();
        StageFiles();
        StageHelp(assembly);
        new FormatFile(Path.Combine(_request.ModuleFolder, _moduleName + ".Format.ps1xml"), assembly, _errors).Check();
        StageNested(assembly, nested);
        var manifest = StageManifest(assembly);
        if (!_errors.IsEmpty)
            return;

        new OutputFolder(_request.Output, _moduleName, _errors).Write(_staged);
        if (_errors.IsEmpty)
        {
            var own = manifest?.Table("PrivateData")?.Table("PSData")?.Texts("Tags") ?? [];
            File.WriteAllLines(_request.TagList, GalleryTags.For(assembly.Cmdlets, own));
            File.WriteAllLines(_request.FileList, _staged.Keys.Select(name => Path.GetFullPath(Path.Combine(_request.Output, name))));
        }
    }

    private void StageFiles()
    {
        // The format files, and the icon that galleries show.
        var beside = Directory.GetFiles(_request.ModuleFolder, "*.ps1xml").Concat(Directory.GetFiles(_request.ModuleFolder, "*.png"));
        foreach (var file in _request.Files.Append(_request.Assembly).Concat(beside))
        {
            var name = Path.GetFileName(file);
            if (NeverShipped.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                _errors.Add(file, ErrorCode.AssemblyNotAllowed, $"{name} must not be part of the module.");
            }

            _staged[name] = File.ReadAllBytes(file);
        }

        foreach (var library in _request.Libraries)
        {
            var (folder, file) = library.Split('=', 2) is [var name, var path] ? (name, path) : throw new InvalidOperationException($"'{library}' does not name a folder.");
            _staged[$"libraries/{folder}/{Path.GetFileName(file)}"] = File.ReadAllBytes(file);
        }

    }

    private void StageHelp(ModuleAssembly assembly)
    {
        var help = HelpFolder.Read(Path.Combine(_request.ModuleFolder, "help", HelpLanguage), assembly, _errors);
        if (!_errors.IsEmpty)
            return;

        _staged[$"{HelpLanguage}/{_moduleName}.dll-Help.xml"] = Bytes(MamlWriter.Write(assembly.Cmdlets, help.Pages));
        foreach (var about in help.Abouts)
        {
            _staged[$"{HelpLanguage}/{about.Name}.help.txt"] = Encoding.UTF8.GetBytes(AboutText.Write(about));
        }
    }

    private void StageNested(ModuleAssembly assembly, IReadOnlyList<NestedModule> nested)
    {
        foreach (var module in nested)
        {
            _staged[module.StagedAs] = Encoding.UTF8.GetBytes(module.Text);
            IReadOnlyList<Cmdlet> own = [.. assembly.NestedCmdlets.Where(cmdlet => module.Cmdlets.Contains(cmdlet.Name, StringComparer.OrdinalIgnoreCase))];
            new ManifestRules(module.Template, module.Name, module.Manifest, _errors).Check(own, _staged.Keys, _request.Version);
        }
    }

    private DataFileTable? StageManifest(ModuleAssembly assembly)
    {
        var name = Path.GetFileName(_manifestPath);
        try
        {
            var text = ManifestTemplate.Fill(File.ReadAllText(_manifestPath), _request.Version, _request.ProjectUrl);
            _staged[name] = Encoding.UTF8.GetBytes(text);
            var manifest = DataFileReader.Read(text);
            var rules = new ManifestRules(_manifestPath, folder: "", manifest, _errors);
            rules.Check(assembly.Cmdlets, _staged.Keys, _request.Version);
            rules.CheckGallery(_staged.Keys, _request.ProjectUrl);
            return manifest;
        }
        catch (DataFileException exception)
        {
            _errors.Add(_manifestPath, exception.Line, ErrorCode.ManifestUnreadable, exception.Message);
        }
        catch (FileNotFoundException)
        {
            _errors.Add(_manifestPath, ErrorCode.ManifestUnreadable, "The manifest template is missing.");
        }

        return null;
    }

    private static byte[] Bytes(XDocument document)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            document.Save(writer);
        }

        return stream.ToArray();
    }
}
