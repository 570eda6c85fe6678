namespace Auth0Ps.Pipeline;

/// <summary>Thrown by a command's work for the few failures that end the whole command, such as an unknown connection.</summary>
/// <param name="failure">What happened.</param>
#pragma warning disable CA1032 // Only ever made from a failure.
internal sealed class TerminatingFailure(Auth0Exception failure) : Exception(failure.Message, failure)
#pragma warning restore CA1032
{
    public Auth0Exception Failure { get; } = failure;
}
