using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Core.Tests.Scheduling;

/// <summary>What is read of a run's record.</summary>
public sealed class LastRunTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task All_errors_and_the_runs_before_it_are_read()
    {
        await File.WriteAllTextAsync(_path, """
            {"startedAt":"2026-09-02T03:30:01Z","endedAt":"2026-09-02T03:30:09Z","exitCode":1,"message":"first",
             "errors":[{"message":"first","recommendedAction":"do","target":"abc","errorId":"VaultLocked,x"},{"message":"second","recommendedAction":null,"target":"","errorId":"y"}],
             "runs":[{"startedAt":"2026-09-01T03:30:01Z","endedAt":null,"exitCode":0,"message":null,"errors":[]},{"startedAt":"2026-08-31T03:30:01Z","endedAt":null,"exitCode":1,"message":"old","errors":null}]}
            """);

        var run = LastRun.Read(_path)!;

        Assert.Equal(["first", "second"], run.Errors.Select(error => error.Message));
        Assert.Equal("do", run.Errors[0].RecommendedAction);
        Assert.Equal([0, 1], run.Runs.Select(before => before.ExitCode));
        Assert.Empty(run.Runs[1].Errors);
    }
}
