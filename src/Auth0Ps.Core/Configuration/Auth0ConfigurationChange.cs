namespace Auth0Ps;

/// <summary>What a configuration file describes.</summary>
public enum ConfigurationKind
{
    /// <summary>A connection to a tenant.</summary>
    Connection,

    /// <summary>A saved rotation.</summary>
    Rotation,
}

/// <summary>What is done to something so that it is as a configuration file has it.</summary>
public enum ConfigurationAction
{
    /// <summary>Nothing: it is so already.</summary>
    None,

    /// <summary>It is made.</summary>
    Create,

    /// <summary>Fields of it are changed.</summary>
    Update,

    /// <summary>It gets another name, and keeps history, journal and schedule; other fields may be changed with it.</summary>
    Rename,

    /// <summary>It is removed; what vaults hold of it stays there.</summary>
    Remove,
}

/// <summary>One step from what is saved to what a configuration file describes.</summary>
public sealed record Auth0ConfigurationChange
{
    internal Auth0ConfigurationChange()
    {
    }

    /// <summary>What it is of.</summary>
    public ConfigurationKind Kind { get; init; }

    /// <summary>The name that it has afterwards; of what is removed, the name that it has.</summary>
    public required string Name { get; init; }

    /// <summary>What is done.</summary>
    public ConfigurationAction Action { get; init; }

    /// <summary>The fields that differ; empty for what is made or removed as a whole.</summary>
    public IReadOnlyList<Auth0ConfigurationFieldChange> Changes { get; init => field = value.ToArray(); } = [];

    /// <summary>The step in one line.</summary>
    public override string ToString() => Changes.Count == 0 ? $"{Action} {Kind} {Name}" : $"{Action} {Kind} {Name} ({string.Join("; ", Changes)})";
}

/// <summary>A field that differs.</summary>
public sealed record Auth0ConfigurationFieldChange
{
    internal Auth0ConfigurationFieldChange()
    {
    }

    /// <summary>The field's name.</summary>
    public required string Field { get; init; }

    /// <summary>What is saved; null for nothing.</summary>
    public string? From { get; init; }

    /// <summary>What the file has; null for nothing.</summary>
    public string? To { get; init; }

    /// <summary>The difference in one line.</summary>
    public override string ToString() => $"{Field}: {From ?? "(none)"} -> {To ?? "(none)"}";
}
