using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Auth0Ps.Module.Tests.Support;

/// <summary>What every error of the module has to be like.</summary>
internal static partial class Problem
{
    /// <summary>Exactly one error, with id, category, target and what to do, and nothing in it that only a developer can read.</summary>
    /// <param name="said">What a command said.</param>
    /// <param name="reason">The id's second part.</param>
    /// <param name="category">The category.</param>
    /// <param name="target">The target's text; null for any.</param>
    /// <param name="action">A pattern that the recommendation matches.</param>
    public static ErrorRecord AssertOne(Said said, string reason, ErrorCategory category, string? target, string action = ".")
    {
        Assert.Empty(said.Output);
        return AssertOne(said.Errors, reason, category, target, action);
    }

    public static ErrorRecord AssertOne(IReadOnlyList<ErrorRecord> errors, string reason, ErrorCategory category, string? target, string action = ".")
    {
        Assert.True(errors.Count == 1, $"One thing goes wrong, not {errors.Count}: {string.Join('\n', errors)}");
        var record = errors[0];
        AssertId(record, reason);
        Assert.Equal(category, record.CategoryInfo.Category);
        if (target is not null)
            Assert.Equal(target, record.TargetObject?.ToString() ?? "");
        Assert.Matches("(?i)" + action, record.ErrorDetails?.RecommendedAction);
        foreach (var text in new[] { record.ToString(), record.Exception.Message, record.ErrorDetails!.RecommendedAction })
            AssertReadable(text);
        return record;
    }

    public static void AssertId(ErrorRecord record, string reason) => Assert.Matches($"^Auth0Ps\\.{reason},Auth0Ps\\.Commands\\.", record.FullyQualifiedErrorId);

    /// <summary>An error that ends the command, whatever its -ErrorAction is.</summary>
    public static ErrorRecord AssertEnds(Shell shell, string command, string reason)
    {
        var caught = Assert.IsType<ErrorRecord>(Assert.Single(shell.Run($"try {{ {command}; 'It went on.' }} catch {{ $_ }}").Output).BaseObject);
        Assert.Matches($"^Auth0Ps\\.{reason},", caught.FullyQualifiedErrorId);
        return caught;
    }

    /// <summary>No stack trace, no JSON dump, no type names.</summary>
    public static void AssertReadable(string text)
    {
        Assert.False(string.IsNullOrEmpty(text));
        Assert.DoesNotMatch(StackLine(), text);
        Assert.DoesNotMatch("System\\.|Exception|[{}]", text);
    }

    [GeneratedRegex(@"^\s+at \S+\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StackLine();
}
