using System.Globalization;

namespace Auth0Ps.ModuleBuilder.Reporting;

/// <summary>One thing that is wrong, at the place where it can be put right.</summary>
/// <param name="File">The file to edit.</param>
/// <param name="Line">The line in it, counted from one; 0 when the whole file is meant.</param>
/// <param name="Code">One of <see cref="ErrorCode"/>.</param>
/// <param name="Message">What is wrong, in words that also say what to do.</param>
internal sealed record BuildError(string File, int Line, string Code, string Message)
{
    /// <summary>The form MSBuild and editors recognise as an error.</summary>
    public override string ToString() => Line > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{File}({Line}): error {Code}: {Message}")
        : $"{File}: error {Code}: {Message}";
}
