using System.Diagnostics;
using Auth0Ps.Scheduling;
using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Core.Tests.Scheduling;

/// <summary>The programs that know a scheduler's rules, used where they are present.</summary>
internal static class Checker
{
    public static async Task<ToolResult> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Require(program));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        return await ExternalTool.RunAsync(start, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    public static string Require(string program)
    {
        var path = ExternalTool.Find(program);
        Skip.If(path is null, $"{program} is not on this machine.");
        return path!;
    }

    public static ScheduleDefinition Schedule(RotationScheduler scheduler, RunTimes? times = null, string folder = "/srv/data", string name = "auth0ps", string program = "/bin/sh") => new()
    {
        Name = name,
        Scheduler = scheduler,
        Times = times ?? RunTimes.Every(TimeSpan.FromMinutes(15)),
        Program = program,
        Arguments = ["-NoProfile", "-NonInteractive", "-File", $"{folder}/schedules/{name}/run.ps1"],
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["AUTH0PS_HOME"] = folder, ["HOME"] = "/home/x", ["HTTPS_PROXY"] = "http://proxy:3128" },
        DataFolder = folder,
        Script = $"{folder}/schedules/{name}/run.ps1",
        Module = "/opt/Auth0Ps/Auth0Ps.psd1",
    };
}
