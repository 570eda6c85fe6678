namespace Auth0Ps.Http;

/// <summary>One attempt of one request, or its wait for a turn, as shown by <c>-Verbose</c>. Holds no query, header or body, and so no secret.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without its query.</param>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Elapsed">From sending to the last byte of the answer.</param>
/// <param name="Next">What follows from it (a wait and another attempt), or null.</param>
internal sealed record RequestTrace(string Method, string Path, int? Status, TimeSpan Elapsed, string? Next)
{
    /// <summary>True for a request that has not been sent, because it waits for its turn within the tenant's rate limit.</summary>
    public bool IsWaitingForTurn { get; init; }

    /// <summary>The wait that follows before another attempt; null when none does.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>One line: method, path, status, milliseconds; or what the request waits for.</summary>
    public override string ToString() => IsWaitingForTurn
        ? $"{Method} {Path} {Next}"
        : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Method} {Path} {(Status is { } status ? status.ToString(System.Globalization.CultureInfo.InvariantCulture) : "no answer")} {Elapsed.TotalMilliseconds:0} ms{(Next is null ? "" : ", " + Next)}");
}

/// <summary>Told of each attempt of each request, and of waits of a second and more, on whatever thread they happen.</summary>
/// <param name="trace">The attempt or the wait.</param>
internal delegate void RequestObserver(RequestTrace trace);
