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

    private readonly ModuleBuildRequest request;
    private readonly ErrorList errors = new();
    private readonly SortedDictionary<string, byte[]> staged = new(StringComparer.Ordinal);
    private readonly string moduleName;
    private readonly string manifestPath;

    private ModuleBuild(ModuleBuildRequest request)
    {
        this.request = request;
        moduleName = Path.GetFileNameWithoutExtension(request.Assembly);
        manifestPath = Path.Combine(request.ModuleFolder, moduleName + ".psd1");
    }

    /// <summary>Runs the whole build of the module folder and returns what was wrong with its sources.</summary>
    internal static IReadOnlyList<BuildError> Run(ModuleBuildRequest request)
    {
        var build = new ModuleBuild(request);
        try
        {
            // Read first: they say which cmdlets users do not meet, and nearly every rule depends on that.
            IReadOnlyList<NestedModule> nested = NestedModule.In(request.ModuleFolder, request.Version);
            using var assembly = ModuleAssembly.Open(request.Assembly, request.References, [.. nested.SelectMany(module => module.Cmdlets)]);
            build.Run(assembly, nested);
        }
        catch (DataFileException exception)
        {
            build.errors.Add(exception.File ?? build.manifestPath, exception.Line, ErrorCode.ManifestUnreadable, exception.Message);
        }

        return build.errors.All;
    }

    private void Run(ModuleAssembly assembly, IReadOnlyList<NestedModule> nested)
    {
        new CmdletRules(assembly, errors).Check();
        StageFiles();
        StageHelp(assembly);
        new FormatFile(Path.Combine(request.ModuleFolder, moduleName + ".Format.ps1xml"), assembly, errors).Check();
        StageNested(assembly, nested);
        DataFileTable? manifest = StageManifest(assembly);
        if (!errors.IsEmpty)
        {
            return;
        }

        new OutputFolder(request.Output, moduleName, errors).Write(staged);
        if (errors.IsEmpty)
        {
            IReadOnlyList<string> own = manifest?.Table("PrivateData")?.Table("PSData")?.Texts("Tags") ?? [];
            File.WriteAllLines(request.TagList, GalleryTags.For(assembly.Cmdlets, own));
            File.WriteAllLines(request.FileList, staged.Keys.Select(name => Path.GetFullPath(Path.Combine(request.Output, name))));
        }
    }

    private void StageFiles()
    {
        var formats = Directory.GetFiles(request.ModuleFolder, "*.ps1xml");
        foreach (string file in request.Files.Append(request.Assembly).Concat(formats))
        {
            string name = Path.GetFileName(file);
            if (NeverShipped.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                errors.Add(file, ErrorCode.AssemblyNotAllowed, $"{name} must not be part of the module.");
            }

            staged[name] = File.ReadAllBytes(file);
        }
    }

    private void StageHelp(ModuleAssembly assembly)
    {
        HelpFolder help = HelpFolder.Read(Path.Combine(request.ModuleFolder, "help", HelpLanguage), assembly, errors);
        if (!errors.IsEmpty)
        {
            return;
        }

        staged[$"{HelpLanguage}/{moduleName}.dll-Help.xml"] = Bytes(MamlWriter.Write(assembly.Cmdlets, help.Pages));
        foreach (AboutPage about in help.Abouts)
        {
            staged[$"{HelpLanguage}/{about.Name}.help.txt"] = Encoding.UTF8.GetBytes(AboutText.Write(about));
        }
    }

    private void StageNested(ModuleAssembly assembly, IReadOnlyList<NestedModule> nested)
    {
        foreach (NestedModule module in nested)
        {
            staged[module.StagedAs] = Encoding.UTF8.GetBytes(module.Text);
            IReadOnlyList<Cmdlet> own = [.. assembly.NestedCmdlets.Where(cmdlet => module.Cmdlets.Contains(cmdlet.Name, StringComparer.OrdinalIgnoreCase))];
            new ManifestRules(module.Template, module.Name, module.Manifest, errors).Check(own, staged.Keys, request.Version);
        }
    }

    private DataFileTable? StageManifest(ModuleAssembly assembly)
    {
        string name = Path.GetFileName(manifestPath);
        try
        {
            string text = ManifestTemplate.Fill(File.ReadAllText(manifestPath), request.Version);
            staged[name] = Encoding.UTF8.GetBytes(text);
            DataFileTable manifest = DataFileReader.Read(text);
            new ManifestRules(manifestPath, folder: "", manifest, errors).Check(assembly.Cmdlets, staged.Keys, request.Version);
            return manifest;
        }
        catch (DataFileException exception)
        {
            errors.Add(manifestPath, exception.Line, ErrorCode.ManifestUnreadable, exception.Message);
        }
        catch (FileNotFoundException)
        {
            errors.Add(manifestPath, ErrorCode.ManifestUnreadable, "The manifest template is missing.");
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
