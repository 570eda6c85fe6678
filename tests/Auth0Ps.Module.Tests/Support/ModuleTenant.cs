using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text.Json;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Module.Tests.Support;

/// <summary>
/// A tenant in this process, a runspace, and in it the connections <c>$demo</c>, which may do everything, and <c>$limited</c>, which may read:clients.
/// The process has one list of connections, so their names are of this instance only; <c>-Connection</c> is <c>$demo</c> where a script says nothing.
/// </summary>
public class ModuleTenant : IAsyncLifetime
{
    private readonly int _applications;
    private readonly string _mark = Guid.NewGuid().ToString("n")[..12];
    private Outside _outside = null!;

    public ModuleTenant()
        : this(applications: 3)
    {
    }

    protected ModuleTenant(int applications) => _applications = applications;

    public SandboxTenant Sandbox { get; private set; } = null!;

    /// <summary>The name of the connection that may do everything.</summary>
    public string Demo => Name("demo");

    /// <summary>How many requests the tenant has taken, to see later that none was added.</summary>
    public int Taken => Sandbox.Requests.Count;

    internal Shell Shell { get; private set; } = null!;

    /// <summary>A name that no other instance uses.</summary>
    public string Name(string name) => $"{name}-{_mark}";

    public virtual async Task InitializeAsync()
    {
        Sandbox = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = _applications, RateLimit = RateLimitProfile.None });
        _outside = OutsideOf(Sandbox);
        Shell = Shell.Open();
        Shell["tenant"] = Sandbox;
        Shell["secret"] = Protect(Sandbox.ClientSecret);
        Shell["mark"] = _mark;
        Shell["demo"] = Connect("demo", Sandbox.ClientId, Sandbox.ClientSecret);
        Shell["limited"] = Connect("limited", Sandbox.LimitedClientId, Sandbox.LimitedClientSecret);
        foreach (var cmdlet in new[] { "Get-Auth0Application", "Get-Auth0AccessToken", "Invoke-Auth0RestMethod", "Invoke-Auth0SecretRotation" })
            Shell.Set($"$PSDefaultParameterValues['{cmdlet}:Connection'] = $demo");
    }

    public virtual async Task DisposeAsync()
    {
        Shell.Run("Get-Auth0Connection \"*-$mark\" | Remove-Auth0Connection");
        Shell.Dispose();
        _outside.Dispose();
        await Sandbox.DisposeAsync();
    }

    internal static SecureString Protect(string text)
    {
        var secret = new SecureString();
        foreach (var letter in text)
            secret.AppendChar(letter);
        secret.MakeReadOnly();
        return secret;
    }

    internal static string Reveal(SecureString secret) => new NetworkCredential("", secret).Password;

    private static Outside OutsideOf(SandboxTenant tenant) => new(tenant);

    /// <summary>A connection that is not tested.</summary>
    internal PSObject Connect(string name, string clientId, string clientSecret, string? domain = null) => Assert.Single(Shell.Get(
        "New-Auth0Connection -Name $name -Domain $domain -ClientId $id -ClientSecret $secret -SkipTest -WarningAction Ignore",
        ("name", Name(name)), ("domain", domain ?? Sandbox.Domain), ("id", clientId), ("secret", Protect(clientSecret))));

    /// <summary>Asks the tenant's Management API with none of the module's code.</summary>
    internal Task<JsonElement> AskAsync(string path, HttpMethod? method = null, object? body = null) => _outside.AskAsync(path, method, body);

    /// <summary>Every application as the tenant has it, by client id.</summary>
    internal async Task<Dictionary<string, JsonElement>> ClientsAsync()
    {
        var all = new Dictionary<string, JsonElement>();
        for (var page = 0; ; page++)
        {
            var clients = (await AskAsync($"clients?page={page}&per_page=100")).EnumerateArray().ToList();
            clients.ForEach(client => all.Add(client.GetProperty("client_id").GetString()!, client));
            if (clients.Count < 100)
                return all;
        }
    }

    /// <summary>Gives the one application of this name another one.</summary>
    internal async Task RenameAsync(string name, string newName)
    {
        var client = (await ClientsAsync()).Values.Single(client => client.GetProperty("name").GetString() == name).GetProperty("client_id").GetString();
        await AskAsync($"clients/{client}", HttpMethod.Patch, new { name = newName });
    }

    internal async Task<string?> SecretAsync(string clientId) => (await AskAsync($"clients/{clientId}")).GetProperty("client_secret").GetString();

    /// <summary>The status of a token request with this secret.</summary>
    internal Task<int> SignInAsync(string clientId, string secret, string? audience = null) => _outside.SignInAsync(clientId, secret, audience ?? Sandbox.Audience);

    /// <summary>An application that may ask for tokens by itself, for an API without organizations.</summary>
    internal async Task<(string ClientId, string Secret, string Audience)> MachineAsync()
    {
        foreach (var grant in (await AskAsync("client-grants?per_page=100")).EnumerateArray())
        {
            var audience = grant.GetProperty("audience").GetString()!;
            if (audience == Sandbox.Audience || (grant.TryGetProperty("organization_usage", out var usage) && usage.GetString() == "require"))
                continue;
            var client = await AskAsync("clients/" + grant.GetProperty("client_id").GetString());
            if (client.TryGetProperty("token_endpoint_auth_method", out var way) && way.GetString() == "client_secret_post")
                return (client.GetProperty("client_id").GetString()!, client.GetProperty("client_secret").GetString()!, audience);
        }

        throw new InvalidOperationException("The sandbox has no application that may sign in with client_secret_post.");
    }
}
