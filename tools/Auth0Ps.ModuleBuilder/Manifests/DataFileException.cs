namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>The text is not a PowerShell data file, or uses more of the language than a manifest needs.</summary>
/// <param name="line">Where reading stopped, counted from one.</param>
/// <param name="message">What is wrong.</param>
#pragma warning disable CA1032 // Only ever made with a line, by the reader.
internal sealed class DataFileException(int line, string message) : Exception(message)
#pragma warning restore CA1032
{
    internal int Line { get; } = line;

    /// <summary>The file, where it is not the one that the caller asked for.</summary>
    internal string? File { get; init; }
}
