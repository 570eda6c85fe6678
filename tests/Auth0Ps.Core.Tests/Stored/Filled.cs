using System.Collections;
using System.Reflection;

namespace Auth0Ps.Core.Tests.Stored;

/// <summary>Makes values in which every property has a value of its own, and compares and changes values property by property.</summary>
internal static class Filled
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The properties of a type that can be set, and so have to be stored or left out on purpose.</summary>
    public static IReadOnlyList<PropertyInfo> PropertiesOf(Type type) =>
        [.. type.GetProperties(All).Where(property => property.SetMethod is not null && property.GetIndexParameters().Length == 0)];

    /// <summary>A value of a type, other than its default and than that of another seed.</summary>
    public static object Of(Type type, int seed)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return $"text-{seed}";
        if (type == typeof(bool))
            return seed % 2 == 1;
        if (type == typeof(int))
            return 1 + seed;
        if (type == typeof(long))
            return 1L + seed;
        if (type == typeof(Guid))
            return new Guid(1 + seed, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
        if (type == typeof(Uri))
            return new Uri($"https://api{seed}.example.com/v1/");
        if (type == typeof(TimeSpan))
            return TimeSpan.FromMinutes(61 + seed);
        if (type == typeof(TimeOnly))
            return new TimeOnly(1, 1 + (seed % 50));
        if (type == typeof(DateOnly))
            return new DateOnly(2026, 1, 2).AddDays(seed);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero).AddDays(seed);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(1 + (seed % (Enum.GetValues(type).Length - 1)))!;
        if (type.IsGenericType && type.IsAssignableFrom(typeof(Dictionary<string, string>)))
            return new Dictionary<string, string>(StringComparer.Ordinal) { [$"KEY{seed}"] = $"value-{seed}" };
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, 2);
            list.SetValue(Of(item, seed), 0);
            list.SetValue(Of(item, seed + 1), 1);
            return list;
        }

        Assert.True(type.Namespace?.StartsWith("Auth0Ps", StringComparison.Ordinal) == true, $"{type} has no example value here yet.");
        var made = Make(type, seed);
        foreach (var property in PropertiesOf(type))
            property.SetValue(made, Of(property.PropertyType, seed++));
        return made;
    }

    /// <summary>A value of a type; see the other overload.</summary>
    public static T Of<T>(int seed = 1) => (T)Of(typeof(T), seed);

    /// <summary>The same value with one property changed.</summary>
    public static T With<T>(T value, PropertyInfo property, object? to)
        where T : class
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(value, null)!;
        property.SetValue(copy, to);
        return copy;
    }

    /// <summary>Where two values differ; empty where they are the same.</summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="actual">What there is.</param>
    /// <param name="except">Names of properties that are not compared.</param>
    public static IReadOnlyList<string> Differences(object? expected, object? actual, params string[] except)
    {
        var found = new List<string>();
        Compare("", expected, actual);
        return found;

        void Compare(string path, object? left, object? right)
        {
            if (left is null or string or IEnumerable || right is null || left.GetType().Namespace?.StartsWith("Auth0Ps", StringComparison.Ordinal) != true)
            {
                if (left is not string && left is IEnumerable leftItems && right is IEnumerable rightItems)
                    CompareItems(path, [.. leftItems.Cast<object?>()], [.. rightItems.Cast<object?>()]);
                else if (!Equals(left, right))
                    found.Add($"{path}: '{left}' became '{right}'");
                return;
            }

            if (left.GetType().IsEnum)
            {
                if (!Equals(left, right))
                    found.Add($"{path}: '{left}' became '{right}'");
                return;
            }

            foreach (var property in PropertiesOf(left.GetType()).Where(property => !except.Contains(property.Name)))
                Compare($"{path}.{property.Name}", property.GetValue(left), property.GetValue(right));
        }

        void CompareItems(string path, object?[] left, object?[] right)
        {
            if (left.Length != right.Length)
                found.Add($"{path}: {left.Length} items became {right.Length}");
            for (var index = 0; index < Math.Min(left.Length, right.Length); index++)
                Compare($"{path}[{index}]", left[index], right[index]);
        }
    }

    private static object Make(Type type, int seed)
    {
        if (type.GetConstructor(All, Type.EmptyTypes) is { } plain)
            return plain.Invoke(null);

        var full = type.GetConstructors(All).Where(constructor => constructor.GetParameters().All(parameter => parameter.ParameterType != type)).MaxBy(constructor => constructor.GetParameters().Length)!;
        return full.Invoke([.. full.GetParameters().Select(parameter => Of(parameter.ParameterType, seed++))]);
    }
}
