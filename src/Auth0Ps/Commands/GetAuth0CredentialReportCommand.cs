using System.Management.Automation;

namespace Auth0Ps.Commands;

/// <summary>Reports a tenant's credentials: how old, who renews them, who uses them.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0CredentialReport", DefaultParameterSetName = "Connection", HelpUri = HelpAddress.Pages + "Get-Auth0CredentialReport.md")]
[OutputType(typeof(Auth0CredentialReportEntry))]
public sealed class GetAuth0CredentialReportCommand : CredentialReportCommand
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        CheckArguments();
        await ReadAsync(Through ?? Resolve(Connection), (entry, progress) => progress.ExceptAsync(EmitAsync(entry)));
    }
}
