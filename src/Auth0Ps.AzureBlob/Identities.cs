using Azure.Core;
using Azure.Identity;

namespace Auth0Ps.AzureBlob;

/// <summary>The identities that can sign in without asking anyone.</summary>
internal static class Identities
{
    /// <summary>What says that an identity of the environment, of a workload or of the machine is meant, or which one of all.</summary>
    private static readonly string[] Named = ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE", "IDENTITY_ENDPOINT", "MSI_ENDPOINT", "AZURE_TOKEN_CREDENTIALS"];

    /// <summary>Those that Azure's own tools look for, in their order.</summary>
    /// <param name="host">The storage's host, by which its cloud is known.</param>
    public static TokenCredential Find(string host)
    {
        var all = Options(host);
        if (Array.Exists(Named, static name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }))
            return new DefaultAzureCredential(all);

        // Whether this is a machine of Azure's is found out by asking an address. A proxy that answers in its place, and refuses, is no identity that failed.
        var (machine, person) = (Options(host), Options(host));
        machine.ExcludeAzureCliCredential = machine.ExcludeAzurePowerShellCredential = true;
        person.ExcludeEnvironmentCredential = person.ExcludeWorkloadIdentityCredential = person.ExcludeManagedIdentityCredential = true;
        return new FirstOf(new DefaultAzureCredential(machine), new DefaultAzureCredential(person));
    }

    private static DefaultAzureCredentialOptions Options(string host)
    {
        // Nobody is there to be asked.
        var options = new DefaultAzureCredentialOptions
        {
            ExcludeInteractiveBrowserCredential = true,
            ExcludeVisualStudioCredential = true,
            ExcludeVisualStudioCodeCredential = true,
            ExcludeBrokerCredential = true,
            ExcludeAzureDeveloperCliCredential = true,
        };
        if (Environment.GetEnvironmentVariable("AZURE_AUTHORITY_HOST") is not { Length: > 0 })
        {
            options.AuthorityHost = host.EndsWith(".chinacloudapi.cn", StringComparison.OrdinalIgnoreCase) ? AzureAuthorityHosts.AzureChina
                : host.EndsWith(".usgovcloudapi.net", StringComparison.OrdinalIgnoreCase) ? AzureAuthorityHosts.AzureGovernment
                : AzureAuthorityHosts.AzurePublicCloud;
        }

        return options;
    }

    /// <summary>The first one that gives a token; from then on only that one.</summary>
    private sealed class FirstOf(TokenCredential first, TokenCredential second) : TokenCredential
    {
        private TokenCredential? _found;

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (_found is { } found)
                return found.GetToken(requestContext, cancellationToken);
            try
            {
                return Keep(first, first.GetToken(requestContext, cancellationToken));
            }
            catch (AuthenticationFailedException)
            {
                return Keep(second, second.GetToken(requestContext, cancellationToken));
            }
        }

        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (_found is { } found)
                return await found.GetTokenAsync(requestContext, cancellationToken);
            try
            {
                return Keep(first, await first.GetTokenAsync(requestContext, cancellationToken));
            }
            catch (AuthenticationFailedException)
            {
                return Keep(second, await second.GetTokenAsync(requestContext, cancellationToken));
            }
        }

        private AccessToken Keep(TokenCredential credential, AccessToken token)
        {
            _found = credential;
            return token;
        }
    }
}
