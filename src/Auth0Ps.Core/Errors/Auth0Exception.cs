using Auth0Ps.Errors;

namespace Auth0Ps;

/// <summary>A failure that a user can act on: what happened, to what, and what to do about it.</summary>
/// <remarks>Never carries a response body or a secret; only the fields Auth0 defines for errors.</remarks>
public sealed class Auth0Exception : Exception
{
    /// <summary>Creates the exception with <see cref="ErrorReason.Unexpected"/>.</summary>
    public Auth0Exception()
        : this(ErrorReason.Unexpected, "The operation failed.")
    {
    }

    /// <summary>Creates the exception with <see cref="ErrorReason.Unexpected"/>.</summary>
    /// <param name="message">What happened.</param>
    public Auth0Exception(string message)
        : this(ErrorReason.Unexpected, message)
    {
    }

    /// <summary>Creates the exception with <see cref="ErrorReason.Unexpected"/>.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public Auth0Exception(string message, Exception? innerException)
        : this(ErrorReason.Unexpected, message, innerException: innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Why it failed; becomes the error id.</param>
    /// <param name="message">What happened, in one sentence.</param>
    /// <param name="recommendedAction">What to type, or which permission to grant and where.</param>
    /// <param name="innerException">The cause.</param>
    public Auth0Exception(ErrorReason reason, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(DisplayText.Line(message), innerException)
    {
        Reason = reason;
        RecommendedAction = recommendedAction is null ? null : DisplayText.Line(recommendedAction);
    }

    /// <summary>Why it failed.</summary>
    public ErrorReason Reason { get; }

    /// <summary>What to do about it.</summary>
    public string? RecommendedAction { get; }

    /// <summary>The client id, rotation, vault or connection concerned.</summary>
    public object? Target
    {
        get => field ?? Connection;
        init;
    }

    /// <summary>The connection that was used; the target where nothing else is.</summary>
    internal string? Connection { get; set; }

    /// <summary>The HTTP status Auth0 answered with; null when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Auth0's <c>errorCode</c> (Management API) or <c>error</c> (Authentication API).</summary>
    public string? ErrorCode { get; init => field = value is null ? null : DisplayText.Line(value); }

    /// <summary>The request id from the answer's headers, for Auth0's support.</summary>
    public string? RequestId { get; init => field = value is null ? null : DisplayText.Line(value); }

    /// <summary>Takes over what Auth0 answered, of the failure that led to this one.</summary>
    internal Auth0Exception? AnswerOf
    {
        init
        {
            StatusCode = value?.StatusCode;
            ErrorCode = value?.ErrorCode;
            RequestId = value?.RequestId;
        }
    }

    /// <summary>True only when Auth0 itself said no and so certainly changed nothing; see <see cref="Http.ResponseOutcome"/>.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>True when no attempt ever left this machine, so that nothing can have changed.</summary>
    internal bool NothingSent { get; set; }

    /// <summary>True where another attempt in a moment would meet the same: a name that does not resolve, a certificate, a proxy's refusal.</summary>
    internal bool IsLasting { get; init; }

    /// <summary>The same failure, where it does not prove that nothing was changed.</summary>
    internal Auth0Exception Unproven() => new(Reason, Message, RecommendedAction, this)
    {
        Target = Target,
        Connection = Connection,
        AnswerOf = this,
    };
}
