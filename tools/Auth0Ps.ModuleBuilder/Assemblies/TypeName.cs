namespace Auth0Ps.ModuleBuilder.Assemblies;

/// <summary>Writes a type the way PowerShell's help does.</summary>
internal static class TypeName
{
    /// <summary>The name without namespace: <c>String[]</c>, <c>Int32</c> for a nullable one, <c>IDictionary&lt;String, Object&gt;</c>.</summary>
    internal static string Of(Type type)
    {
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";

        if (Unwrap(type) is var inner && inner != type)
            return Of(inner);

        if (!type.IsGenericType)
            return type.Name;

        var name = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }

    /// <summary>The type inside a nullable one, else the type itself.</summary>
    internal static Type Unwrap(Type type) =>
        type is { IsGenericType: true, FullName: not null }
        && type.FullName.StartsWith("System.Nullable`1", StringComparison.Ordinal)
            ? type.GetGenericArguments()[0]
            : type;
}
