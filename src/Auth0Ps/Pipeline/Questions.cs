using System.Management.Automation;
using System.Management.Automation.Host;

namespace Auth0Ps.Pipeline;

/// <summary>Questions to the user, and what is said where nobody can answer one.</summary>
internal static class Questions
{
    /// <summary>Asks; a host that cannot ask is an error that says what to add, in the place of the engine's own.</summary>
    /// <param name="ask">The engine's question.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConfirmationRequired"/>.</exception>
    public static bool Ask(Func<bool> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception exception) when (exception is PSInvalidOperationException or PSNotImplementedException or PSNotSupportedException or HostException or NotImplementedException)
        {
            throw Unanswerable(exception);
        }
    }

    /// <summary>Says that nobody can be asked here.</summary>
    public static Auth0Exception Unanswerable(Exception? cause = null) => new(
        ErrorReason.ConfirmationRequired,
        "This is asked about before it is done, and nobody can be asked here (PowerShell runs with -NonInteractive, or in a host without prompts). Nothing was changed.",
        "Add -Confirm:$false to do it without being asked, or -WhatIf to see what would be done.",
        cause);
}
