using System.Diagnostics;
using System.Text.Json;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>A real <c>serve</c> process.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServeProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>The ready line.</summary>
    public JsonElement Ready { get; private set; }

    public string this[string name] => Ready.GetProperty(name).GetString()!;

    /// <summary>Starts and waits for the ready line.</summary>
    public static async Task<ServeProcess> StartAsync(params string[] arguments)
    {
        var serve = Launch(["serve", "--json", .. arguments]);
        var line = await serve.ReadLineAsync();
        if (line is null)
            Assert.Fail("serve ended before it was ready: " + await serve._errors);
        using var document = JsonDocument.Parse(line);
        serve.Ready = document.RootElement.Clone();
        return serve;
    }

    /// <summary>Runs to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var serve = Launch(arguments);
        var output = await serve._process.StandardOutput.ReadToEndAsync();
        await serve.ExitAsync();
        return (serve._process.ExitCode, output, await serve._errors);
    }

    public static ServeProcess Launch(string[] arguments)
    {
        // A runner started in the background hands down an ignored Ctrl+C, which a program is to respect; a terminal does not.
        var linux = OperatingSystem.IsLinux();
        var start = new ProcessStartInfo(linux ? "env" : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        if (linux)
        {
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add("dotnet");
        }

        start.ArgumentList.Add(BuiltProgram.Path);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return new ServeProcess(Process.Start(start)!);
    }

    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Ends it without any chance to clean up: <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Sends a signal and waits for the end; returns the exit status.</summary>
    public async Task<int> SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await ExitAsync();
        return _process.ExitCode;
    }

    public async Task<string> ErrorsAsync() => await _errors;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private async Task ExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(patience.Token);
    }
}
