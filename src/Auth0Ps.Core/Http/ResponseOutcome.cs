namespace Auth0Ps.Http;

/// <summary>What an answer proves about a change that was asked for.</summary>
internal enum ResponseOutcome
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>Auth0 itself refused it: nothing changed.</summary>
    Refused,

    /// <summary>The access token was not accepted: a fresh one is worth a try.</summary>
    Unauthorized,

    /// <summary>Nothing is proven: a timeout, a reset, a server error, a rate limit, someone else's page.</summary>
    Unknown,
}
