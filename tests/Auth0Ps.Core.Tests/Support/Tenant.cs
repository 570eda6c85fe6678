using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security;
using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>A running sandbox with a connection to it, and the means to look at it from outside.</summary>
internal sealed class Tenant : IAsyncDisposable
{
    private readonly TenantHttp _http;
    private readonly HttpClient _outside = new();

    private Tenant(SandboxTenant sandbox, TenantHttp http, Auth0State? state)
    {
        Sandbox = sandbox;
        _http = http;
        State = state ?? TestState.New(http: http);
    }

    public SandboxTenant Sandbox { get; }

    public Auth0State State { get; }

    public ConnectionRegistry Registry => State.Connections;

    /// <summary>What stands between the connections that are made from now on and the sandbox; null for nothing.</summary>
    public RecordingRelay? Relay { get; set; }

    public List<RequestTrace> Traces { get; } = [];

    public static async Task<Tenant> StartAsync(SandboxOptions? options = null, double speed = 1, TimeSpan? attemptTimeout = null, Func<TenantHttp, Auth0State>? state = null)
    {
        var sandbox = await SandboxTenant.StartAsync(options ?? new SandboxOptions(), CancellationToken.None);
        var http = new TenantHttp(new ScaledTime(speed)) { AttemptTimeout = attemptTimeout ?? TimeSpan.FromSeconds(30) };
        return new Tenant(sandbox, http, state?.Invoke(http));
    }

    public async Task<TenantSession> OpenAsync(string? clientId = null, string? clientSecret = null, string? audience = null)
    {
        var request = new ConnectionRequest
        {
            Name = $"c{Guid.NewGuid():n}",
            Domain = Relay?.Domain ?? Sandbox.Domain,
            ClientId = clientId ?? Sandbox.ClientId,
            ClientSecret = Protect(clientSecret ?? Sandbox.ClientSecret),
            Audience = audience ?? (Relay is null ? null : Sandbox.Audience),
        };
        var connection = request.Build(DateTimeOffset.UtcNow);
        return Open(await Registry.AddAsync(connection, request.Secret, CancellationToken.None));
    }

    public TenantSession Open(Auth0Connection connection) =>
        new(connection, State, trace =>
        {
            lock (Traces)
                Traces.Add(trace);
        });

    public ConnectionFactory Factory() => new(State, observer: null);

    public static SecureString Protect(string text) => SecureStrings.Protect(text);

    public static async Task<List<Auth0Application>> ListAsync(TenantSession session)
    {
        var applications = new List<Auth0Application>();
        await foreach (var application in new ApplicationDirectory(session).ListAsync(appTypes: null, CancellationToken.None))
            applications.Add(application);
        return applications;
    }

    /// <summary>Makes an application, and a connection that signs in as it with only these Management API permissions.</summary>
    public async Task<TenantSession> OpenWithScopesAsync(params string[] scopes)
    {
        using var created = await CallAsync(HttpMethod.Post, "clients", new { name = "scoped", app_type = "non_interactive", grant_types = new[] { "client_credentials" } });
        var clientId = created.RootElement.GetProperty("client_id").GetString()!;
        (await CallAsync(HttpMethod.Post, "client-grants", new { client_id = clientId, audience = Sandbox.Audience, scope = scopes })).Dispose();
        return await OpenAsync(clientId, created.RootElement.GetProperty("client_secret").GetString());
    }

    /// <summary>The secret Auth0 has now, read without any of the code under test.</summary>
    public async Task<string?> LiveSecretAsync(string clientId)
    {
        using var client = await CallAsync(HttpMethod.Get, $"clients/{clientId}", body: null);
        return client.RootElement.TryGetProperty("client_secret", out var secret) ? secret.GetString() : null;
    }

    /// <summary>The status of a token request with this secret.</summary>
    public async Task<HttpStatusCode> SignInAsync(string clientId, string secret, string audience)
    {
        using var response = await _outside.PostAsJsonAsync($"{Sandbox.Domain}/oauth/token", new
        {
            grant_type = "client_credentials",
            client_id = clientId,
            client_secret = secret,
            audience,
        });
        return response.StatusCode;
    }

    public async Task<JsonDocument> CallAsync(HttpMethod method, string path, object? body)
    {
        using var tokenResponse = await _outside.PostAsJsonAsync($"{Sandbox.Domain}/oauth/token", new
        {
            grant_type = "client_credentials",
            client_id = Sandbox.ClientId,
            client_secret = Sandbox.ClientSecret,
            audience = Sandbox.Audience,
        });
        using var token = JsonDocument.Parse(await tokenResponse.Content.ReadAsStringAsync());
        using var request = new HttpRequestMessage(method, $"{Sandbox.Audience}{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("access_token").GetString());
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await _outside.SendAsync(request);
        if (response.StatusCode == System.Net.HttpStatusCode.TooManyRequests)
        {
            // A test of hundreds of runs meets the tenant's limit; what looks from outside may wait for it.
            await Task.Delay(TimeSpan.FromSeconds(1));
            return await CallAsync(method, path, body);
        }

        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync();
        return JsonDocument.Parse(text.Length == 0 ? "{}" : text);
    }

    public async ValueTask DisposeAsync()
    {
        _outside.Dispose();
        _http.Dispose();
        if (Relay is not null)
            await Relay.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}
