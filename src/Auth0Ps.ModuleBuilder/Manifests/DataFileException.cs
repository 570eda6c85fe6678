namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>The text is not a PowerShell data file, or uses more of the language than a manifest needs.</summary>
internal sealed class DataFileException : Exception
{
    public DataFileException()
    {
    }

    public DataFileException(string message)
        : base(message)
    {
    }

    public DataFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal DataFileException(int line, string message)
        : base(message) => Line = line;

    /// <summary>Where reading stopped, counted from one.</summary>
    internal int Line { get; }

    /// <summary>The file, where it is not the one that whoever catches this has asked for.</summary>
    internal string? File { get; init; }
}
