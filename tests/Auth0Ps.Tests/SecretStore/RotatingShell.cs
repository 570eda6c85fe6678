using System.Diagnostics;
using System.Text.Json;
using Auth0Ps.Sandbox.Cli.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.SecretStore;

/// <summary>A PowerShell with the staged module that does what it is told, a line at a time, until it is killed. <c>Rotating.ps1</c> has the commands.</summary>
internal sealed class RotatingShell : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private RotatingShell(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Whether SecretManagement and SecretStore are installed for it.</summary>
    public bool HasSecretStore { get; private set; }

    /// <summary>Starts one and waits until it has loaded the module.</summary>
    /// <param name="engine">The PowerShell.</param>
    /// <param name="home">Its user's home folder, which has the store and the module's own data.</param>
    public static async Task<RotatingShell> StartAsync(PowerShellEngine engine, ScratchHome home)
    {
        var start = engine.StartInfo("-File", Path.Combine(AppContext.BaseDirectory, "SecretStore", "Rotating.ps1"));
        home.Apply(start);
        start.Environment["AUTH0PS_MODULE"] = Path.Combine(Clone.StagedModule, "Auth0Ps.psd1");
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var shell = new RotatingShell(Process.Start(start)!);
        shell.HasSecretStore = (await shell.ReadAsync("starting")).GetProperty("ready").GetBoolean();
        return shell;
    }

    /// <summary>Tells it to do something and waits for the answer.</summary>
    public Task<JsonElement> AskAsync(string command)
    {
        Tell(command);
        return ReadAsync(command.Split(' ')[0]);
    }

    /// <summary>Tells it to do something; the answer, or null when it is killed before it has one, is the task's.</summary>
    public async Task<JsonElement?> BeginAsync(string command)
    {
        Tell(command);
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line ? Parse(line) : null;
    }

    /// <summary>SIGKILL: no finally block runs, no buffer is written.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Tell(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    private async Task<JsonElement> ReadAsync(string what)
    {
        if (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is not { } line)
            throw new InvalidOperationException($"The PowerShell ended while {what}: {await _errors}");
        var answer = Parse(line);
        return answer.TryGetProperty("error", out var error) ? throw new InvalidOperationException($"{what}: {error.GetString()}") : answer;
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
