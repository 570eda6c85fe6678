using System.Management.Automation;
using System.Security;
using Auth0Ps.Completion;
using Auth0Ps.Connections;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>A command that takes a connection's fields.</summary>
public abstract class ConnectionFieldsCommand : TenantCommand
{
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

    /// <summary>A credential from the pipeline, as <c>Get-Secret</c> writes it.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PipedCredential? InputCredential { get; set; }

    /// <summary>The application's private key file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? PrivateKeyPath { get; set; }

    /// <summary>The application's private key as PEM.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? PrivateKey { get; set; }

    /// <summary>The private key's id at Auth0.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? KeyId { get; set; }

    /// <summary>The passphrase of the private key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? KeyPassphrase { get; set; }

    /// <summary>The signature algorithm registered with the key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public PrivateKeyAlgorithm? KeyAlgorithm { get; set; }

    /// <summary>Takes what is not given from the environment.</summary>
    [Parameter]
    public SwitchParameter FromEnvironment { get; set; }

    /// <summary>The API that tokens are for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Auth0ApiType? ApiType { get; set; }

    /// <summary>The grant to get tokens by.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Method")]
    [GrantTypeTransformation]
    public Auth0GrantType? GrantType { get; set; }

    /// <summary>Where calls to an API of your own go.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? BaseUri { get; set; }

    /// <summary>The API's identifier.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Audience { get; set; }

    /// <summary>An organization's id or name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Organization { get; set; }

    /// <summary>The scopes to ask for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Scope { get; set; }

    /// <summary>The vault that keeps the secret.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>The vault entry's name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? SecretName { get; set; }

    /// <summary>The loopback port that a browser login comes back to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? RedirectPort { get; set; }

    /// <summary>Writes the login page's address instead of opening a browser.</summary>
    [Parameter]
    public SwitchParameter NoBrowser { get; set; }

    /// <summary>How long someone may take to sign in.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSeconds { get; set; } = 300;

    /// <summary>Free text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>A label to group connections by.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ProjectId { get; set; }

    /// <summary>Does not ask the tenant.</summary>
    [Parameter]
    public SwitchParameter SkipTest { get; set; }

    /// <summary>Makes and changes connections, and lets someone sign in where a person is there to do it.</summary>
    private protected ConnectionFactory Factory => new(ModuleState.Current, Observer)
    {
        LoginPrompt = NoBrowser
            ? new AddressPrompt(TimeSpan.FromSeconds(TimeoutSeconds), EmitHost)
            : Unattended.NobodyIsThere ? null : new BrowserPrompt(TimeSpan.FromSeconds(TimeoutSeconds)),
    };

    /// <summary>What other machines that share the state must have for themselves.</summary>
    private protected void WarnOfOtherMachines(Auth0Connection connection)
    {
        if (!connection.Persisted || !ModuleState.Current.Store.IsOfManyMachines)
            return;
        if (connection.SecretReference.Location is SecretLocation.Environment or SecretLocation.KeyFile)
            EmitWarning($"Connection '{connection.Name}' is saved for all machines that share the state, and its secret is not: each of them needs {connection.SecretReference}. With -Vault it is kept in a vault, which all of them may reach.");
    }

    /// <summary>The credential that was typed or piped.</summary>
    private protected PSCredential? GivenCredential => Credential ?? InputCredential?.Value;

    /// <summary>How many of the ways to say who signs in are given.</summary>
    private protected int CountCredentials() =>
        new[] { GivenCredential is not null, ClientSecret is not null, PrivateKeyPath is not null, PrivateKey is not null, FromEnvironment.IsPresent }.Count(given => given);

    /// <summary>What was given, as a request; paths are made full and a missing passphrase is asked for where someone is there.</summary>
    private protected async Task<ConnectionRequest> RequestAsync(string name, Auth0Connection? former = null)
    {
        if (GivenCredential is { } given && ClientId is not null && ClientId != given.UserName)
            throw Conflict(name, "-Credential brings the client id, and -ClientId names another.", "Leave one of them out.");
        if (Domain is not null && TenantDomain is not null)
            throw Conflict(name, "Both -Domain and -TenantDomain were given.", "Say where the tenant is with one of them: -Domain, or -TenantDomain with -Region.");
        if (TenantDomain is not null && Region is null)
            throw Conflict(name, "-TenantDomain needs -Region.", "Add -Region US, EU, UK, AU, JP or CA.");

        var path = PrivateKeyPath is null ? null : await OnPipelineAsync(() => FullPath(PrivateKeyPath));
        var request = new ConnectionRequest
        {
            Name = name,
            Description = Description,
            ProjectId = ProjectId,
            Domain = Domain,
            TenantDomain = TenantDomain,
            Region = TenantDomain is null ? null : Region,
            ApiType = ApiType,
            GrantType = GrantType,
            BaseUri = BaseUri,
            RedirectPort = RedirectPort,
            Vault = Vault,
            SecretName = SecretName,
            Audience = Audience,
            Organization = Organization,
            Scope = Scope,
            ClientId = GivenCredential?.UserName ?? ClientId,
            ClientSecret = GivenCredential?.Password ?? ClientSecret,
            PrivateKeyPath = path,
            PrivateKey = PrivateKey,
            KeyId = KeyId,
            KeyAlgorithm = KeyAlgorithm,
            KeyPassphrase = KeyPassphrase ?? await AskForPassphraseAsync(path),
        };
        return FromEnvironment ? request.FromEnvironment(former) : request;
    }

    private protected static Auth0Exception Conflict(string name, string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = name };

    private string FullPath(string path)
    {
        if (path.Length == 0)
            return path;

        try
        {
            return GetUnresolvedProviderPathFromPSPath(path);
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException or PSArgumentException or PSInvalidOperationException)
        {
            throw new Auth0Exception(ErrorReason.InvalidPrivateKey, $"'{path}' is not the path of a file here: {exception.Message}", "Check -PrivateKeyPath.", exception) { Target = path };
        }
    }

    private async Task<SecureString?> AskForPassphraseAsync(string? path)
    {
        var encrypted = path is not null ? PrivateKeyFiles.NeedsPassphrase(path) : PrivateKey is not null && PrivateKeyFiles.NeedsPassphrase(PrivateKey);
        if (!encrypted || Unattended.NobodyIsThere)
            return null;

        return await OnPipelineAsync(() =>
        {
            Host.UI.Write($"Passphrase of {path ?? "the private key"}: ");
            return Host.UI.ReadLineAsSecureString();
        });
    }
}
