namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>What a key rotation would do, worked out without changing anything.</summary>
internal sealed record KeyPlan
{
    /// <summary>Every call and every entry, in order, in words.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>What changes for those who use the application, and how to go back, where it is moved over; null where it uses keys already.</summary>
    public string? Move { get; init; }

    /// <summary>The credential of someone else that would have to be deleted; null for none.</summary>
    public string? MustGo { get; init; }

    /// <summary>The same in words: its name, id and date.</summary>
    public string? MustGoDescription { get; init; }
}
