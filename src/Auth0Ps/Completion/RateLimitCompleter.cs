namespace Auth0Ps.Completion;

/// <summary>Offers the sandbox's rate limit profiles.</summary>
public sealed class RateLimitCompleter() : ValueListCompleter(
    ("none", "refuses nothing"),
    ("free", "2 requests a second"),
    ("pro", "150 requests a minute"),
    ("enterprise", "50 requests a second"));
