namespace Auth0Ps.Sandbox.Authentication;

/// <summary>A refusal of the Authentication API: <c>error</c>, <c>error_description</c> and sometimes <c>error_uri</c> (RFC 6749, section 5.2).</summary>
internal sealed class OAuthException : Exception
{
    public OAuthException(int statusCode, string error, string description, string? errorUri = null)
        : base(description)
    {
        StatusCode = statusCode;
        Error = error;
        ErrorUri = errorUri;
    }

    public int StatusCode { get; }

    public string Error { get; }

    public string? ErrorUri { get; }

    /// <summary>Header fields that go with the answer.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
