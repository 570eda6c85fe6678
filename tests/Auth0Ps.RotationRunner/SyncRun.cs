using Auth0Ps.Configuration;
using Auth0Ps.Connections;
using Auth0Ps.State;

namespace Auth0Ps.RotationRunner;

/// <summary>Makes a configuration file so, as Sync-Auth0Configuration -Prune does.</summary>
/// <param name="state">The state.</param>
/// <param name="output">Where it says what it did.</param>
/// <param name="reached">Told of each step: before a change is made, and after it was saved.</param>
internal sealed class SyncRun(Auth0State state, TextWriter output, Action<int> reached) : ISyncConsole
{
    private int _steps;

    /// <summary>Does it.</summary>
    public async Task RunAsync(string path)
    {
        var reader = new ConfigurationReader(new ConfigurationSecrets(state));
        var document = ConfigurationFile.At(path).Read(await File.ReadAllBytesAsync(path), reader);
        var plan = new ConfigurationPlanner(state).Plan(document, prunes: true);
        foreach (var fault in reader.Faults.Concat(plan.Faults))
            output.WriteLine($"Fault {fault.Message}");
        await new ConfigurationSync(state, connection => new(connection, state), new ConnectionFactory(state) { KeepsEntries = true }, this).ApplyAsync(plan, CancellationToken.None);
        output.WriteLine($"Steps {_steps}");
    }

    Task<bool> ISyncConsole.ConfirmAsync(Auth0ConfigurationChange change, string target)
    {
        reached(++_steps);
        return Task.FromResult(true);
    }

    void ISyncConsole.Done(Auth0ConfigurationChange change)
    {
        if (change.Action == ConfigurationAction.None)
            return;
        output.WriteLine($"Done {change}");
        reached(++_steps);
    }

    void ISyncConsole.Saved(Auth0SecretRotation? former, Auth0SecretRotation rotation)
    {
    }

    void ISyncConsole.Saved(Auth0Connection connection) => reached(++_steps);

    void ISyncConsole.Failed(Auth0Exception failure) => output.WriteLine($"Failed {failure.Message}");
}
