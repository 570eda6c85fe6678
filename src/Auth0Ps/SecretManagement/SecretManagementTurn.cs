using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Auth0Ps.Pipeline;

namespace Auth0Ps.SecretManagement;

/// <summary>Keeps everybody else of this process out of all vaults for a moment.</summary>
/// <remarks>
/// SecretManagement (1.1.2) calls all vaults in one runspace, which does one thing at a time: another caller of a vault meanwhile gets its
/// error "a pipeline is already running", whether that is this module or the user. So what is done in that runspace is done beside nobody.
/// The runspace is offered to nobody, hence the reflection. Where it cannot be found, nobody has called a vault yet.
/// </remarks>
internal static class SecretManagementTurn
{
    // Someone who calls vaults all the time leaves it free for less than a millisecond.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Does something while no vault is called; of all its steps nobody sees one without the others. It may run commands in the current
    /// runspace, unless there is none, and those prompt nobody.
    /// </summary>
    /// <param name="vault">The vault's name, for the error.</param>
    /// <param name="work">What to do, which must not call SecretManagement.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultBusy"/>: another call takes too long.</exception>
    public static T Do<T>(string vault, Func<T> work) =>
        // Of each version that is loaded; there is hardly ever a second one.
        LoadedModules.Named("Microsoft.PowerShell.SecretManagement")
            .Select(RunspaceField)
            .OfType<FieldInfo>()
            .Aggregate(work, (inner, field) => () => In(vault, field, inner))();

    private static FieldInfo? RunspaceField(Assembly assembly) =>
        assembly.GetType("Microsoft.PowerShell.SecretManagement.PowerShellInvoker")?.GetField("_runspace", BindingFlags.Static | BindingFlags.NonPublic);

    private static T In<T>(string vault, FieldInfo field, Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        while (field.GetValue(null) is Runspace { RunspaceStateInfo.State: RunspaceState.Opened } runspace)
        {
            if (runspace.RunspaceAvailability == RunspaceAvailability.Available)
            {
                using var call = new Call<T>(work);
                if (call.TryRunIn(runspace))
                    return call.Result;
            }

            if (clock.Elapsed > ModuleState.Current.Limits.VaultTurn)
                throw VaultFailures.StillAnswering(vault);
            Thread.Sleep(Pause);
        }

        return work();
    }

    private sealed class Call<T>(Func<T> work) : IDisposable
    {
        private readonly ManualResetEventSlim _ended = new();
        private volatile bool _began;
        private ExceptionDispatchInfo? _failure;
        private T _result = default!;

        public T Result
        {
            get
            {
                _failure?.Throw();
                return _result;
            }
        }

        public void Dispose() => _ended.Dispose();

        /// <summary>Runs it, unless someone else was faster.</summary>
        public bool TryRunIn(Runspace runspace)
        {
            try
            {
                using var shell = PowerShell.Create();
                shell.Runspace = runspace;
                shell.AddScript("param($Work) $Work.Invoke($Host)", useLocalScope: true).AddArgument((Action<PSHost>)Run);
                shell.Invoke();
            }
            catch (Exception exception) when (exception is RuntimeException or InvalidOperationException or InvalidRunspaceStateException)
            {
                // Taken, or exchanged for another runspace, as SecretManagement does at the first call from a console: what has begun is finished.
            }

            if (_began)
                _ended.Wait();
            return _began;
        }

        private void Run(PSHost host)
        {
            _began = true;
            try
            {
                using var guard = PromptGuard.Begin(host);
                _result = work();
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
            finally
            {
                _ended.Set();
            }
        }
    }
}
