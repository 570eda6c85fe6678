using System.Globalization;
using System.Text;

namespace Auth0Ps.Naming;

/// <summary>Names of connections and rotations: 1 to 64 of <c>a-z</c>, <c>0-9</c> and single hyphens inside.</summary>
internal static class Slug
{
    /// <summary>The longest slug, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Whether a text is a slug.</summary>
    /// <param name="text">The text to look at.</param>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength }
        && text[0] != '-'
        && text[^1] != '-'
        && !text.Contains("--", StringComparison.Ordinal)
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    /// <summary>Returns the text when it is a slug.</summary>
    /// <param name="text">The name given.</param>
    /// <param name="parameter">The parameter that it was given with.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidName"/>: proposes a name that would do.</exception>
    public static string Require(string? text, string parameter = "-Name")
    {
        if (IsValid(text))
            return text!;

        var proposal = From(text);
        throw new Auth0Exception(
            ErrorReason.InvalidName,
            $"'{text}' is not a valid name: 1 to {MaxLength} lower-case letters, digits and single inner hyphens are allowed.",
            proposal.Length > 0 ? $"Use {parameter} {proposal}" : "Use a name such as 'prod' or 'billing-eu'.")
        { Target = text };
    }

    /// <summary>Makes a slug of any name: accents are dropped, other letters and runs of signs become hyphens, long names are cut.</summary>
    /// <param name="name">An application's name, for example.</param>
    /// <returns>A slug, or the empty string when nothing of the name can stand in one.</returns>
    public static string From(string? name)
    {
        var slug = new StringBuilder(MaxLength);
        foreach (var letter in Transliterate(name ?? ""))
        {
            if (slug.Length == MaxLength)
                break;
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(char.ToLowerInvariant(letter));
            else if (slug.Length > 0 && slug[^1] != '-' && letter < 0x80)
                slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }

    private static string Transliterate(string name)
    {
        var text = new StringBuilder(name.Length);
        // Through runes, because half a surrogate pair cannot be normalised.
        foreach (var letter in string.Concat(name.EnumerateRunes()).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
                continue;
            text.Append(letter switch
            {
                'ß' => "ss",
                'æ' or 'Æ' => "ae",
                'œ' or 'Œ' => "oe",
                'ø' or 'Ø' => "o",
                'ł' or 'Ł' => "l",
                'đ' or 'Đ' or 'ð' or 'Ð' => "d",
                'þ' or 'Þ' => "th",
                'ı' => "i",
                _ => letter.ToString(),
            });
        }

        return text.ToString();
    }
}
