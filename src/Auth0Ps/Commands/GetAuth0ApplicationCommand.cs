using System.Management.Automation;
using Auth0Ps.Management;
using Auth0Ps.Output;
using Auth0Ps.Parameters;

namespace Auth0Ps.Commands;

/// <summary>Lists a tenant's applications; never their secrets.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0Application", DefaultParameterSetName = "Name", SupportsPaging = true)]
[OutputType(typeof(Auth0Application))]
public sealed class GetAuth0ApplicationCommand : TenantCommand
{
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
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Client ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ClientId", ValueFromPipelineByPropertyName = true)]
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

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _skip = PagingParameters.Skip;
        _first = PagingParameters.First;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var directory = new ApplicationDirectory(Open(InputObject ?? Resolve(Connection))) { Unreadable = EmitError };
        if (ParameterSetName == "ClientId")
            await GetEachAsync(directory);
        else
            await ListAsync(directory);
    }

    private async Task GetEachAsync(ApplicationDirectory directory)
    {
        foreach (var clientId in ClientId)
        {
            try
            {
                await EmitWantedAsync(await directory.GetAsync(clientId, StopToken));
            }
            catch (Auth0Exception exception)
            {
                EmitError(exception);
            }
        }
    }

    private async Task ListAsync(ApplicationDirectory directory)
    {
        if (PagingParameters.IncludeTotalCount)
            Emit(PagingParameters.NewTotalCount(0, 0));
        if (_first == 0)
            return;

        var patterns = Name?.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        var found = 0;
        using var progress = new ProgressMeter(EmitProgress, "Listing applications");
        await foreach (var application in directory.ListAsync(AppType, StopToken))
        {
            progress.Report($"{++found} read", percent: null);
            if (patterns is not null && !patterns.Exists(pattern => pattern.IsMatch(application.Name)))
                continue;
            if (!await EmitWantedAsync(application))
                return;
        }
    }

    /// <summary>Writes an application that is wanted and within the page; false when the page is full.</summary>
    private async Task<bool> EmitWantedAsync(Auth0Application application)
    {
        if (Rotatable && application.WhyNotRotatable is not null)
            return true;
        if (_skip > 0)
        {
            _skip--;
            return true;
        }

        if (_first == 0)
            return false;
        await EmitAsync(application);
        return --_first > 0;
    }
}
