using System.Management.Automation;

namespace Auth0Ps.Commands;

/// <summary>Creates a connection to a tenant and tests it.</summary>
[Cmdlet(VerbsCommon.New, "Auth0Connection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpAddress.Pages + "New-Auth0Connection.md")]
[OutputType(typeof(Auth0Connection))]
public sealed class NewAuth0ConnectionCommand : ConnectionFieldsCommand
{
    /// <summary>The connection's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    private bool MayDoWithoutSecret =>
        !string.IsNullOrEmpty(Vault) || (GrantType ?? (ApiType == Auth0ApiType.MyAccount ? Auth0GrantType.AuthorizationCodePkce : default)) == Auth0GrantType.AuthorizationCodePkce;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        RequireWhereAndWho();
        var factory = Factory;
        var plan = await factory.PlanAsync(await RequestAsync(Name), former: null, StopToken);
        var connection = plan.Connection;
        if (!await ShouldProcessAsync($"connection '{connection.Name}' to '{connection.Domain}' as {connection.ClientId}", SkipTest ? "Create" : "Create and test"))
            return;

        var created = await factory.KeepAsync(plan, SkipTest, StopToken);
        if (!created.Persisted)
            EmitWarning($"Connection '{created.Name}' lives only in this process: it is gone when the process ends.");
        WarnOfOtherMachines(created);
        Emit(created);
    }

    private void RequireWhereAndWho()
    {
        if (Domain is null && TenantDomain is null && !FromEnvironment)
            throw Conflict(Name, "It is not said where the tenant is.", "Give -Domain, or -TenantDomain with -Region.");

        switch (CountCredentials())
        {
            case 0 when !MayDoWithoutSecret:
                throw Conflict(Name, "It is not said who signs in.", "Give -Credential, or -ClientId with -ClientSecret, -PrivateKeyPath or -PrivateKey, or -FromEnvironment, or the -Vault and -SecretName of an entry that holds the secret.");
            case > 1:
                throw Conflict(Name, "There is more than one of -Credential, -ClientSecret, -PrivateKeyPath, -PrivateKey and -FromEnvironment.", "Give one of them.");
            case 1 when ClientId is null && GivenCredential is null && !FromEnvironment:
                throw Conflict(Name, "The client id is missing.", "Give -ClientId; the dashboard shows it on the application's Settings tab.");
        }
    }
}
