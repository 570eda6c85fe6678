using System.Diagnostics;
using System.Text.Json;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A process of its own that rotates one secret, as rotation billing, into a vault on disk.</summary>
internal sealed class RunnerProcess : IDisposable
{
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private RunnerProcess(Process process)
    {
        Process = process;
        _output = process.StandardOutput.ReadToEndAsync();
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
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Program);
        start.Environment["AUTH0PS_HOME"] = Path.Combine(folder, "data");
        start.Environment["HOME"] = folder;
        var process = Process.Start(start)!;
        process.StandardInput.Write(JsonSerializer.Serialize(new
        {
            tenant.Domain,
            ConnectionClientId = tenant.ClientId,
            ConnectionSecret = tenant.ClientSecret,
            ClientId = clientId,
            VaultFolder = Path.Combine(folder, "Prod"),
            Resumes = false,
            DiesAt = diesAt?.ToString(),
        }));
        process.StandardInput.Close();
        return new RunnerProcess(process);
    }

    /// <summary>Waits for its end; what it said.</summary>
    public async Task<string> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await Process.WaitForExitAsync(patience.Token);
        return await _output + await _errors;
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
