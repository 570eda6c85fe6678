using System.Collections;
using System.Management.Automation;

namespace Auth0Ps.Module.Tests.Support;

/// <summary>Looks at objects as PowerShell does, by the names of properties.</summary>
internal static class Objects
{
    /// <summary>The value of a property; fails the test when there is none of that name.</summary>
    public static object? Of(this PSObject item, string property)
    {
        var found = item.Properties[property];
        Assert.True(found is not null, $"{item} has no property {property}.");
        return found.Value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : found.Value;
    }

    public static T Of<T>(this PSObject item, string property) => Assert.IsAssignableFrom<T>(item.Of(property));

    public static string? Text(this PSObject item, string property) => item.Of(property)?.ToString();

    /// <summary>A list property as texts.</summary>
    public static IReadOnlyList<string?> Texts(this PSObject item, string property) =>
        item.Of(property) is IEnumerable list and not string ? [.. list.Cast<object?>().Select(value => value?.ToString())] : [item.Text(property)];

    public static IReadOnlyList<string?> Texts(this IEnumerable<PSObject> items, string property) => [.. items.Select(item => item.Text(property))];

    /// <summary>The list properties that give something else by index than one item; PowerShell sees the indexers of arrays and of public types only.</summary>
    public static void AssertIndexable(PSObject item)
    {
        foreach (var property in item.Properties)
        {
            if (property.Value is IEnumerable list and not string and not IDictionary && list.Cast<object>().Skip(1).Any())
                Assert.True(list.GetType().IsArray || list.GetType().IsVisible, $"{property.Name} is a {list.GetType()}.");
        }
    }
}
