namespace Auth0Ps.Pipeline;

/// <summary>Whether someone is there to answer a question.</summary>
internal static class Unattended
{
    /// <summary>True under <c>-NonInteractive</c>, in continuous integration, and where input is not a console.</summary>
    public static bool NobodyIsThere =>
        Console.IsInputRedirected
        || Environment.GetEnvironmentVariable("CI") is { Length: > 0 }
        || NobodyIsAsked;

    /// <summary>True under <c>-NonInteractive</c>, where the engine refuses every question.</summary>
    public static bool NobodyIsAsked { get; } = Environment.GetCommandLineArgs().Skip(1).Any(IsNonInteractive);

    /// <summary>PowerShell takes any beginning of the switch that is not ambiguous: <c>-noni</c> and longer.</summary>
    private static bool IsNonInteractive(string argument)
    {
        var word = argument.TrimStart('-', '/');
        return word.Length >= 4 && word.Length < argument.Length && "noninteractive".StartsWith(word, StringComparison.OrdinalIgnoreCase);
    }
}
