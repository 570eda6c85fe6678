using System.Text.Json;

namespace Auth0Ps.Tests.Pester;

/// <summary>
/// What Invoke-Suite.ps1 writes down: each test, and what went wrong in blocks and files as a whole.
/// </summary>
internal sealed record PesterReport(IReadOnlyList<string> Problems, IReadOnlyList<PesterReport.Test> Tests)
{
    /// <summary>One test that Pester ran, or decided not to run.</summary>
    internal sealed record Test(string File, int Line, string Name, string Outcome, string Message, double Seconds);

    internal static PesterReport Read(string path)
    {
        var report = JsonSerializer.Deserialize<PesterReport>(System.IO.File.ReadAllText(path));
        return new PesterReport(report?.Problems ?? [], report?.Tests ?? []);
    }

    /// <summary>What Pester says of one It: of all its cases together where there are several.</summary>
    internal PesterVerdict VerdictOn(PesterCase wanted)
    {
        var tests = Tests.Where(test => IsOf(test, wanted)).ToList();
        var failed = tests.Where(test => test.Outcome is not ("Passed" or "Skipped")).ToList();
        if (tests.Count == 0)
        {
            return new(PesterOutcome.Failed, $"Pester did not report this test.{Because()}");
        }

        if (failed.Count > 0)
        {
            var messages = string.Join("\n\n", failed.Select(test => $"{test.Name}: {test.Outcome}\n{test.Message}"));
            return new(PesterOutcome.Failed, messages + (failed.Exists(test => test.Message.Length > 0) ? string.Empty : Because()));
        }

        // A test of which only some cases were skipped has been run.
        return tests.TrueForAll(test => test.Outcome is "Skipped")
            ? new(PesterOutcome.Skipped, tests[0].Message.Length > 0 ? tests[0].Message.Split('\n')[0] : "skipped by its own test file")
            : new(PesterOutcome.Passed, string.Empty);
    }

    /// <summary>Tests that Pester ran although no It of the scan stands where they do.</summary>
    internal IEnumerable<Test> NotAmong(IReadOnlyList<PesterCase> cases) => Tests.Where(test => !cases.Any(known => IsOf(test, known)));

    private string Because() => Problems.Count == 0 ? string.Empty : "\n" + string.Join("\n\n", Problems);

    private static bool IsOf(Test test, PesterCase wanted) =>
        test.Line == wanted.Line && string.Equals(test.File, wanted.File, StringComparison.Ordinal);
}

internal enum PesterOutcome
{
    Passed,
    Failed,
    Skipped,
}

internal sealed record PesterVerdict(PesterOutcome Outcome, string Message);
