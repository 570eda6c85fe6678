namespace Auth0Ps.Sandbox.Management;

/// <summary>A refusal of the Management API.</summary>
internal sealed class ManagementException : Exception
{
    public ManagementException(int statusCode, string? errorCode, string message)
        : base(message)
    {
        StatusCode = statusCode;
        ErrorCode = errorCode;
    }

    public int StatusCode { get; }

    /// <summary>Left out of the body when null: Auth0 does not always send one.</summary>
    public string? ErrorCode { get; }
}
