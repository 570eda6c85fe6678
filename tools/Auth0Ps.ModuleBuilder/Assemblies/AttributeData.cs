using System.Reflection;

namespace Auth0Ps.ModuleBuilder.Assemblies;

/// <summary>Reads attributes as data: nothing of the assembly, or of PowerShell's, is ever run.</summary>
internal static class AttributeData
{
    internal const string PowerShell = "System.Management.Automation.";

    internal static IEnumerable<CustomAttributeData> Of(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData()
            .Where(data => data.AttributeType.FullName.Is(PowerShell + attribute));

    /// <summary>The value of a named argument, or the default of its type when the attribute does not give it.</summary>
    internal static T? Named<T>(this CustomAttributeData data, string argument) =>
        data.NamedArguments.Where(named => named.MemberName.Is(argument))
            .Select(named => (T?)named.TypedValue.Value)
            .FirstOrDefault();

    /// <summary>All values of the constructor's arguments, arrays taken apart.</summary>
    internal static IEnumerable<object?> Arguments(this CustomAttributeData data) =>
        data.ConstructorArguments.SelectMany(Flatten);

    private static IEnumerable<object?> Flatten(CustomAttributeTypedArgument argument) =>
        argument.Value is IEnumerable<CustomAttributeTypedArgument> many
            ? many.SelectMany(Flatten)
            : [argument.Value];
}
