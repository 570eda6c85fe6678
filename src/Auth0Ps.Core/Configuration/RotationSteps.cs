using Auth0Ps.Connections;
using Auth0Ps.Naming;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.State;

namespace Auth0Ps.Configuration;

/// <summary>Works out the steps for rotations. Asks nobody.</summary>
/// <param name="state">What is saved.</param>
/// <param name="connections">All connections as they are to be.</param>
/// <param name="unusable">The names of connections that the file has, and that cannot be as it has them.</param>
/// <param name="faults">Takes what cannot be.</param>
internal sealed class RotationSteps(Auth0State state, IReadOnlyList<Auth0Connection> connections, IReadOnlyList<string> unusable, List<Auth0Exception> faults)
{
    private readonly TenantNames _tenants = new(connections);

    /// <summary>The steps for the file's rotations, in its order.</summary>
    public List<RotationStep> Of(IReadOnlyList<ConfigurationItem<Auth0SecretRotation>> items)
    {
        var saved = new Saved(state.Rotations.Definitions, items);
        var steps = new List<RotationStep>();
        foreach (var item in items)
        {
            try
            {
                if (ConnectionOf(item) is { } connection)
                    steps.Add(StepFor(item, connection, saved.Take(item, _tenants.Client(connection, item.Value.ClientId))));
            }
            catch (Auth0Exception exception)
            {
                faults.Add(ConfigurationFault.Of(item.Path, exception));
            }
        }

        return steps;
    }

    /// <summary>Refuses rotations that get into each other's way.</summary>
    /// <param name="staying">Rotations that the file does not name and that stay.</param>
    public void RequireApart(IReadOnlyList<RotationStep> steps, IReadOnlyList<Auth0SecretRotation> staying)
    {
        List<Auth0SecretRotation> all = [.. staying, .. steps.Where(static step => step.Change.Action == ConfigurationAction.None).Select(static step => step.Wanted)];
        foreach (var step in steps.Where(static step => step.Change.Action != ConfigurationAction.None))
        {
            try
            {
                EntryOwnership.RequireApart(step.Wanted, all);
            }
            catch (Auth0Exception exception)
            {
                faults.Add(ConfigurationFault.Of(step.Path, exception));
            }

            all.Add(step.Wanted);
        }
    }

    /// <summary>The step that removes a rotation.</summary>
    public RotationStep? Removal(Auth0SecretRotation rotation)
    {
        try
        {
            RotationGuards.RequireNotInterrupted(state, rotation);
            return new RotationStep(new() { Kind = ConfigurationKind.Rotation, Name = rotation.Name, Action = ConfigurationAction.Remove }, rotation, rotation, rotation.Name);
        }
        catch (Auth0Exception exception)
        {
            faults.Add(exception);
            return null;
        }
    }

    private RotationStep StepFor(ConfigurationItem<Auth0SecretRotation> item, Auth0Connection connection, Auth0SecretRotation? former)
    {
        RotationGuards.RequireManagement(connection);
        var request = RotationRequest.Of(item.Value);

        // Vaults have one name in any case.
        if (former is not null && Is(former.Vault, item.Value.Vault))
            request = request with { Vault = former.Vault };
        if (former is not null)
            request = request with { CopyTo = [.. request.CopyTo!.Select(copy => copy with { Vault = former.CopyTo.FirstOrDefault(present => Is(present.Vault, copy.Vault))?.Vault ?? copy.Vault })] };
        var wanted = request.Build(former, connection, item.Value.ClientId, item.Value.Name, state.Rotations.Now) with { Tenant = _tenants.Of(connection) };
        RotationGuards.RequireFields(wanted);
        var changes = former is null ? [] : ChangesOf(former, wanted);
        if (former is not null && DefinitionChange.IsNeeded(former, wanted with { Domain = former.Domain }))
            RotationGuards.RequireNotInterrupted(state, former);

        var action = former is null ? ConfigurationAction.Create
            : changes.Count == 0 ? ConfigurationAction.None
            : former.Name != wanted.Name ? ConfigurationAction.Rename : ConfigurationAction.Update;
        return new RotationStep(new() { Kind = ConfigurationKind.Rotation, Name = wanted.Name, Action = action, Changes = changes }, former, wanted, item.Path)
        {
            Request = action == ConfigurationAction.None ? null : request with { Id = wanted.Id },
        };
    }

    /// <summary>A connection that has another name is still the same one.</summary>
    private static List<Auth0ConfigurationFieldChange> ChangesOf(Auth0SecretRotation former, Auth0SecretRotation wanted)
    {
        List<Auth0ConfigurationFieldChange> changes = [.. ConfigurationDifference.Of(former, wanted, "connection")];
        if (former.ConnectionId != wanted.ConnectionId)
            changes.Add(new Auth0ConfigurationFieldChange { Field = nameof(Auth0SecretRotation.Connection), From = former.Connection, To = wanted.Connection });
        return changes;
    }

    private Auth0Connection? ConnectionOf(ConfigurationItem<Auth0SecretRotation> item)
    {
        var name = item.Value.Connection;
        if (connections.FirstOrDefault(connection => Is(connection.Name, name)) is { } found)
            return found;
        if (!unusable.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            var near = Likeness.Nearest(name, connections.Select(static connection => connection.Name));
            faults.Add(ConfigurationFault.At(
                $"{item.Path}.connection",
                "names no connection of the file, and none that there is.",
                near is null ? "Add the connection to the file, or make it first: New-Auth0Connection" : $"Probably {near} is meant."));
        }

        return null;
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The saved rotations, of which each is meant by one of the file at most.</summary>
    private sealed class Saved
    {
        private readonly Dictionary<Guid, Auth0SecretRotation> _byId;
        private readonly Dictionary<ClientIdentity, Auth0SecretRotation> _byClient;
        private readonly Dictionary<string, Auth0SecretRotation> _byName;

        public Saved(IReadOnlyList<Auth0SecretRotation> all, IReadOnlyList<ConfigurationItem<Auth0SecretRotation>> items)
        {
            _byId = all.ToDictionary(static rotation => rotation.Id);

            // One that an item of the file has by its id is meant by no other item.
            var ids = items.Select(static item => item.Value.Id).ToHashSet();
            var others = all.Where(rotation => !ids.Contains(rotation.Id)).ToList();
            _byClient = others.GroupBy(static rotation => rotation.Client).ToDictionary(static same => same.Key, static same => same.First());
            _byName = others.ToDictionary(static rotation => rotation.Name, StringComparer.OrdinalIgnoreCase);
        }

        /// <summary>By id; else by its application, of which no tenant has two; else by name.</summary>
        public Auth0SecretRotation? Take(ConfigurationItem<Auth0SecretRotation> item, ClientIdentity client)
        {
            var found = _byId.GetValueOrDefault(item.Value.Id) ?? _byClient.GetValueOrDefault(client) ?? _byName.GetValueOrDefault(item.Value.Name);
            if (found is not null)
            {
                _byId.Remove(found.Id);
                _byClient.Remove(found.Client);
                _byName.Remove(found.Name);
            }

            return found;
        }
    }
}
