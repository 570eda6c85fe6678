using System.Diagnostics;
using System.Text.Json;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A process of its own that rotates one secret, as rotation billing, into a vault on disk.</summary>
internal sealed class RunnerProcess : IDisposable
{
    private readonly Lazy<Task<string>> _output;
    private readonly Task<string> _errors;

    private RunnerProcess(Process process)
    {
        Process = process;
        _output = new(process.StandardOutput.ReadToEndAsync);
        _errors = process.StandardError.ReadToEndAsync();
    }

    public Process Process { get; }

    /// <summary>Starts it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="folder">Its home; the vault Prod and the data folder are below.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="diesAt">The phase after which it kills itself.</param>
    public static RunnerProcess Start(SandboxTenant tenant, string folder, string clientId, RotationPhase? diesAt = null)
    {
        var process = Launch(tenant, folder, folder, clientId, diesAt, holdsAt: null, rotation: null);
        process.Process.StandardInput.Close();
        _ = process._output.Value;
        return process;
    }

    /// <summary>Starts it with this process's own home, so that both know the same leases, and waits until it is held up at a phase.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="folder">The vault Prod and the data folder are below.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="at">The phase.</param>
    /// <param name="rotation">The saved rotation that it is a run of; null for none.</param>
    public static async Task<RunnerProcess> StartHeldAsync(SandboxTenant tenant, string folder, string clientId, RotationPhase at, Guid? rotation)
    {
        var process = Launch(tenant, folder, Environment.GetEnvironmentVariable("HOME")!, clientId, null, at, rotation);
        var line = await process.Process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(line == "Holding", $"{line} {(line is null ? await process._errors : "")}");
        return process;
    }

    /// <summary>Lets one that is held up go on.</summary>
    public void LetGo()
    {
        Process.StandardInput.Close();
        _ = _output.Value;
    }

    private static RunnerProcess Launch(SandboxTenant tenant, string folder, string home, string clientId, RotationPhase? diesAt, RotationPhase? holdsAt, Guid? rotation)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Program);
        start.Environment["AUTH0PS_HOME"] = Path.Combine(folder, "data");
        start.Environment["HOME"] = home;
        var process = Process.Start(start)!;
        process.StandardInput.WriteLine(JsonSerializer.Serialize(new
        {
            tenant.Domain,
            ConnectionClientId = tenant.ClientId,
            ConnectionSecret = tenant.ClientSecret,
            ClientId = clientId,
            VaultFolder = Path.Combine(folder, "Prod"),
            Resumes = false,
            DiesAt = diesAt?.ToString(),
            HoldsAt = holdsAt?.ToString(),
            RotationId = rotation,
        }));
        process.StandardInput.Flush();
        return new RunnerProcess(process);
    }

    /// <summary>Waits for its end; what it said.</summary>
    public async Task<string> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await Process.WaitForExitAsync(patience.Token);
        return await _output.Value + await _errors;
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill();
        Process.Dispose();
    }

    /// <summary>tests/Auth0Ps.RotationRunner/bin/CONFIGURATION/FRAMEWORK, beside this project's.</summary>
    private static string Program
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var tests = own.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(tests, "Auth0Ps.RotationRunner", "bin", own.Parent.Name, own.Name, "Auth0Ps.RotationRunner.dll");
        }
    }
}
