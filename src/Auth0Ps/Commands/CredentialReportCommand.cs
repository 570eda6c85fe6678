using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Insight;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;

namespace Auth0Ps.Commands;

/// <summary>A command that reports a tenant's credentials.</summary>
public abstract class CredentialReportCommand : TenantCommand
{
    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ParameterSetName = "Connection", ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "Rotation")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>A piped connection; bound by its type, so that a default for <c>-Connection</c> does not keep it out.</summary>
    [Parameter(ParameterSetName = "Connection", ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? Through { get; set; }

    /// <summary>The age that no credential should exceed; a plain number is days.</summary>
    [Parameter(ParameterSetName = "Connection")]
    [Parameter(ParameterSetName = "Entries")]
    [PlainNumber(PlainNumberUnit.Days)]
    public TimeSpan? MaximumAge { get; set; }

    /// <summary>The key of an application's metadata that names its owner.</summary>
    [Parameter(ParameterSetName = "Connection")]
    [ValidateNotNullOrEmpty]
    public string OwnerKey { get; set; } = CredentialReportOptions.DefaultOwnerKey;

    /// <summary>From when on the tenant's log is read.</summary>
    [Parameter(ParameterSetName = "Connection")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Does not read the tenant's log.</summary>
    [Parameter(ParameterSetName = "Connection")]
    [Parameter(ParameterSetName = "Rotation")]
    public SwitchParameter NoLog { get; set; }

    /// <summary>What happened from here, newest first: the file's, and what went into no vault and so is known to this process only.</summary>
    private protected static IReadOnlyList<Auth0SecretRotationRecord> History
    {
        get
        {
            var saved = ModuleState.Current.History.NewestFirst();
            var known = saved.Select(record => record.JobId).ToHashSet();
            return [.. saved.Concat(ProcessHistory.NewestFirst.Where(record => !known.Contains(record.JobId))).OrderByDescending(record => record.At)];
        }
    }

    /// <summary>Refuses what cannot be meant, before anything is asked.</summary>
    private protected void CheckArguments()
    {
        if (MaximumAge <= TimeSpan.Zero)
            throw new TerminatingFailure(new Auth0Exception(ErrorReason.InvalidArgument, "-MaximumAge is no age.", "Give days, or a time span such as 90.00:00:00."));
        if (Since > DateTimeOffset.UtcNow)
            throw new TerminatingFailure(new Auth0Exception(ErrorReason.InvalidArgument, $"-Since {Since.Value.UtcDateTime:u} has not come yet.", "Give a time in the past."));
        if (Since is not null && NoLog)
            throw new TerminatingFailure(new Auth0Exception(ErrorReason.InvalidArgument, "Both -Since and -NoLog were given.", "-Since says from when on the log is read; -NoLog leaves it alone."));
    }

    /// <summary>Reads a tenant's report.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="take">Takes each entry.</param>
    private protected async Task ReadAsync(Auth0Connection connection, Func<Auth0CredentialReportEntry, ProgressMeter, Task> take)
    {
        using var progress = new ProgressMeter(EmitProgress, $"Reporting the credentials of {connection.Domain}");
        var found = 0;
        var report = new CredentialReport(Open(connection), ModuleState.Current.Rotations, CredentialReport.LastRuns(History))
        {
            PageRead = (read, newest) => progress.Report($"{read} events of the log{(newest is { } time ? $", up to {time.UtcDateTime:u}" : "")}", percent: null),
            Remark = EmitWarning,
            Unreadable = EmitError,
        };
        await foreach (var entry in report.ReadAsync(new CredentialReportOptions(MaximumAge, OwnerKey, Since, ReadsLog: !NoLog), StopToken))
        {
            progress.Report($"{++found} credentials", percent: null);
            await take(entry, progress);
        }
    }
}
