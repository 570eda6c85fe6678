using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.Faults;

/// <summary>All scripted faults of a tenant: the file's, then those given by code. The first rule that strikes wins.</summary>
internal sealed class FaultScript
{
    private readonly object _lock = new();
    private readonly FaultFile? _file;
    private readonly List<ArmedFault> _rules = [];

    public FaultScript(IEnumerable<FaultRule> rules, FaultFile? file)
    {
        _rules.AddRange(rules.Select(rule => new ArmedFault(rule)));
        _file = file;
    }

    public void Add(FaultRule rule)
    {
        lock (_lock)
            _rules.Add(new ArmedFault(rule));
    }

    /// <summary>The rule that strikes this call, or null. A rule with skips left lets the call fall through to the next rule.</summary>
    public FaultRule? Next(HttpRequest request)
    {
        lock (_lock)
        {
            _file?.Refresh();
            return (_file?.Rules ?? []).Concat(_rules).FirstOrDefault(fault => fault.Strikes(request))?.Rule;
        }
    }
}
