using System.Management.Automation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Parameters;

/// <summary>Finds saved rotations by name with wildcards.</summary>
internal static class RotationNames
{
    public static IReadOnlyList<Auth0SecretRotation> Match(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return RotationRegistry.Shared.Match(pattern.IsMatch);
    }

    /// <summary>The rotations of these names; one that is spelled out and does not exist is told of.</summary>
    public static List<Auth0SecretRotation> Choose(IEnumerable<string> names, Action<Auth0Exception> tell)
    {
        var chosen = new List<Auth0SecretRotation>();
        foreach (var name in names)
        {
            var found = Match(name);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                tell(RotationRegistry.Shared.NotFound(name));
            chosen.AddRange(found.Where(rotation => !chosen.Exists(other => other.Id == rotation.Id)));
        }

        return chosen;
    }
}
