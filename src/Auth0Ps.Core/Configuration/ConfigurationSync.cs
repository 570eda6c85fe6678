using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.State;

namespace Auth0Ps.Configuration;

/// <summary>Who hears of the steps while they are taken, and may leave some out.</summary>
internal interface ISyncConsole
{
    /// <summary>Asks whether to take a step.</summary>
    Task<bool> ConfirmAsync(Auth0ConfigurationChange change, string target);

    /// <summary>A step was taken, or nothing was to be done.</summary>
    void Done(Auth0ConfigurationChange change);

    /// <summary>A rotation was saved.</summary>
    /// <param name="former">The rotation as it was; null for a new one.</param>
    void Saved(Auth0SecretRotation? former, Auth0SecretRotation rotation);

    /// <summary>A connection was saved.</summary>
    void Saved(Auth0Connection connection);

    /// <summary>A step could not be taken; the others are.</summary>
    void Failed(Auth0Exception failure);
}

/// <summary>
/// Takes the steps of a plan, by the same operations as single commands: connections first, then all rotations in one write, and connections that are removed
/// last. What fails keeps no other back; after a kill, the next run takes what is left.
/// </summary>
/// <param name="state">What is saved.</param>
/// <param name="open">Opens a session.</param>
/// <param name="connections">Keeps connections.</param>
/// <param name="console">Hears of the steps.</param>
internal sealed class ConfigurationSync(Auth0State state, Func<Auth0Connection, TenantSession> open, ConnectionFactory connections, ISyncConsole console)
{
    /// <summary>Takes the steps.</summary>
    /// <param name="plan">The plan, without faults.</param>
    /// <param name="stop">Ends it between two steps, or while the tenant is asked.</param>
    public async Task ApplyAsync(ConfigurationPlan plan, CancellationToken stop)
    {
        foreach (var step in plan.Connections.Where(static step => step.Change.Action != ConfigurationAction.Remove))
            await TryAsync(step.Change, TargetOf(step), step.Path, () => KeepAsync(step, stop));
        await ApplyRotationsAsync(plan, stop);
        foreach (var step in plan.Connections.Where(static step => step.Change.Action == ConfigurationAction.Remove))
            await TryAsync(step.Change, TargetOf(step), step.Path, () => connections.RemoveAsync(step.Wanted, force: false, stop));
    }

    private static string TargetOf(ConnectionStep step) => $"connection '{(step.Former ?? step.Wanted).Name}' to '{step.Wanted.Domain}'";

    private static string TargetOf(RotationStep step) =>
        $"rotation '{(step.Former ?? step.Wanted).Name}' of application {(step.Wanted.ApplicationName is { } name ? $"'{name}' ({step.Wanted.ClientId})" : step.Wanted.ClientId)} into vault '{step.Wanted.Vault}'";

    /// <summary>Takes a step that is done by itself.</summary>
    private async Task TryAsync(Auth0ConfigurationChange change, string target, string path, Func<Task> take)
    {
        try
        {
            if (change.Action != ConfigurationAction.None)
            {
                if (!await console.ConfirmAsync(change, target))
                    return;
                await take();
            }

            console.Done(change);
        }
        catch (Auth0Exception exception)
        {
            console.Failed(ConfigurationFault.Of(path, exception));
        }
    }

    private async Task KeepAsync(ConnectionStep step, CancellationToken stop)
    {
        var former = step.Former is null ? null : state.Connections.Find(step.Former.Id) ?? throw state.Connections.NotFound(step.Former.Name);
        var plan = await connections.PlanAsync(step.Request!, former, stop);
        console.Saved(await connections.KeepAsync(plan, skipTest: !step.IsTested, stop));
    }

    private async Task ApplyRotationsAsync(ConfigurationPlan plan, CancellationToken stop)
    {
        var factory = new RotationFactory(state, open) { Together = plan.Wanted };
        var applications = new PlannedApplications(plan.Rotations, open);
        var batch = new RotationBatch(state);
        var taken = new List<(RotationStep Step, Auth0SecretRotation? Former, Auth0SecretRotation Planned)>();
        foreach (var step in plan.Rotations)
        {
            try
            {
                if (step.Change.Action == ConfigurationAction.None)
                {
                    console.Done(step.Change);
                    continue;
                }

                if (!await console.ConfirmAsync(step.Change, TargetOf(step)))
                    continue;
                var former = step.Former is null ? null : state.Rotations.Find(step.Former.Id) ?? throw state.Rotations.NotFound(step.Former.Name);
                if (step.Request is not { } request)
                {
                    batch.Remove(former!);
                    taken.Add((step, former, former!));
                    continue;
                }

                var connection = state.Connections.Require(step.Wanted.Connection);
                request = request with { Connection = connection, Application = former is null ? await applications.FindAsync(connection, step.Wanted.ClientId, stop) : null };
                var planned = await factory.PlanAsync(request, former, stop);
                batch.Keep(planned, former);
                taken.Add((step, former, planned));
            }
            catch (Auth0Exception exception)
            {
                console.Failed(ConfigurationFault.Of(step.Path, exception));
            }
        }

        if (taken.Count > 0)
            await WriteAsync(batch, taken, stop);
    }

    private async Task WriteAsync(RotationBatch batch, List<(RotationStep Step, Auth0SecretRotation? Former, Auth0SecretRotation Planned)> taken, CancellationToken stop)
    {
        try
        {
            await batch.WriteAsync(
                (rotation, failure) =>
                {
                    taken.RemoveAll(one => one.Planned.Id == rotation.Id);
                    console.Failed(failure);
                },
                stop);
        }
        catch (Auth0Exception exception)
        {
            console.Failed(exception);
            return;
        }

        foreach (var (step, former, planned) in taken)
        {
            if (step.Request is not null && state.Rotations.Find(planned.Id) is { } saved)
                console.Saved(former, saved);
            console.Done(step.Change);
        }
    }
}
