namespace Auth0Ps.Sandbox.State;

/// <summary>Where changes are written before they are visible.</summary>
internal interface IStateJournal
{
    /// <summary>Writes the operations as one unit; on return they survive the death of the process.</summary>
    void Append(IReadOnlyList<StateOperation> operations);
}

/// <summary>A tenant that lives in memory only.</summary>
internal sealed class NoJournal : IStateJournal
{
    public static NoJournal Instance { get; } = new();

    public void Append(IReadOnlyList<StateOperation> operations)
    {
    }
}
