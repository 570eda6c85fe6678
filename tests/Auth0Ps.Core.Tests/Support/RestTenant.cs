using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Rest;
using Auth0Ps.Rest.Bodies;
using Auth0Ps.Rest.Responses;
using Auth0Ps.Sandbox;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>A tenant to call by hand: a sandbox, or an API that a test scripts.</summary>
internal sealed class RestTenant : IAsyncDisposable
{
    private const double Speed = 20;

    private readonly Tenant? _tenant;
    private readonly ScriptedApi? _api;
    private readonly TenantHttp? _http;

    private RestTenant(Tenant tenant, TenantSession session)
    {
        _tenant = tenant;
        Session = session;
    }

    private RestTenant(ScriptedApi api, Auth0ApiType apiType, Uri? baseUri)
    {
        _api = api;
        _http = new TenantHttp(new ScaledTime(Speed));
        var secret = Tenant.Protect("any");
        var connection = new ConnectionRequest { Name = "scripted", Domain = api.Address.ToString(), ClientId = "any", ClientSecret = secret }.Build(DateTimeOffset.UtcNow) with
        {
            ApiType = apiType,
            BaseUri = baseUri ?? apiType switch
            {
                Auth0ApiType.Management => new Uri(api.Address, "api/v2/"),
                Auth0ApiType.MyAccount => new Uri(api.Address, "me/v1/"),
                _ => api.Address,
            },
        };
        var state = TestState.New(http: _http);

        // Nothing is saved in this registry, so it is done when it returns.
        _ = state.Connections.AddAsync(connection, ConnectionSecret.OfClient(secret), CancellationToken.None);
        Session = new TenantSession(connection, state);
    }

    public TenantSession Session { get; }

    /// <summary>The tenant with its sandbox.</summary>
    public Tenant Tenant => _tenant!;

    /// <summary>What arrived at the scripted API.</summary>
    public IReadOnlyList<Call> Calls => _api!.Calls;

    public int TokenRequests => _api!.TokenRequests;

    public static async Task<RestTenant> OfSandboxAsync(SandboxOptions? options = null)
    {
        var tenant = await Tenant.StartAsync(options ?? new SandboxOptions { RateLimit = RateLimitProfile.None }, Speed);
        return new RestTenant(tenant, await tenant.OpenAsync());
    }

    public static RestTenant Scripted(Func<Call, Reply?> answer, Auth0ApiType apiType = Auth0ApiType.Management, Uri? baseUri = null) =>
        new(new ScriptedApi(answer), apiType, baseUri);

    public async Task<List<object>> SendAsync(
        string method, string path, object? body = null, Dictionary<string, object?>? query = null, bool secretsAsText = false)
    {
        using var content = body switch
        {
            null => null,
            string json => RestBody.FromJson(json),
            _ => RestBody.FromObject(body),
        };
        var request = RestRequest.Create(Session.Connection, method, path, query, content);
        return await new RestClient(Session, secretsAsText).SendAsync(request, CancellationToken.None).ToListAsync();
    }

    public async Task<List<object>> ReadAllAsync(string path, Dictionary<string, object?>? query = null) =>
        await new RestClient(Session).ReadAllAsync(RestRequest.Create(Session.Connection, "GET", path, query), CancellationToken.None).ToListAsync();

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_tenant is not null)
            await _tenant.DisposeAsync();
        if (_api is not null)
            await _api.DisposeAsync();
    }
}

internal static class AnswerExtensions
{
    /// <summary>The last value under a name.</summary>
    public static object? Get(this object value, string name) => ((RestObject)value).Members.Last(member => member.Key == name).Value;

    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
