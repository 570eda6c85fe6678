using Auth0Ps.Scheduling;

namespace Auth0Ps.Parameters;

/// <summary>Finds the schedules that names and patterns mean.</summary>
internal static class ScheduleNames
{
    /// <summary>Each schedule once, in the order asked for; a name that is spelled out and unknown is reported.</summary>
    public static IReadOnlyList<string> Match(ScheduleRegistry schedules, IEnumerable<string> asked, Action<Auth0Exception> report) =>
        WildcardNames.Choose(asked, isMatch => schedules.Names.Where(isMatch), static name => name, schedules.NotFound, report);
}
