using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Auth0Ps.SecretManagement;

/// <summary>Keeps vaults from prompting on the user's console during one call of ours.</summary>
/// <remarks>
/// SecretManagement (1.1.2) runs every vault in one runspace of its own, made for the host of its first caller. Once a user has
/// called it from a console, a vault that prompts does so there, however silent the runspace is that we call from. The engine can put
/// another host in place for a while, but offers that to nobody, hence the reflection. Where those members are missing the call is made
/// all the same: a vault that then prompts is ended by the time limit.
/// </remarks>
internal sealed class PromptGuard : IDisposable
{
    private static readonly SilentHost Silent = new();

    private readonly PSHost? _host;

    private PromptGuard(PSHost? host) => _host = host;

    /// <summary>Silences the runspace that vaults run in, if there is one yet and nothing runs in it.</summary>
    public static PromptGuard Begin()
    {
        try
        {
            return Begin(VaultRunspace() is { } runspace ? runspace.SessionStateProxy.GetVariable("Host") as PSHost : null);
        }
        catch (Exception exception) when (exception is InvalidOperationException or TargetInvocationException)
        {
            // Busy with another call, so that SecretManagement is about to refuse ours.
            return new PromptGuard(null);
        }
    }

    /// <summary>Silences a runspace from inside, by the host that its commands see.</summary>
    public static PromptGuard Begin(PSHost? host)
    {
        Call(host, "SetHostRef", Silent);
        return new PromptGuard(host);
    }

    public void Dispose() => Call(_host, "RevertHostRef");

    private static Runspace? VaultRunspace() =>
        LoadedModules.Newest("Microsoft.PowerShell.SecretManagement")?
            .GetType("Microsoft.PowerShell.SecretManagement.PowerShellInvoker")?
            .GetField("_runspace", BindingFlags.Static | BindingFlags.NonPublic)?
            .GetValue(null) is Runspace { RunspaceStateInfo.State: RunspaceState.Opened } runspace
            ? runspace
            : null;

    private static void Call(PSHost? host, string method, params object[] arguments) =>
        host?.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic)?.Invoke(host, arguments);
}
