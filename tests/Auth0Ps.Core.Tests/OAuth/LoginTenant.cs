using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.OAuth;

/// <summary>A tenant whose users sign in in a browser, with a data folder and a callback port of its own.</summary>
internal sealed class LoginTenant : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-login-").FullName;

    private LoginTenant(SandboxTenant sandbox, int port)
    {
        Sandbox = sandbox;
        Port = port;
        Person = new Person(sandbox);
        _ = Vaults["Prod"];
    }

    public SandboxTenant Sandbox { get; }

    public string DataFolder => _folder;

    public int Port { get; }

    public Person Person { get; set; }

    public MemoryVaults Vaults { get; } = new();

    public Auth0State State => field ??= NewState();

    public ConnectionRegistry Registry => State.Connections;

    public ConnectionRequest Native => new()
    {
        Name = "me",
        Domain = Sandbox.Domain,
        ApiType = Auth0ApiType.MyAccount,
        ClientId = Sandbox.NativeClientId,
        Scope = ["read:me:factors"],
        RedirectPort = Port,
    };

    public ConnectionRequest Web => Native with
    {
        GrantType = Auth0GrantType.AuthorizationCode,
        ClientId = Sandbox.WebClientId,
        ClientSecret = SecureStrings.Protect(Sandbox.WebClientSecret!),
    };

    public static async Task<LoginTenant> StartAsync()
    {
        var port = FreePort.Find();
        return new LoginTenant(await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 2, BrowserApplications = true, CallbackPorts = [port] }, CancellationToken.None), port);
    }

    /// <summary>What another process sees: the saved connections, the vaults, and nothing that this process keeps in memory.</summary>
    public Auth0State NewState() => TestState.New(_folder, Vaults, saves: true);

    public ConnectionFactory Factory(bool attended = true) => new(State) { LoginPrompt = attended ? Person : null };

    public Task<Auth0Connection> CreateAsync(ConnectionRequest request, CancellationToken cancellationToken = default) =>
        Factory().CreateAsync(request, skipTest: false, cancellationToken);

    public async Task<Auth0Connection> ChangeAsync(Auth0Connection former, ConnectionRequest request, bool attended = true)
    {
        var factory = Factory(attended);
        return await factory.KeepAsync(await factory.PlanAsync(request.Over(former), former, CancellationToken.None), skipTest: false, CancellationToken.None);
    }

    public TenantSession Open(Auth0Connection connection) => new(connection, State);

    /// <summary>The token endpoint's answers so far.</summary>
    public IEnumerable<int> TokenStatuses => Sandbox.Requests.Where(request => request.Path == "/oauth/token").Select(request => request.Status);

    public async ValueTask DisposeAsync()
    {
        Person.Dispose();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
