using System.Management.Automation;
using System.Security;
using Auth0Ps.Connections;

namespace Auth0Ps.Commands;

/// <summary>Creates a connection to a tenant and tests it.</summary>
[Cmdlet(VerbsCommon.New, "Auth0Connection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Auth0Connection))]
public sealed class NewAuth0ConnectionCommand : TenantCommand
{
    /// <summary>The connection's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = "";

    /// <summary>The tenant's host.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string? Domain { get; set; }

    /// <summary>The tenant's name, together with <see cref="Region"/>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? TenantDomain { get; set; }

    /// <summary>The tenant's region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public TenantRegion? Region { get; set; }

    /// <summary>The application's client id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ClientId { get; set; }

    /// <summary>The application's client secret.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? ClientSecret { get; set; }

    /// <summary>Client id and client secret in one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public PSCredential? Credential { get; set; }

    /// <summary>The API's identifier.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Audience { get; set; }

    /// <summary>An organization's id or name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Organization { get; set; }

    /// <summary>Free text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>A label to group connections by.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ProjectId { get; set; }

    /// <summary>Creates without asking the tenant.</summary>
    [Parameter]
    public SwitchParameter SkipTest { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var request = Request();
        var connection = request.Build(DateTimeOffset.UtcNow);
        ConnectionRegistry.Shared.RequireFree(connection.Name);
        if (!await ShouldProcessAsync($"connection '{connection.Name}' to '{connection.Domain}' as {connection.ClientId}", SkipTest ? "Create" : "Create and test"))
            return;

        var created = await new ConnectionFactory(ConnectionRegistry.Shared, Observer).CreateAsync(request, SkipTest, StopToken);
        EmitWarning($"Connection '{created.Name}' lives in this process alone: it is gone when the process ends.");
        Emit(created);
    }

    private ConnectionRequest Request()
    {
        RequireOneOf("-Domain", Domain is not null, "-TenantDomain with -Region", TenantDomain is not null && Region is not null, "Say where the tenant is");
        RequireOneOf("-Credential", Credential is not null, "-ClientId with -ClientSecret", ClientId is not null && ClientSecret is not null, "Say who signs in");
        return new ConnectionRequest
        {
            Name = Name,
            Description = Description,
            ProjectId = ProjectId,
            Domain = Domain,
            TenantDomain = TenantDomain,
            Region = Region,
            Audience = Audience,
            Organization = Organization,
            ClientId = Credential?.UserName ?? ClientId,
            ClientSecret = Credential?.Password ?? ClientSecret,
        };
    }

    private void RequireOneOf(string one, bool hasOne, string other, bool hasOther, string purpose)
    {
        if (hasOne != hasOther)
            return;

        throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            hasOne ? $"Both {one} and {other} were given." : $"Neither {one} nor {other} was given.",
            $"{purpose} with one of them: {one}, or {other}.")
        { Target = Name };
    }
}
