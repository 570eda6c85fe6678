using System.Globalization;
using System.Reflection;
using Xunit.Sdk;

namespace Auth0Ps.TestRuns;

/// <summary>
/// How much is tested. An ordinary run proves every claim in a few minutes; with <c>AUTH0PS_TESTS=all</c> the long tests run as well: many kills, many
/// runners, other vendors' servers and clients, browsers, packing.
/// </summary>
internal static class TestRun
{
    public const string WhyNot = "A long test: it runs with AUTH0PS_TESTS=all.";

    public static bool IsWhole { get; } = string.Equals(Environment.GetEnvironmentVariable("AUTH0PS_TESTS"), "all", StringComparison.OrdinalIgnoreCase);

    /// <summary>How many kills <c>AUTH0PS_KILLS</c> asks for; null when it asks for none.</summary>
    public static int? AskedKills => Asked("AUTH0PS_KILLS");

    /// <summary>The number in an environment variable; null without one.</summary>
    public static int? Asked(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var asked) ? asked : null;

    /// <summary>The first, or in an ordinary run the second.</summary>
    public static int Either(int whole, int ordinary) => IsWhole ? whole : ordinary;
}

/// <summary>A test of the whole run only.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : SkippableFactAttribute
{
    public LongFactAttribute() => Skip = TestRun.IsWhole ? null : TestRun.WhyNot;
}

/// <summary>A theory of the whole run only.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongTheoryAttribute : SkippableTheoryAttribute
{
    public LongTheoryAttribute() => Skip = TestRun.IsWhole ? null : TestRun.WhyNot;
}

/// <summary>A case of a theory that belongs to the whole run only, beside others that always run.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class LongInlineDataAttribute : DataAttribute
{
    private readonly object?[] _data;

    public LongInlineDataAttribute(params object?[] data)
    {
        _data = data;
        Skip = TestRun.IsWhole ? null : TestRun.WhyNot;
    }

    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => [_data];
}
