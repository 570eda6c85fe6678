using System.Management.Automation;

namespace Auth0Ps.ExtensionVault;

/// <summary>Lists the applications that have a client secret.</summary>
[Cmdlet(VerbsCommon.Get, "SecretInfo")]
public sealed class GetSecretInfoCommand : VaultExtensionCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter]
    public string Filter { get; set; } = "*";

    /// <summary>A tenant of tens of thousands of applications takes its time, where its rate limit is low.</summary>
    private protected override TimeSpan Limit => TimeSpan.FromMinutes(5);

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var settings = Settings;
        var exact = WildcardPattern.ContainsWildcardCharacters(Filter) ? null : WildcardPattern.Unescape(Filter);
        var pattern = WildcardPattern.Get(Filter, WildcardOptions.IgnoreCase);
        foreach (var entry in await Open(settings).ListAsync(exact, pattern.IsMatch, cancellationToken))
            Emit(SecretInformationType.Create(entry, VaultName, settings.Metadata));
    }
}
