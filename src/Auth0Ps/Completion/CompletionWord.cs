using System.Management.Automation;
using System.Management.Automation.Language;
using Auth0Ps.Errors;

namespace Auth0Ps.Completion;

/// <summary>What completers share: matching what was typed and quoting what is offered.</summary>
internal static class CompletionWord
{
    /// <summary>Whether a candidate begins with what was typed, quotes aside.</summary>
    public static bool Matches(string typed, string candidate) =>
        candidate.StartsWith((typed ?? "").Trim('\'', '"'), StringComparison.OrdinalIgnoreCase);

    public static CompletionResult Offer(string value, string label, string tooltip) =>
        new(Quote(value), DisplayText.Of(label), CompletionResultType.ParameterValue, DisplayText.Of(tooltip));

    private static string Quote(string value) =>
        value.Length > 0 && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/')
            ? value
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
