using Auth0Ps.Naming;
using Auth0Ps.Scheduling.Preflight;
using Auth0Ps.Scheduling.Running;
using Auth0Ps.Scheduling.Schedulers;
using Auth0Ps.State;

namespace Auth0Ps.Scheduling;

/// <summary>The schedules of the present data folder.</summary>
/// <param name="state">The data folder and the saved rotations.</param>
internal sealed class ScheduleRegistry(Auth0State state)
{
    private readonly string _dataFolder = state.Folder.Location;

    /// <summary>The names of all schedules.</summary>
    public IReadOnlyList<string> Names => ScheduleFolder.NamesIn(_dataFolder);

    /// <summary>Chooses a scheduler and finds out whether runs from it would work; changes nothing.</summary>
    /// <param name="request">The schedule.</param>
    /// <param name="cancellationToken">Ends the preflight.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.SchedulerMissing"/>, <see cref="ErrorReason.ScheduleExists"/> or <see cref="ErrorReason.PreflightFailed"/>.
    /// </exception>
    public async Task<SchedulePlan> PlanAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        var name = Slug.Require(request.Name);
        var scheduler = await SchedulerChoice.RequireAsync(request.Scheduler, cancellationToken);
        if (!request.Replace && (Names.Contains(name, StringComparer.Ordinal) || await scheduler.HasAsync(name, cancellationToken)))
        {
            throw new Auth0Exception(
                ErrorReason.ScheduleExists,
                $"There is a schedule '{name}' already.",
                $"Replace it with -Force, remove it with Unregister-Auth0RotationSchedule {name}, or choose another -Name.")
            { Target = name };
        }

        var definition = await ScheduleDraft.MakeAsync(name, _dataFolder, request, scheduler, cancellationToken);
        await SchedulePreflight.RequireAsync(state, definition, scheduler, cancellationToken);
        return new SchedulePlan(definition, scheduler);
    }

    /// <summary>Makes the entry; when that fails half-way, nothing is left of it.</summary>
    /// <param name="plan">The schedule.</param>
    /// <param name="cancellationToken">Ends the work before the entry is made.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SchedulerFailed"/> or <see cref="ErrorReason.StateFileBusy"/>.</exception>
    public async Task<Auth0RotationSchedule> RegisterAsync(SchedulePlan plan, CancellationToken cancellationToken)
    {
        var name = plan.Definition.Name;
        var folder = new ScheduleFolder(_dataFolder, name);
        await ClearAsync(folder, name, plan.Scheduler, cancellationToken);
        try
        {
            folder.Write(plan.Definition);
            await plan.Scheduler.AddAsync(plan.Definition, CancellationToken.None);
        }
        catch
        {
            await UndoAsync(folder, name, plan.Scheduler);
            throw;
        }

        return await FindAsync(name, CancellationToken.None);
    }

    /// <summary>How a schedule is now.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the scheduler.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ScheduleNotFound"/> or <see cref="ErrorReason.StateFileDamaged"/>.</exception>
    public async Task<Auth0RotationSchedule> FindAsync(string name, CancellationToken cancellationToken)
    {
        var folder = new ScheduleFolder(_dataFolder, name);
        var definition = folder.Read()?.ToDefinition(_dataFolder) ?? throw NotFound(name);
        return await ScheduleReport.MakeAsync(definition, LastRun.Read(folder.RecordPath), cancellationToken);
    }

    /// <summary>Removes the entry and all that belongs to it.</summary>
    /// <param name="name">The schedule's name.</param>
    /// <param name="cancellationToken">Ends the work before anything is removed.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.ScheduleNotFound"/>, <see cref="ErrorReason.SchedulerMissing"/> or <see cref="ErrorReason.SchedulerFailed"/>.
    /// </exception>
    public async Task UnregisterAsync(string name, CancellationToken cancellationToken)
    {
        var folder = new ScheduleFolder(_dataFolder, name);
        var stored = folder.Read() ?? throw NotFound(name);
        cancellationToken.ThrowIfCancellationRequested();
        await SchedulerChoice.Of(stored.Scheduler).RemoveAsync(name, CancellationToken.None);
        folder.Remove();
    }

    /// <summary>The failure to report for a name that no schedule has.</summary>
    /// <param name="name">The name asked for.</param>
    public Auth0Exception NotFound(string name) => new(
        ErrorReason.ScheduleNotFound,
        $"The data folder '{_dataFolder}' has no schedule '{name}'.",
        Names.Count == 0
            ? "There is none yet: Register-Auth0RotationSchedule. One that was made for another data folder is found with AUTH0PS_HOME set to that folder."
            : $"There are: {string.Join(", ", Names)}.")
    { Target = name };

    private static async Task UndoAsync(ScheduleFolder folder, string name, IScheduler scheduler)
    {
        try
        {
            await scheduler.RemoveAsync(name, CancellationToken.None);
            folder.Remove();
        }
        catch (Auth0Exception)
        {
            // What went wrong first is what is reported.
        }
    }

    /// <summary>Removes a former schedule of that name, also from another scheduler than the new one's.</summary>
    private static async Task ClearAsync(ScheduleFolder folder, string name, IScheduler scheduler, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (FormerScheduler(folder) is { } former && former != scheduler.Kind)
            await SchedulerChoice.Of(former).RemoveAsync(name, CancellationToken.None);
        await scheduler.RemoveAsync(name, CancellationToken.None);
        folder.Remove();
    }

    private static RotationScheduler? FormerScheduler(ScheduleFolder folder)
    {
        try
        {
            return folder.Read()?.Scheduler;
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileDamaged)
        {
            return null;
        }
    }
}
