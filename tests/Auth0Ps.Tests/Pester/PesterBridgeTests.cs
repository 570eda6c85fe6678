using Auth0Ps.Tests.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.Pester;

/// <summary>Nothing that Pester says may get lost on the way into <c>dotnet test</c>.</summary>
public sealed class PesterBridgeTests : IDisposable
{
    private const string Suite = """
        Describe 'outer' {
            It 'passes' { 1 | Should -Be 1 }
            It "fails" { 'apple' | Should -Be 'pear' }
            # It 'is a comment' { }
            It 'is skipped' -Skip { }
            It 'has a reason' { Set-ItResult -Skipped -Because 'the moon is full' }
            It 'takes <_>' -ForEach @(
                1
                2
            ) { $_ | Should -Be 1 }
            Context 'inner' {
                BeforeAll { throw 'no set-up today' }
                It 'cannot run' { }
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_It_of_a_file_is_found_with_its_line()
    {
        _folder.Write("One.Tests.ps1", Suite);
        _folder.Write("deeper/Two.Tests.ps1", "Describe 'x' {\n  It 'is deeper' { }\n}");

        var cases = PesterCase.Scan(_folder.Path);

        Assert.Equal(
            ["passes:2", "fails:3", "is skipped:5", "has a reason:6", "takes <_>:7", "cannot run:13", "is deeper:2"],
            cases.Select(found => $"{found.Name}:{found.Line}"),
            StringComparer.Ordinal);
    }

    [SkippableFact]
    public async Task Each_verdict_of_Pester_arrives_with_its_own_words()
    {
        _folder.Write("One.Tests.ps1", Suite);
        var report = await RunAsync();

        Assert.Equal(PesterOutcome.Passed, Verdict(report, 2).Outcome);
        Assert.Equal(PesterOutcome.Failed, Verdict(report, 3).Outcome);
        Assert.Contains("pear", Verdict(report, 3).Message, StringComparison.Ordinal);
        Assert.Contains("One.Tests.ps1: line 3", Verdict(report, 3).Message, StringComparison.Ordinal);
        Assert.Equal(PesterOutcome.Skipped, Verdict(report, 5).Outcome);
        Assert.Contains("the moon is full", Verdict(report, 6).Message, StringComparison.Ordinal);
        Assert.Equal(PesterOutcome.Failed, Verdict(report, 7).Outcome);
        Assert.Contains("takes 2", Verdict(report, 7).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("takes 1", Verdict(report, 7).Message, StringComparison.Ordinal);
        Assert.Contains("no set-up today", Verdict(report, 13).Message, StringComparison.Ordinal);
        Assert.Empty(report.NotAmong(PesterCase.Scan(_folder.Path)));
    }

    [SkippableFact]
    public async Task A_file_that_cannot_be_read_fails_each_of_its_tests()
    {
        _folder.Write("Broken.Tests.ps1", "throw 'not today'\nDescribe 'x' {\n  It 'never starts' { }\n}");

        var report = await RunAsync();

        var verdict = report.VerdictOn(new PesterCase("Broken.Tests.ps1", 3, "never starts"));
        Assert.Equal(PesterOutcome.Failed, verdict.Outcome);
        Assert.Contains("not today", verdict.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_test_that_the_scan_does_not_see_is_noticed()
    {
        _folder.Write("Hidden.Tests.ps1", "Describe 'x' {\n  $name = 'is computed'\n  It $name { }\n}");

        var report = await RunAsync();

        Assert.Equal("x.is computed", Assert.Single(report.NotAmong(PesterCase.Scan(_folder.Path))).Name);
    }

    [SkippableFact]
    public async Task A_run_that_breaks_off_says_what_it_printed()
    {
        _folder.Write("Exits.Tests.ps1", "Write-Host 'last words'\n[Environment]::Exit(3)\nDescribe 'x' {\n  It 'y' { }\n}");

        var verdict = (await RunAsync()).VerdictOn(new PesterCase("Exits.Tests.ps1", 4, "y"));

        Assert.Equal(PesterOutcome.Failed, verdict.Outcome);
        Assert.Contains("exit code 3", verdict.Message, StringComparison.Ordinal);
        Assert.Contains("last words", verdict.Message, StringComparison.Ordinal);
    }

    private static PesterVerdict Verdict(PesterReport report, int line) => report.VerdictOn(new PesterCase("One.Tests.ps1", line, string.Empty));

    private async Task<PesterReport> RunAsync()
    {
        var search = await TestShell.FindAsync();
        Skip.IfNot(search.Found, search.Reason);
        return await PesterSuite.RunAsync(search.Engine, _folder.Path);
    }
}
