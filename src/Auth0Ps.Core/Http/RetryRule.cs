namespace Auth0Ps.Http;

/// <summary>Whether a request may be sent again when its outcome is not known.</summary>
internal enum RetryRule
{
    /// <summary>Sending it twice is the same as once: reads, token requests, a PATCH that carries its value.</summary>
    Repeatable,

    /// <summary>Each time it arrives it changes something; only a 429, which changed nothing, is followed by another try.</summary>
    Once,
}
