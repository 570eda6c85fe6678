using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Insight;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Shows from the tenant's log who signs in as its applications, and who is refused.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0SecretUsage", DefaultParameterSetName = "ClientId", HelpUri = HelpAddress.Pages + "Get-Auth0SecretUsage.md")]
[OutputType(typeof(Auth0SecretUsage))]
public sealed class GetAuth0SecretUsageCommand : TenantCommand
{
    private readonly Dictionary<Guid, Chosen> _chosen = [];
    private TypedParameters? _typed;

    /// <summary>Client ids; all that the log knows of when left out.</summary>
    [Parameter(Position = 0, ParameterSetName = "ClientId", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string[]? ClientId { get; set; }

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>Piped applications, which bring their connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Application", ValueFromPipeline = true)]
    public Auth0Application? Application { get; set; }

    /// <summary>Piped rotations, whose applications are meant.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Rotation", ValueFromPipeline = true)]
    public Auth0SecretRotation? Rotation { get; set; }

    /// <summary>A piped connection, whose applications are meant; its own client id was not asked for.</summary>
    [Parameter(ParameterSetName = "ClientId", ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? Through { get; set; }

    /// <summary>From when on.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _typed = new TypedParameters(this);

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        if (Since > DateTimeOffset.UtcNow)
            throw new TerminatingFailure(new Auth0Exception(ErrorReason.InvalidArgument, $"-Since {Since.Value.UtcDateTime:u} has not come yet.", "Give a time in the past."));
        var named = Connection is null || !_typed!.Has(nameof(Connection)) ? null : Resolve(Connection);
        if (Application is not null)
        {
            var application = Application.Over(named);
            Add(application.Connection, application.ClientId, application.DisplayName);
        }
        else if (Rotation is not null)
        {
            Add(named ?? ModuleState.Current.Rotations.ConnectionOf(Rotation), Rotation.ClientId, Rotation.ApplicationName);
        }
        else if (Through is not null && !_typed!.Has(nameof(ClientId)))
        {
            Add(Through, clientId: null, name: null);
        }
        else
        {
            var connection = Through ?? named ?? Resolve(Connection);
            if (ClientId is null)
                Add(connection, clientId: null, name: null);
            foreach (var clientId in ClientId ?? [])
                Add(connection, clientId, name: null);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        foreach (var (connection, applications) in _chosen.Values)
        {
            try
            {
                await ReadAsync(connection, applications);
            }
            catch (Auth0Exception exception)
            {
                EmitError(exception);
            }
        }
    }

    private async Task ReadAsync(Auth0Connection connection, Dictionary<string, string?>? applications)
    {
        using var progress = new ProgressMeter(EmitProgress, $"Reading the log of {connection.Domain}");
        var reader = new SecretUsageReader(Open(connection))
        {
            PageRead = (read, newest) => progress.Report($"{read} events{(newest is { } time ? $", up to {time.UtcDateTime:u}" : "")}", percent: null),
            Remark = EmitWarning,
        };
        foreach (var usage in await reader.ReadAsync(applications, Since, StopToken))
            await progress.ExceptAsync(EmitAsync(usage));
    }

    private void Add(Auth0Connection connection, string? clientId, string? name)
    {
        // Together, so that a log is read once, however many applications are piped.
        if (!_chosen.TryGetValue(connection.Id, out var chosen))
            _chosen[connection.Id] = chosen = new Chosen(connection, clientId is null ? null : new Dictionary<string, string?>(StringComparer.Ordinal));
        if (clientId is null)
            _chosen[connection.Id] = chosen with { Applications = null };
        else
            chosen.Applications?.TryAdd(clientId, name);
    }

    private sealed record Chosen(Auth0Connection Connection, Dictionary<string, string?>? Applications);
}
