using System.Management.Automation;
using Auth0Ps.Applications;
using Auth0Ps.Completion;
using Auth0Ps.Insight;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Lists a tenant's applications; never their secrets.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0Application", DefaultParameterSetName = "Name", SupportsPaging = true, HelpUri = HelpAddress.Pages + "Get-Auth0Application.md")]
[OutputType(typeof(Auth0Application))]
public sealed class GetAuth0ApplicationCommand : TenantCommand
{
    private TypedParameters? _typed;
    private IReadOnlySet<string>? _covered;
    private ulong _skip;
    private ulong _first;

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>A piped connection. Bound by its type before anything is bound by name, so that its own client id is not taken for a wish.</summary>
    [Parameter(ParameterSetName = "Name", ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? InputObject { get; set; }

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApplicationNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Client ids. In the other set too, because an object from the pipeline may have both, and then this one says which is meant.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = "Name", ValueFromPipelineByPropertyName = true, DontShow = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string[] ClientId { get; set; } = [];

    /// <summary>Application types.</summary>
    [Parameter(ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AppTypeCompleter))]
    public string[]? AppType { get; set; }

    /// <summary>Leaves out what cannot be rotated.</summary>
    [Parameter]
    public SwitchParameter Rotatable { get; set; }

    /// <summary>Leaves out what a saved rotation covers, and what has no client secret in use.</summary>
    [Parameter]
    public SwitchParameter Uncovered { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _typed = new TypedParameters(this);
        _skip = PagingParameters.Skip;
        _first = PagingParameters.First;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        // A piped connection has a name and a client id of its own, which nobody asked for.
        var names = InputObject is null || _typed!.Has(nameof(Name)) ? Name : null;
        var ids = InputObject is null || _typed!.Has(nameof(ClientId)) ? ClientId : [];
        if (_typed!.Has(nameof(Name)) && !_typed.Has(nameof(ClientId)))
            ids = [];
        else if (_typed.Has(nameof(Name)) && _typed.Has(nameof(ClientId)))
            throw new Auth0Exception(ErrorReason.InvalidArgument, "Both -Name and -ClientId were given.", "Give one of them.");
        var types = AppTypes.Require(AppType);

        var connection = Connection;
        if (IsPipedText(names))
        {
            // A text is a connection's name where there is such a connection, and else an application's.
            if (ModuleState.Current.Connections.Find(Connection!.Name) is null)
                connection = null;
            else
                names = null;
        }

        var chosen = InputObject ?? Resolve(connection);
        var session = Open(chosen);
        if (Uncovered)
            _covered = CredentialReport.CoveredIn(session, ModuleState.Current.Rotations);
        var directory = new ApplicationDirectory(session) { Unreadable = EmitError };
        if (ids.Length > 0)
            await GetEachAsync(directory, ids);
        else
            await ListAsync(directory, chosen, names, types);
    }

    /// <summary>True for a text from the pipeline, which both parameters that take one have taken.</summary>
    private bool IsPipedText(string[]? names) =>
        names is [var name] && Connection is not null && !_typed!.Has(nameof(Connection)) && !_typed.Has(nameof(Name)) && name == Connection.Name;

    private async Task GetEachAsync(ApplicationDirectory directory, string[] ids)
    {
        foreach (var clientId in ids)
        {
            try
            {
                await EmitWantedAsync(await directory.GetAsync(clientId, StopToken), progress: null);
            }
            catch (Auth0Exception exception)
            {
                EmitError(exception);
            }
        }
    }

    private async Task ListAsync(ApplicationDirectory directory, Auth0Connection connection, string[]? names, IReadOnlyList<string>? types)
    {
        if (PagingParameters.IncludeTotalCount)
            Emit(PagingParameters.NewTotalCount(0, 0));
        if (_first == 0)
            return;

        var wanted = names is null ? null : new ApplicationNames(names);
        var found = 0;
        using var progress = new ProgressMeter(EmitProgress, "Listing applications");
        await foreach (var application in directory.ListAsync(types, StopToken))
        {
            progress.Report($"{++found} read", percent: null);
            if (wanted is not null && !wanted.Match(application))
                continue;
            if (!await EmitWantedAsync(application, progress))
                return;
        }

        foreach (var missing in wanted?.NotFound(connection) ?? [])
            EmitError(missing);
    }

    /// <summary>Writes an application that is wanted and within the page; false when the page is full.</summary>
    private async Task<bool> EmitWantedAsync(Auth0Application application, ProgressMeter? progress)
    {
        if ((Rotatable && application is { WhyNotRotatable: not null, SignsInByCertificate: false }) || (Uncovered && !CredentialReport.IsUncovered(application, _covered!)))
            return true;
        if (_skip > 0)
        {
            _skip--;
            return true;
        }

        if (_first == 0)
            return false;
        var taken = EmitAsync(application);
        await (progress?.ExceptAsync(taken) ?? taken);
        return --_first > 0;
    }
}
