using System.Diagnostics;
using System.Text.Json;

namespace Auth0Ps.Benchmarks.Runners;

/// <summary>Processes that rotate what is due in one state, each with a home of its own.</summary>
/// <param name="place">What they share.</param>
/// <param name="atOnce">How many rotations each has under way.</param>
internal sealed class RunnerFleet(RunnerPlace place, int atOnce)
{
    /// <summary>Starts them and waits for their end.</summary>
    /// <param name="count">How many there are.</param>
    /// <returns>How long it took, and what they said.</returns>
    public async Task<(TimeSpan Time, IReadOnlyList<string> Said)> RunAsync(int count)
    {
        var started = Stopwatch.GetTimestamp();
        var said = await Task.WhenAll(Enumerable.Range(1, count).Select(RunOneAsync));
        return (Stopwatch.GetElapsedTime(started), [.. said.SelectMany(static text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))]);
    }

    /// <summary>tests/Auth0Ps.RotationRunner/bin/CONFIGURATION/FRAMEWORK, beside this project's.</summary>
    private static string Program
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(own.Parent!.Parent!.Parent!.Parent!.FullName, "Auth0Ps.RotationRunner", "bin", own.Parent.Name, own.Name, "Auth0Ps.RotationRunner.dll");
        }
    }

    private async Task<string> RunOneAsync(int number)
    {
        var home = Directory.CreateDirectory(Path.Combine(place.Folder, $"home{number}")).FullName;
        var start = new ProcessStartInfo("dotnet", [Program]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["AUTH0PS_HOME"] = Path.Combine(home, "data");
        start.Environment["HOME"] = home;
        using var process = Process.Start(start)!;
        var order = new
        {
            place.Sandbox.Domain,
            ConnectionClientId = place.Sandbox.ClientId,
            ClientId = "",
            place.VaultFolder,
            State = place.Location,
            Lease = TimeSpan.FromSeconds(30),
            AtOnce = atOnce,
            Speed = 1,
        };
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"A runner ended with {process.ExitCode}: {await errors}");
    }
}
