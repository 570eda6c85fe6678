namespace Auth0Ps.ModuleBuilder;

/// <summary>The two ways names are compared: as PowerShell takes them, and as they are written.</summary>
internal static class NameComparison
{
    /// <summary>The same name to PowerShell, which ignores case.</summary>
    internal static bool Names(this string? name, string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same, letter for letter.</summary>
    internal static bool Is(this string? text, string? other) => string.Equals(text, other, StringComparison.Ordinal);
}
