using System.Text;
using Auth0Ps.Core.Tests.Rotation.Definitions;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Hooks;

/// <summary>A data folder with hooks, a folder with their scripts, and a clock that stands.</summary>
internal sealed class HookScene : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-hooks-").FullName;

    public HookScene()
    {
        Vaults = new MemoryVaults();
        State = TestState.New(Path.Combine(_folder, "data"), Vaults, saves: true, time: Clock, limits: new TimeLimits { HookTurn = TimeSpan.Zero });
    }

    public SetClock Clock { get; } = new(new DateTimeOffset(2026, 11, 28, 6, 0, 0, TimeSpan.Zero));

    public MemoryVaults Vaults { get; }

    public Auth0State State { get; }

    public RotationHooks Hooks => State.Hooks;

    public string Outbox => File.ReadAllText(Path.Combine(_folder, "data", "outbox.json"));

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>A script of the shell that only its owner may write to.</summary>
    public string Script(string lines, string name = "hook.sh")
    {
        var path = PathOf(name);
        File.WriteAllText(path, "#!/bin/sh\n" + lines + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public Task<Auth0RotationHook> RegisterAsync(string name, Func<RotationHookRequest, RotationHookRequest> choose, bool replaces = false) =>
        Hooks.AddAsync(choose(new RotationHookRequest { Name = name, On = [RotationEvent.Succeeded, RotationEvent.Failed, RotationEvent.Interrupted, RotationEvent.KeyRetired] }).Build(Clock.Now), replaces, CancellationToken.None);

    public async Task<HookDelivery> RecordAsync(string rotation = "billing", RotationEvent what = RotationEvent.Succeeded, string? key = null, string application = "Billing") =>
        (await Hooks.RecordAsync(what, key ?? $"{Guid.NewGuid():n}", new HookEventData { Rotation = rotation, ClientId = "client", ApplicationName = application, Tenant = "example.eu.auth0.com", Message = "Rotated." }, journaled: false))[0].Current;

    public async Task<IReadOnlyList<HookFailure>> DeliverAsync() => await new HookRunner(State).DeliverAsync(static _ => { }, CancellationToken.None);

    public Auth0RotationHook Hook(string name) => Hooks.All.Single(hook => hook.Name == name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>A webhook's other side on this machine, which keeps what it was sent.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly ScriptedServer _server;
    private readonly List<(string Head, string Body)> _received = [];

    /// <summary>Held here, so that the connection that waits for it is not collected.</summary>
    private readonly TaskCompletionSource _never = new();

    /// <param name="answer">The status line and further header lines of its answers; null never answers.</param>
    public HookReceiver(string? answer = "204 No Content")
    {
        var never = _never;
        _server = new ScriptedServer(async (served, stream) =>
        {
            while (await served.ReadHeadAsync(stream) is { } head)
            {
                var length = int.Parse(head.Split("Content-Length: ", 2)[1].Split("\r\n", 2)[0], System.Globalization.CultureInfo.InvariantCulture);
                var body = new byte[length];
                await stream.ReadExactlyAsync(body);
                lock (_received)
                    _received.Add((head, Encoding.UTF8.GetString(body)));
                if (answer is null)
                    await never.Task;
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\n{(answer!.StartsWith("204", StringComparison.Ordinal) ? "" : "Content-Length: 0\r\n")}\r\n"));
            }
        });
    }

    public string Uri => $"http://127.0.0.1:{_server.Port}/hook";

    public IReadOnlyList<(string Head, string Body)> Received
    {
        get
        {
            lock (_received)
                return [.. _received];
        }
    }

    public static string Header(string head, string name) =>
        head.Split("\r\n").Single(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Split(": ", 2)[1];

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
