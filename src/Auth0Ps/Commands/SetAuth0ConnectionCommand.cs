using System.Management.Automation;
using Auth0Ps.Connections;
using Auth0Ps.Parameters;

namespace Auth0Ps.Commands;

/// <summary>Changes a connection.</summary>
[Cmdlet(VerbsCommon.Set, "Auth0Connection", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Auth0Connection))]
public sealed class SetAuth0ConnectionCommand : ConnectionFieldsCommand
{
    /// <summary>The connection's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The connection, from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Auth0Connection? InputObject { get; set; }

    /// <summary>Another name.</summary>
    [Parameter]
    public string? NewName { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        // From the registry, because the object may be older than the last change.
        var former = ConnectionRegistry.Shared.Require(InputObject?.Name ?? Name);
        var request = await MergeAsync(former);
        var planned = request.Build(DateTimeOffset.UtcNow, former);
        if (planned.Name != former.Name)
            ConnectionRegistry.Shared.RequireFree(planned.Name);
        if (!await ShouldProcessAsync($"connection '{former.Name}' to '{former.Domain}'", SkipTest ? "Change" : "Change and test"))
            return;

        var changed = await new ConnectionFactory(ConnectionRegistry.Shared, Observer).ChangeAsync(former, request, SkipTest, StopToken);
        if (former.Persisted && !changed.Persisted)
            EmitWarning($"Connection '{changed.Name}' now lives in this process alone: it is gone when the process ends.");
        Emit(changed);
    }

    /// <summary>What was given counts; what was not stays as it is.</summary>
    private async Task<ConnectionRequest> MergeAsync(Auth0Connection former)
    {
        // A piped connection also binds its own client id by property name; that is no wish to change it.
        if (InputObject is not null && ClientId == InputObject.ClientId)
            ClientId = null;
        if (CountCredentials() > 1)
            throw Conflict(former.Name, "There is more than one of -Credential, -ClientSecret, -PrivateKeyPath, -PrivateKey and -FromEnvironment.", "Give one of them.");

        var given = await RequestAsync(NewName ?? former.Name, former);
        var moved = given.Domain is not null || given.TenantDomain is not null;
        var keepsDefault = former.Audience == new Uri(former.BaseUri, "/api/v2/").AbsoluteUri;
        return given with
        {
            Description = given.Description ?? former.Description,
            ProjectId = given.ProjectId ?? former.ProjectId,
            Domain = given.Domain ?? (given.TenantDomain is null ? former.Domain : null),
            Audience = given.Audience ?? (moved && keepsDefault ? null : former.Audience),
            Organization = given.Organization ?? former.Organization,
            Scope = given.Scope ?? former.Scope,
            ClientId = given.ClientId ?? former.ClientId,
        };
    }
}
