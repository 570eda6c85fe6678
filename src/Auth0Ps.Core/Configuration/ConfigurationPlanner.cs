using Auth0Ps.State;

namespace Auth0Ps.Configuration;

/// <summary>Works out, from the file and what is saved, all that has to be done; asks no tenant and no vault, and changes nothing.</summary>
/// <param name="state">What is saved.</param>
internal sealed class ConfigurationPlanner(Auth0State state)
{
    /// <summary>What has to be done.</summary>
    /// <param name="document">What the file describes.</param>
    /// <param name="prunes">True removes what the file does not name; of what it has no list of, nothing.</param>
    public ConfigurationPlan Plan(ConfigurationDocument document, bool prunes)
    {
        var faults = new List<Auth0Exception>();
        var steps = new ConnectionSteps(state, faults).Of(document.Connections ?? []);
        var changed = steps.Select(static step => step.Wanted.Id).ToHashSet();
        List<Auth0Connection> connections = [.. steps.Select(static step => step.Wanted), .. state.Connections.All.Where(connection => !changed.Contains(connection.Id))];
        var unusable = (document.Connections ?? []).Select(static item => item.Value.Name).ToList();

        var worker = new RotationSteps(state, connections, unusable, faults);
        var rotations = worker.Of(document.Rotations ?? []);
        var named = rotations.Select(static step => step.Wanted.Id).ToHashSet();
        var others = state.Rotations.Definitions.Where(rotation => !named.Contains(rotation.Id)).ToList();
        var removed = prunes && document.Rotations is not null && faults.Count == 0 ? others : [];
        List<Auth0SecretRotation> staying = [.. others.Except(removed)];
        worker.RequireApart(rotations, staying);
        rotations.AddRange(removed.Select(worker.Removal).OfType<RotationStep>());

        // What a rotation goes through is named by it.
        var needed = rotations.Where(static step => step.Change.Action != ConfigurationAction.Remove).Select(static step => step.Wanted).Concat(staying).Select(static rotation => rotation.ConnectionId).ToHashSet();
        var unnamed = state.Connections.All.Where(connection => connection.Persisted && !changed.Contains(connection.Id) && !needed.Contains(connection.Id)).ToList();
        var dropped = prunes && document.Connections is not null && faults.Count == 0 ? unnamed : [];
        steps.AddRange(dropped.Select(static connection =>
            new ConnectionStep(new() { Kind = ConfigurationKind.Connection, Name = connection.Name, Action = ConfigurationAction.Remove }, connection, connection, connection.Name)));
        return new ConfigurationPlan(steps, rotations, [.. rotations.Where(static step => step.Change.Action != ConfigurationAction.Remove).Select(static step => step.Wanted), .. staying], faults)
        {
            LeftAlone = [.. unnamed.Except(dropped).Select(static connection => $"connection '{connection.Name}'"), .. staying.Select(static rotation => $"rotation '{rotation.Name}'")],
        };
    }
}
