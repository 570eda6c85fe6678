namespace Auth0Ps.Sandbox.Faults;

/// <summary>Checks a rule, and the names of the actions in files and logs.</summary>
internal static class FaultRules
{
    private static readonly Dictionary<string, FaultAction> Actions = new(StringComparer.Ordinal)
    {
        ["status"] = FaultAction.Status,
        ["timeout"] = FaultAction.Timeout,
        ["drop-before"] = FaultAction.DropBefore,
        ["drop-after"] = FaultAction.DropAfter,
    };

    public static IEnumerable<string> ActionNames => Actions.Keys;

    public static string NameOf(FaultAction action) => Actions.First(pair => pair.Value == action).Key;

    /// <summary>The name as files have it, also where it is written as in code: <c>DropAfter</c>, <c>dropafter</c>.</summary>
    public static string Canonical(string name) =>
        Actions.Keys.FirstOrDefault(known => known.Replace("-", "", StringComparison.Ordinal).Equals(name.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) ?? name;

    public static FaultAction? ActionNamed(string name) => Actions.TryGetValue(name, out var action) ? action : null;

    /// <summary>What is wrong with the rule, or null.</summary>
    public static string? Problem(FaultRule rule)
    {
        if (string.IsNullOrWhiteSpace(rule.Path) || rule.Path[0] is not ('/' or '*'))
            return "\"path\" must begin with / or *.";
        if (!Enum.IsDefined(rule.Action))
            return "\"action\" must be one of " + string.Join(", ", ActionNames) + ".";
        if (rule.Skip < 0)
            return "\"skip\" must be 0 or more.";
        if (rule.Times < 1)
            return "\"times\" must be 1 or more.";
        if (rule.Action == FaultAction.Status && rule.Status is not (>= 400 and <= 599))
            return "\"status\" must be from 400 to 599 for the action status.";
        return rule.Action != FaultAction.Status && (rule.Status ?? (object?)rule.Body ?? rule.ContentType) is not null
            ? "\"status\", \"body\" and \"contentType\" belong to the action status."
            : null;
    }

    /// <exception cref="ArgumentException">The rule is wrong.</exception>
    public static FaultRule Checked(FaultRule rule, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(rule, parameterName);
        return Problem(rule) is { } problem ? throw new ArgumentException("Fault rule: " + problem, parameterName) : rule;
    }
}
