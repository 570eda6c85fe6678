using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.TenantLogs;

namespace Auth0Ps.Sandbox.Management;

/// <summary><c>/api/v2</c>: finds the call, checks token and scope, and turns refusals into answers.</summary>
internal sealed class ManagementApi
{
    public const string Prefix = "/api/v2/";
    private readonly BearerAuthentication _authentication;
    private readonly IReadOnlyList<ManagementRoute> _routes;
    private readonly ManagementLog _log;

    public ManagementApi(BearerAuthentication authentication, IEnumerable<ManagementRoute> routes, ManagementLog log)
    {
        _authentication = authentication;
        _routes = [.. routes];
        _log = log;
    }

    public HttpResponse Handle(HttpRequest request)
    {
        try
        {
            var (route, values) = Find(request);
            var token = _authentication.Authenticate(request.Headers["Authorization"]);
            if (!route.Scopes.Any(token.Scopes.Contains))
                throw ManagementErrors.InsufficientScope(route.Scopes);
            var call = new ManagementRequest(request, values, token.Scopes);
            if (route.Query is { } known)
                call.Query.RefuseAllBut(known);
            var response = route.Handle(call);
            _log.Write(request, route, token, response);
            return response;
        }
        catch (ManagementException refused)
        {
            return ManagementResponses.Error(refused);
        }
    }

    // A known path with another method is answered like an unknown one, as the framework behind the real API does.
    private (ManagementRoute Route, IReadOnlyList<string> Values) Find(HttpRequest request)
    {
        var segments = request.Path[Prefix.Length..].Split('/');
        var method = request.Method == "HEAD" ? "GET" : request.Method;
        foreach (var route in _routes)
        {
            if (route.Method == method && route.Match(segments) is { } values)
                return (route, values);
        }

        throw ManagementErrors.NotFound();
    }
}
