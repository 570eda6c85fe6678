using System.Globalization;
using System.Text;

namespace Auth0Ps.Vaults.Learning;

/// <summary>Names of vault entries as vaults look at them.</summary>
internal static class EntryNames
{
    private const string Wildcards = "*?[]`";

    /// <summary>The same for all names that some vault takes for one: in any case and any Unicode form, with or without ignorable characters.</summary>
    /// <param name="name">A name.</param>
    public static string Fold(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in Normalized(name).EnumerateRunes())
        {
            if (!IsIgnorable(letter))
                text.Append(Rune.ToUpperInvariant(letter).ToString());
        }

        // Once more: what an ignorable character kept apart may belong together.
        return text.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>Whether some vault takes two names for one.</summary>
    public static bool AreSame(string left, string right) => string.Equals(Fold(left), Fold(right), StringComparison.Ordinal);

    /// <summary>Why no vault can be trusted with a name; null when many can.</summary>
    public static string? WhyNot(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 127)
            return "a name has 1 to 127 characters";
        if (name.Any(char.IsControl))
            return "it has a control character in it";
        if (name.EnumerateRunes().Any(static letter => letter == Rune.ReplacementChar))
            return "it has half a character in it";
        if (name.EnumerateRunes().Any(IsIgnorable))
            return "it has a character in it that cannot be seen, such as a soft hyphen, and that many vaults ignore";
        return name != name.Trim() ? "it begins or ends with white space" : null;
    }

    /// <summary>Whether PowerShell would read a name as a pattern.</summary>
    public static bool HasWildcards(string name) => name.AsSpan().IndexOfAny(Wildcards) >= 0;

    /// <summary>Characters of a name other than letters, digits and hyphens of ASCII, each once.</summary>
    public static string Unusual(string name) => new([.. name.Where(static letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-').Distinct().Order()]);

    /// <summary>The part after the last path separator, which some vaults use by itself.</summary>
    public static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static bool IsIgnorable(Rune letter) =>
        Rune.GetUnicodeCategory(letter) == UnicodeCategory.Format || letter.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    // Through runes, because half a surrogate pair cannot be normalised.
    private static string Normalized(string name) => string.Concat(name.EnumerateRunes()).Normalize(NormalizationForm.FormKC);
}
