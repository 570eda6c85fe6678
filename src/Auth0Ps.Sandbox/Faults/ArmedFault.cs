using System.Text.RegularExpressions;
using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.Faults;

/// <summary>A rule with its counters.</summary>
internal sealed class ArmedFault
{
    private readonly Regex _path;
    private int _skip;
    private int _times;

    public ArmedFault(FaultRule rule)
    {
        Rule = rule;
        _skip = rule.Skip;
        _times = rule.Times;
        _path = new Regex(
            "^" + Regex.Escape(rule.Path).Replace("\\*", ".*", StringComparison.Ordinal) + "$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1));
    }

    public FaultRule Rule { get; }

    /// <summary>Whether the call goes wrong; counts it either way. Callers take turns.</summary>
    public bool Strikes(HttpRequest request)
    {
        if (_times == 0 || !Matches(request))
            return false;
        if (_skip > 0)
        {
            _skip--;
            return false;
        }

        _times--;
        return true;
    }

    private bool Matches(HttpRequest request) =>
        (Rule.Method is null or "*" || string.Equals(Rule.Method, request.Method, StringComparison.OrdinalIgnoreCase))
        && _path.IsMatch(request.Path);
}
