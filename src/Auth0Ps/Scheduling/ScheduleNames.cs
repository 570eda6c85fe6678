using System.Management.Automation;

namespace Auth0Ps.Scheduling;

/// <summary>Finds the schedules that names and patterns mean.</summary>
internal static class ScheduleNames
{
    /// <summary>Each schedule once, in the order asked for; a name that is spelled out and unknown is reported.</summary>
    public static IReadOnlyList<string> Match(RotationSchedules schedules, IEnumerable<string> asked, Action<Auth0Exception> report)
    {
        var found = new List<string>();
        foreach (var name in asked)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var matching = schedules.Names.Where(known => pattern.IsMatch(known)).ToList();
            if (matching.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                report(schedules.NotFound(name));
            found.AddRange(matching.Where(known => !found.Contains(known, StringComparer.Ordinal)));
        }

        return found;
    }
}
