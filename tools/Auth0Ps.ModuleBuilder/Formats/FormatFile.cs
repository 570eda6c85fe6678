using System.Xml;
using System.Xml.Linq;
using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Formats;

/// <summary>Holds the format file against the types it shows: PowerShell itself reports nothing, it shows blanks.</summary>
internal sealed class FormatFile(string file, ModuleAssembly assembly, ErrorList errors)
{
    // After this mark comes a name that is put onto an object at run time; it has no class of its own.
    private const char Decoration = '#';

    // The module's own output types live in this namespace.
    private const string OwnNamespace = "Auth0Ps";

    private readonly HashSet<string> _shown = new(StringComparer.OrdinalIgnoreCase);

    internal void Check()
    {
        if (File.Exists(file))
            CheckViews();

        var missing =
            from cmdlet in assembly.Cmdlets
            from type in cmdlet.OutputTypes
            where type.Namespace.Is(OwnNamespace) && type.IsPublic && !IsShown(type)
            group cmdlet by type;
        foreach (var type in missing)
        {
            var producers = string.Join(", ", type.Select(cmdlet => cmdlet.Name));
            errors.Add(file, ErrorCode.ViewMissing, $"{type.Key.FullName}, which {producers} returns, has no view.");
        }
    }

    private void CheckViews()
    {
        XDocument document;
        try
        {
            document = XDocument.Load(file, LoadOptions.SetLineInfo);
        }
        catch (XmlException exception)
        {
            errors.Add(file, exception.LineNumber, ErrorCode.FormatUnreadable, exception.Message);
            return;
        }

        foreach (var name in document.Descendants("TypeName"))
        {
            var typeName = name.Value.Trim().Split(Decoration)[0];
            if (assembly.FindType(typeName) is null)
            {
                errors.Add(file, Line(name), ErrorCode.FormatTypeUnknown, $"There is no type {typeName}.");
            }
        }

        var sets = document.Descendants("SelectionSet").ToLookup(set => (string?)set.Element("Name"), StringComparer.OrdinalIgnoreCase);
        foreach (var view in document.Descendants("View"))
            CheckView(view, sets);
    }

    private void CheckView(XElement view, ILookup<string?, XElement> sets)
    {
        _shown.UnionWith(TypeNames(view.Element("ViewSelectedBy"), sets));

        // The properties of what an expression yields are not those of the type the view is for.
        var properties = view.Descendants("PropertyName").Where(name => !name.Ancestors("ExpressionBinding").Skip(1).Any());
        foreach (var property in properties)
        {
            // An entry may be for some of the view's types only, and then for types of its own choice.
            var selection = property.Ancestors().Elements("EntrySelectedBy").FirstOrDefault() ?? view.Element("ViewSelectedBy");
            var types = TypeNames(selection, sets).Select(assembly.FindType).OfType<Type>();
            foreach (var type in types.Where(type => !HasProperty(type, property.Value.Trim())))
            {
                errors.Add(file, Line(property), ErrorCode.FormatPropertyUnknown, $"{type.FullName} has no property {property.Value.Trim()}.");
            }
        }
    }

    private static IEnumerable<string> TypeNames(XElement? selection, ILookup<string?, XElement> sets)
    {
        var named = selection?.Elements("TypeName") ?? [];
        var inSets = selection?.Elements("SelectionSetName").SelectMany(set => sets[set.Value.Trim()].Descendants("TypeName")) ?? [];
        return named.Concat(inSets).Select(name => name.Value.Trim());
    }

    private bool IsShown(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (_shown.Contains(current.FullName!))
                return true;
        }

        return false;
    }

    private static bool HasProperty(Type type, string name)
    {
        var lineage = type.IsInterface ? type.GetInterfaces().Prepend(type) : Bases(type);
        return lineage.SelectMany(known => known.GetProperties()).Any(property => property.Name.Names(name))
            || lineage.SelectMany(known => known.GetFields()).Any(field => field.Name.Names(name));
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current;
    }

    private static int Line(XElement element) => ((IXmlLineInfo)element).LineNumber;
}
