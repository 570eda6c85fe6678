namespace Auth0Ps.Sandbox;

/// <summary>
/// The sandbox cannot start: an option is out of range, a port is in use, a state file is damaged or held by another process,
/// a log or faults file cannot be used. The message is meant for the user and says what to do.
/// </summary>
public sealed class SandboxException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public SandboxException()
    {
    }

    /// <summary>Creates the exception with a message for the user.</summary>
    public SandboxException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for the user and its cause.</summary>
    public SandboxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
