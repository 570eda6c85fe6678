using System.Diagnostics;
using System.Text.Json;
using Auth0Ps.RotationRunner;
using Auth0Ps.Sandbox;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A process of its own that rotates one secret, as rotation billing, into a vault on disk.</summary>
internal sealed class RunnerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

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
        var process = Launch(folder, folder, RunnerOrder.For(tenant, clientId) with { DiesAt = diesAt?.ToString() });
        process.LetGo();
        return process;
    }

    /// <summary>Starts it and waits until it is held up at a phase.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="folder">Its home; the vault Prod and the data folder are below.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="at">The phase.</param>
    /// <param name="rotation">The saved rotation that it is a run of; null for none.</param>
    public static async Task<RunnerProcess> StartHeldAsync(SandboxTenant tenant, string folder, string clientId, RotationPhase at, Guid? rotation)
    {
        var process = Launch(folder, folder, RunnerOrder.For(tenant, clientId) with { HoldsAt = at.ToString(), RotationId = rotation });
        var line = await process.ReadLineAsync();
        Assert.True(line == "Holding", $"{line} {(line is null ? await process._errors : "")}");
        return process;
    }

    /// <summary>Starts it and leaves its input open.</summary>
    /// <param name="folder">The vault Prod and the data folder are below.</param>
    /// <param name="home">Its home.</param>
    /// <param name="order">What it is to do.</param>
    /// <param name="variables">What else its environment has.</param>
    public static RunnerProcess Launch(string folder, string home, RunnerOrder order, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Program);
        start.Environment["AUTH0PS_HOME"] = Path.Combine(folder, "data");
        start.Environment["HOME"] = home;
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.WriteLine(Written(folder, order));
        process.StandardInput.Flush();
        return new RunnerProcess(process);
    }

    /// <summary>Does in this process what nobody is to kill: the same, without the start of a process.</summary>
    /// <param name="folder">The vault Prod and the data folder are below, and what its home has of Auth0Ps.</param>
    /// <param name="order">What is to be done.</param>
    /// <returns>What it said.</returns>
    public static async Task<string> RunHereAsync(string folder, RunnerOrder order)
    {
        var said = new StringWriter();
        var data = new DataFolder(Path.Combine(folder, "data"), Path.Combine(folder, ".local", "share", "Auth0Ps"));
        await new Runner(Runner.Read(Written(folder, order)), data, TextReader.Null, said).RunAsync();
        return said.ToString();
    }

    /// <summary>The next line that it says; null when it ended.</summary>
    public async Task<string?> ReadLineAsync() => await Process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Tells it to go on.</summary>
    public void Tell(string line)
    {
        Process.StandardInput.WriteLine(line);
        Process.StandardInput.Flush();
    }

    /// <summary>Ends its input, which lets one that is held up go on.</summary>
    public void LetGo()
    {
        Process.StandardInput.Close();
        _ = _output.Value;
    }

    /// <summary>Waits for its end; what it said since the last line that was read.</summary>
    public async Task<string> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await Process.WaitForExitAsync(patience.Token);
        return await _output.Value + await _errors;
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill();
        Process.Dispose();
    }

    private static string Written(string folder, RunnerOrder order) => JsonSerializer.Serialize(order with { VaultFolder = Path.Combine(folder, "Prod") });

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

/// <summary>What a runner is to do; its own project says what the fields mean.</summary>
internal sealed record RunnerOrder
{
    public required string Domain { get; init; }

    public required string ConnectionClientId { get; init; }

    public string? ConnectionSecret { get; init; }

    public required string ClientId { get; init; }

    public string VaultFolder { get; init; } = "";

    public bool Resumes { get; init; }

    public bool Twice { get; init; }

    public string? DiesAt { get; init; }

    public double? DiesAfter { get; init; }

    public string? HoldsAt { get; init; }

    public string? CrashesAt { get; init; }

    public bool Tells { get; init; }

    public string CredentialType { get; init; } = nameof(Auth0Ps.CredentialType.ClientSecret);

    public TimeSpan? Overlap { get; init; }

    public TimeSpan? AnnounceFor { get; init; }

    public bool AppliesAtOnce { get; init; }

    public bool KeepsPrevious { get; init; }

    public bool Undoes { get; init; }

    public Guid? RotationId { get; init; }

    public string? Audience { get; init; }

    public double Speed { get; init; } = 1;

    public bool Delivers { get; init; }

    public bool Adopts { get; init; }

    public int? DiesAtVaultCall { get; init; }

    public int Copies { get; init; }

    public string? State { get; init; }

    public TimeSpan Lease { get; init; }

    public string? MovesTo { get; init; }

    public int? DiesAtStep { get; init; }

    public string? Syncs { get; init; }

    public int? AtOnce { get; init; }

    public static RunnerOrder For(SandboxTenant tenant, string clientId) =>
        new() { Domain = tenant.Domain, ConnectionClientId = tenant.ClientId, ConnectionSecret = tenant.ClientSecret, ClientId = clientId };
}
