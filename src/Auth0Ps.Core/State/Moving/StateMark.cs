using Auth0Ps.Connections;

namespace Auth0Ps.State.Moving;

/// <summary>What a store is to a move, as it is written down in the store itself, where everybody who uses it finds it.</summary>
internal enum StateMarkRole
{
    /// <summary>The state is being copied elsewhere. Only while the move's lease is held: a move that died leaves the store in use.</summary>
    MovesTo,

    /// <summary>The state is elsewhere now; what is left here is old.</summary>
    MovedTo,

    /// <summary>What is here is a copy that is not finished.</summary>
    ReceivesFrom,
}

/// <summary>A move, written down in both of its stores.</summary>
internal sealed record StateMark
{
    /// <summary>Which move; the same when it is taken up again.</summary>
    public Guid Id { get; init; }

    /// <summary>What this store is to it.</summary>
    public StateMarkRole Role { get; init; }

    /// <summary>The other store, as it can be typed; never a password.</summary>
    public string Other { get; init; } = "";

    /// <summary>The machine that moved it.</summary>
    public string Host { get; init; } = "";

    /// <summary>When it began, or ended.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who moves it has this lease in the store that it is moved from.</summary>
    public static ClientIdentity LeaseOf(Guid id) => new("move.auth0ps.invalid", id.ToString("n"));
}
