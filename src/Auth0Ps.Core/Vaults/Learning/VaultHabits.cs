using System.Globalization;

namespace Auth0Ps.Vaults.Learning;

/// <summary>What a vault has been seen to do. No secret, no entry's name and none of the vault's settings is in it.</summary>
internal sealed record VaultHabits
{
    /// <summary>The module that implements the vault.</summary>
    public string Module { get; init; } = "";

    /// <summary>Tells the vault from others of its module: a hash.</summary>
    public string Place { get; init; } = "";

    /// <summary>Whether an entry that exists is replaced by setting it; null while that was not seen.</summary>
    public bool? Overwrites { get; init; }

    /// <summary>Whether the name of a removed entry cannot be set again.</summary>
    public bool ReservesRemovedNames { get; init; }

    /// <summary>The form in which it keeps a secret; null while that was not seen.</summary>
    public VaultForm? SecretForm { get; init; }

    /// <summary>Whether it keeps credentials as such; null while that was not seen.</summary>
    public bool? KeepsCredentials { get; init; }

    /// <summary>Whether line breaks in a value survive; null while that was not seen.</summary>
    public bool? KeepsLineBreaks { get; init; }

    /// <summary>Whether a secret comes back as a credential that bears the entry's name.</summary>
    public bool ReturnsCredentials { get; init; }

    /// <summary>Whether names are looked up as patterns; null while that was not seen.</summary>
    public bool? ReadsPatterns { get; init; }

    /// <summary>Whether an entry is also found by a part of its name; null while that was not seen.</summary>
    public bool? FindsByPart { get; init; }

    /// <summary>How long a write took at most until it could be read, in milliseconds.</summary>
    public int ReadLag { get; init; }

    /// <summary>How it answers for a name that it does not have; null while that was not seen.</summary>
    public MissingAnswer? Missing { get; init; }

    /// <summary>How long a listing took, in milliseconds; null while it was not asked for one.</summary>
    public int? ListingTime { get; init; }

    /// <summary>Characters other than letters, digits and hyphens that were in the names of entries that it kept.</summary>
    public string NameCharacters { get; init; } = "";

    /// <summary>Such characters that were only in names of entries that it did not keep, although it kept others at the same time.</summary>
    public string DoubtfulCharacters { get; init; } = "";

    /// <summary>What was seen, for people.</summary>
    public IReadOnlyList<Auth0Check> ToChecks() =>
    [
        Seen("Overwriting", Overwrites, ReservesRemovedNames ? "It replaces an entry in place, and does not take a removed name again." : "It replaces an entry in place.", "It does not replace an entry: the entry is removed first, and only while another one holds the value that must not be lost."),
        SecretForm is { } form || KeepsCredentials is not null
            ? Passed("Forms", FormsInWords())
            : NotSeen("Forms"),
        ReadLag > NoticeableLag
            ? Passed("Reading", string.Create(CultureInfo.InvariantCulture, $"A write took up to {ReadLag / 1000.0:0.0} seconds until it could be read, which is waited for. {MissingInWords}").TrimEnd())
            : SecretForm is null && KeepsCredentials is null ? NotSeen("Reading") : Passed("Reading", $"A write can be read at once. {MissingInWords}".TrimEnd()),
    ];

    /// <summary>A lag of less, in milliseconds, is the time that a call takes.</summary>
    public const int NoticeableLag = 500;

    private string MissingInWords => Missing switch
    {
        MissingAnswer.Nothing => "For a name that it does not have it returns nothing.",
        MissingAnswer.Failure => "For a name that it does not have it reports an error, so that its list is looked at as well.",
        _ => "",
    };

    private string FormsInWords()
    {
        var words = new List<string>();
        if (SecretForm is { } form)
            words.Add($"It keeps secrets as {form}{(ReturnsCredentials && form != VaultForm.PSCredential ? ", and returns them as PSCredential" : "")}.");
        if (KeepsCredentials is { } credentials)
            words.Add(credentials ? "It keeps credentials." : "It does not keep credentials.");
        if (KeepsLineBreaks is { } breaks)
            words.Add(breaks ? "Line breaks survive." : "Line breaks do not survive: private keys are kept on one line, as base64 of PKCS#8.");
        return string.Join(" ", words);
    }

    private static Auth0Check Seen(string name, bool? seen, string yes, string no) => seen is null ? NotSeen(name) : Passed(name, seen == true ? yes : no);

    private static Auth0Check Passed(string name, string detail) => new() { Name = name, Outcome = CheckOutcome.Passed, Detail = detail };

    private static Auth0Check NotSeen(string name) => new() { Name = name, Outcome = CheckOutcome.Skipped, Detail = "Not seen yet: the first rotation into this vault finds it out, before Auth0 is called." };
}

/// <summary>How a vault answers for a name that it does not have.</summary>
internal enum MissingAnswer
{
    /// <summary>It returns nothing.</summary>
    Nothing,

    /// <summary>It fails.</summary>
    Failure,
}
