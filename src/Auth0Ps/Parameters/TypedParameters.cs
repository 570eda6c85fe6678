using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>The parameters that were typed. A piped object also binds its own fields by property name, and those were not asked for.</summary>
/// <param name="command">The command, before its first record.</param>
internal sealed class TypedParameters(PSCmdlet command)
{
    private readonly HashSet<string> _typed = new(command.MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);

    public bool Has(string name) => _typed.Contains(name);

    /// <summary>Takes back all that came from the piped object's fields.</summary>
    /// <param name="except">The parameter that took the object itself.</param>
    public void ForgetOthers(string except)
    {
        foreach (var name in command.MyInvocation.BoundParameters.Keys.Where(name => name != except && !_typed.Contains(name)))
            command.GetType().GetProperty(name)?.SetValue(command, null);
    }
}
