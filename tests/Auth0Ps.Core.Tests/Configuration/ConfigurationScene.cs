using System.Text;
using System.Text.Json.Nodes;
using Auth0Ps.Configuration;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Configuration;

/// <summary>A data folder of its own with a vault, and configuration files to take there.</summary>
internal sealed class ConfigurationScene : ISyncConsole, IDisposable
{
    public const string Schema = "https://example.com/schema.json";

    public ConfigurationScene(MemoryVaults? vaults = null, TimeProvider? time = null, IStateStore? store = null)
    {
        Folder = Directory.CreateTempSubdirectory("auth0ps-configuration-").FullName;
        Vaults = vaults ?? new MemoryVaults();
        _ = Vaults["Prod"];
        State = store is null
            ? TestState.New(Path.Combine(Folder, "home"), Vaults, saves: true, time: time)
            : new Auth0State(new DataFolder(Path.Combine(Folder, "home"), Path.Combine(Folder, "locks")), store, time) { Vaults = Vaults };
    }

    public string Folder { get; }

    public MemoryVaults Vaults { get; }

    public Auth0State State { get; }

    public List<Auth0ConfigurationChange> Taken { get; } = [];

    public List<Auth0Exception> Failures { get; } = [];

    public int Requests { get; private set; }

    /// <summary>The steps that were taken, without those that did nothing.</summary>
    public IReadOnlyList<string> Changed => [.. Taken.Where(static change => change.Action != ConfigurationAction.None).Select(static change => change.ToString())];

    /// <summary>Saves a connection whose secret is in the vault, without asking a tenant.</summary>
    public async Task<Auth0Connection> ConnectAsync(string name = "prod", string domain = "example.eu.auth0.com", string clientId = "own", string secret = "a secret of the connection's")
    {
        var request = new ConnectionRequest { Name = name, Domain = domain, ClientId = clientId, ClientSecret = Tenant.Protect(secret), Vault = "Prod" };
        return await new ConnectionFactory(State).CreateAsync(request, skipTest: true, CancellationToken.None);
    }

    public JsonNode Export() => JsonNode.Parse(ExportText())!;

    public string ExportText(ConfigurationFileForm form = ConfigurationFileForm.Json) => Encoding.UTF8.GetString(new ConfigurationWriter(State, Schema).Write(form));

    public ConfigurationDocument Read(string json)
    {
        var reader = new ConfigurationReader(new ConfigurationSecrets(State));
        var document = ConfigurationFile.At("/auth0ps.json").Read(Encoding.UTF8.GetBytes(json), reader);
        Failures.AddRange(reader.Faults);
        return document;
    }

    /// <summary>Takes a file; what is wrong with it, or goes wrong, is in <see cref="Failures"/>.</summary>
    public async Task SyncAsync(string json, bool prunes = false)
    {
        Taken.Clear();
        Failures.Clear();
        Requests = 0;
        var document = Read(json);
        var plan = Failures.Count == 0 ? new ConfigurationPlanner(State).Plan(document, prunes) : null;
        Failures.AddRange(plan?.Faults ?? []);
        if (plan is not null && Failures.Count == 0)
        {
            await new ConfigurationSync(
                State, connection => new(connection, State, _ => Requests++), new ConnectionFactory(State, _ => Requests++) { KeepsEntries = true }, this).ApplyAsync(plan, CancellationToken.None);
        }
    }

    /// <summary>The only thing that is wrong with a file, of which nothing is done.</summary>
    public async Task<Auth0Exception> RefusalAsync(string json, bool prunes = false)
    {
        var before = Files();
        await SyncAsync(json, prunes);
        Assert.Empty(Taken);
        Assert.Equal(before, Files());
        Assert.Equal(0, Requests);
        return Assert.Single(Failures);
    }

    /// <summary>All files of the data folder with their times.</summary>
    public IReadOnlyDictionary<string, DateTime> Files() =>
        Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).ToDictionary(static file => file, File.GetLastWriteTimeUtc);

    Task<bool> ISyncConsole.ConfirmAsync(Auth0ConfigurationChange change, string target) => Task.FromResult(true);

    void ISyncConsole.Done(Auth0ConfigurationChange change) => Taken.Add(change);

    void ISyncConsole.Saved(Auth0SecretRotation? former, Auth0SecretRotation rotation)
    {
    }

    void ISyncConsole.Saved(Auth0Connection connection)
    {
    }

    void ISyncConsole.Failed(Auth0Exception failure) => Failures.Add(failure);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
