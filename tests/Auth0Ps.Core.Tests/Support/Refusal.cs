namespace Auth0Ps.Core.Tests.Support;

/// <summary>What every refusal has to be like: one line that people can read, what to do, and no secret.</summary>
internal static class Refusal
{
    /// <summary>Stands wherever a secret is given; no message may repeat it.</summary>
    public const string Planted = "planted-secret-that-must-not-show";

    private const int Longest = 600;

    // Namespaces, type names, frames of a stack and the platform's words for a developer's mistakes.
    private static readonly string[] DevelopersWords = ["System.", "Auth0Ps.Connections", "Exception", "   at ", "(Parameter", "Path: $", "BytePositionInLine", "Object reference"];

    public static void AssertClear(Auth0Exception failure, ErrorReason reason)
    {
        Assert.True(failure.Reason == reason, $"{failure.Reason} in place of {reason}: {failure.Message}");
        AssertReadable(failure.Message);
        Assert.NotNull(failure.RecommendedAction);
        AssertReadable(failure.RecommendedAction);
        Assert.DoesNotContain(Planted, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, failure.Target?.ToString() ?? "", StringComparison.Ordinal);
    }

    private static void AssertReadable(string text)
    {
        Assert.InRange(text.Trim().Length, 8, Longest);
        Assert.DoesNotContain(text, letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');
        foreach (var word in DevelopersWords)
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
    }
}
