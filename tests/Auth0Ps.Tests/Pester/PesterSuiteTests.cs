using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.Pester;

/// <summary>The Pester suite, every It a result of its own.</summary>
public sealed class PesterSuiteTests(PesterRun run) : IClassFixture<PesterRun>
{
    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string>();
            foreach (var found in PesterCase.Scan(Clone.PesterFolder))
            {
                cases.Add(found.File, found.Line, found.Name);
            }

            return cases;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void It(string file, int line, string name)
    {
        Skip.If(run.WhyNot is not null, run.WhyNot);
        var verdict = run.Report.VerdictOn(new PesterCase(file, line, name));
        Skip.If(verdict.Outcome == PesterOutcome.Skipped, verdict.Message);
        Assert.True(verdict.Outcome == PesterOutcome.Passed, $"{file}:{line}\n{verdict.Message}");
    }

    [SkippableFact]
    public void The_suite_ran_and_no_test_was_missed()
    {
        Assert.False(run.WhyNot is not null && Environment.GetEnvironmentVariable("CI") is "true", run.Skipped);
        Skip.If(run.Skipped is not null, run.Skipped);
        var missed = run.Report.NotAmong(PesterCase.Scan(Clone.PesterFolder)).Select(test => $"{test.File}:{test.Line} {test.Name}");
        Assert.True(
            !missed.Any() && run.Report.Problems.Count == 0,
            $"Not found as a line that begins with It and a quoted name:\n{string.Join('\n', missed)}\n{string.Join("\n\n", run.Report.Problems)}");
    }
}
