namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>An authorization request that must not be answered by a redirect, because nobody knows where to (RFC 6749, section 4.1.2.1).</summary>
internal sealed class AuthorizePageException : Exception
{
    public AuthorizePageException(int statusCode, string title, string explanation)
        : base(explanation)
    {
        StatusCode = statusCode;
        Title = title;
    }

    public int StatusCode { get; }

    public string Title { get; }
}
