using System.Text;

namespace Auth0Ps.Scheduling.Entries;

/// <summary>Strings for a PowerShell script.</summary>
internal static class PowerShellText
{
    /// <summary>A literal in single quotes; PowerShell takes typographic ones for the same (about_Quoting_Rules).</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder("'");
        foreach (var letter in value)
        {
            if (letter is '\'' or '\u2018' or '\u2019' or '\u201a' or '\u201b')
                text.Append(letter);
            text.Append(letter);
        }

        return text.Append('\'').ToString();
    }
}
