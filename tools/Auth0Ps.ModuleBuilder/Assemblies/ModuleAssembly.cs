using System.Reflection;

namespace Auth0Ps.ModuleBuilder.Assemblies;

/// <summary>The compiled module, opened for reading only: its cmdlets and the types its output is made of.</summary>
internal sealed class ModuleAssembly : IDisposable
{
    private readonly MetadataLoadContext _context;
    private readonly Assembly _module;
    private readonly IReadOnlyList<Assembly> _assemblies;

    private ModuleAssembly(MetadataLoadContext context, string path, IEnumerable<string> references, IReadOnlyCollection<string> nested)
    {
        _context = context;
        Path = path;
        _module = context.LoadFromAssemblyPath(path);
        _assemblies = [_module, .. references.Select(context.LoadFromAssemblyPath)];
        var cmdlets = _module.GetTypes().Select(Cmdlet).OfType<Cmdlet>().OrderBy(cmdlet => cmdlet.Name, StringComparer.OrdinalIgnoreCase);
        var byReader = cmdlets.ToLookup(cmdlet => nested.Contains(cmdlet.Name, StringComparer.OrdinalIgnoreCase));
        Cmdlets = [.. byReader[false]];
        NestedCmdlets = [.. byReader[true]];
        ApprovedVerbs = ReadApprovedVerbs();
    }

    internal string Path { get; }

    /// <summary>The cmdlets that users meet.</summary>
    internal IReadOnlyList<Cmdlet> Cmdlets { get; }

    /// <summary>The cmdlets that a nested module exports, only to other modules.</summary>
    internal IReadOnlyList<Cmdlet> NestedCmdlets { get; }

    /// <summary>The verbs PowerShell approves of, as its reference assembly lists them.</summary>
    internal IReadOnlySet<string> ApprovedVerbs { get; }

    /// <param name="path">The module's assembly.</param>
    /// <param name="references">Everything it was compiled against, the framework's reference assemblies included.</param>
    /// <param name="nested">The names of the cmdlets that nested modules export.</param>
    internal static ModuleAssembly Open(string path, IReadOnlyList<string> references, IReadOnlyCollection<string> nested)
    {
        var opened = new MetadataLoadContext(new PathAssemblyResolver(references.Append(path)));
        try
        {
            return new ModuleAssembly(opened, path, references, nested);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Finds a type by its full name in the module or in what it was compiled against.</summary>
    internal Type? FindType(string fullName) =>
        _assemblies.Select(assembly => assembly.GetType(fullName, throwOnError: false))
            .FirstOrDefault(type => type is not null);

    internal bool HasCmdlet(string name) => Cmdlets.Any(cmdlet => cmdlet.Name.Names(name));

    public void Dispose() => _context.Dispose();

    private static Cmdlet? Cmdlet(Type type)
    {
        if (type.IsAbstract || AttributeData.Of(type, "CmdletAttribute").FirstOrDefault() is not { } data)
            return null;

        var names = data.Arguments().OfType<string>().ToList();
        var outputs = AttributeData.Of(type, "OutputTypeAttribute").SelectMany(output => output.Arguments()).OfType<Type>();
        return new Cmdlet(
            names[0],
            names[1],
            type.Name,
            data.Named<string>("DefaultParameterSetName"),
            data.Named<string>("HelpUri"),
            data.Named<bool>("SupportsShouldProcess"),
            data.Named<bool>("SupportsPaging"),
            type.IsVisible && type.GetConstructor(Type.EmptyTypes) is not null,
            ParameterReader.Read(type),
            [.. outputs.Distinct()]);
    }

    private HashSet<string> ReadApprovedVerbs()
    {
        string[] groups = ["Common", "Communications", "Data", "Diagnostic", "Lifecycle", "Other", "Security"];
        return groups.Select(group => FindType(AttributeData.PowerShell + "Verbs" + group))
            .OfType<Type>()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => field.GetRawConstantValue())
            .OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
