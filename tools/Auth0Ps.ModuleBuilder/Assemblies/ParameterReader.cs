using System.Reflection;

namespace Auth0Ps.ModuleBuilder.Assemblies;

/// <summary>Reads the parameters of a cmdlet class and of the classes it derives from.</summary>
internal static class ParameterReader
{
    // What ParameterAttribute.Position holds when nobody sets it.
    private const int NotPositional = int.MinValue;

    internal static IReadOnlyList<CmdletParameter> Read(Type cmdlet)
    {
        var parameters = new List<CmdletParameter>();
        for (var type = cmdlet; type is not null; type = type.BaseType)
        {
            var declared = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(member => member is PropertyInfo or FieldInfo)
                .OrderBy(member => member.MetadataToken);
            foreach (var member in declared)
            {
                // An override in the derived class stands for the member of its base.
                if (Parameter(member) is { } parameter && parameters.TrueForAll(known => !known.Name.Names(parameter.Name)))
                    parameters.Add(parameter);
            }
        }

        return parameters;
    }

    private static CmdletParameter? Parameter(MemberInfo member)
    {
        var bindings = AttributeData.Of(member, "ParameterAttribute").Select(Binding).ToList();
        if (bindings.Count == 0)
            return null;

        var type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        var aliases = AttributeData.Of(member, "AliasAttribute").SelectMany(data => data.Arguments()).OfType<string>();
        return new CmdletParameter(
            member.Name,
            TypeName.Of(type),
            type.FullName.Is(AttributeData.PowerShell + "SwitchParameter"),
            AttributeData.Of(member, "SupportsWildcardsAttribute").Any(),
            [.. aliases],
            AllowedValues(member, type),
            bindings);
    }

    private static ParameterBinding Binding(CustomAttributeData data) => new(
        data.Named<string>("ParameterSetName") ?? ParameterBinding.AllSets,
        data.Named<bool>("Mandatory"),
        data.Named<int?>("Position") is { } position and not NotPositional ? position : null,
        data.Named<bool>("ValueFromPipeline"),
        data.Named<bool>("ValueFromPipelineByPropertyName"),
        data.Named<bool>("DontShow"));

    private static List<string> AllowedValues(MemberInfo member, Type type)
    {
        var named = AttributeData.Of(member, "ValidateSetAttribute").SelectMany(data => data.Arguments()).OfType<string>().ToList();
        if (named.Count > 0)
            return named;

        var element = TypeName.Unwrap(type.IsArray ? type.GetElementType()! : type);
        return element.IsEnum
            ? [.. element.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.Name)]
            : [];
    }
}
