using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.MyAccount;

/// <summary><c>/me/v1</c>: users look after their own account. Only the two lists are offered, enough to show that a token works.</summary>
internal sealed class MyAccountApi
{
    public const string Prefix = "/me/";
    private readonly TenantStore _store;
    private readonly BearerAuthentication _authentication;

    public MyAccountApi(TenantStore store, BearerAuthentication authentication)
    {
        _store = store;
        _authentication = authentication;
    }

    public HttpResponse Handle(HttpRequest request) => (request.Method, request.Path) switch
    {
        ("GET" or "HEAD", "/me/v1/factors") => Answer(request, MyAccountScopes.ReadFactors, WriteFactors),
        ("GET" or "HEAD", "/me/v1/authentication-methods") => Answer(request, MyAccountScopes.ReadAuthenticationMethods, WriteAuthenticationMethods),
        _ => MyAccountResponses.Error(404, "Not Found", "The resource does not exist"),
    };

    private HttpResponse Answer(HttpRequest request, string scope, Action<Utf8JsonWriter, User> write)
    {
        try
        {
            var token = _authentication.Authenticate(request.Headers["Authorization"]);
            if (token.Subject is not { } subject || _store.Users.Find(subject) is not { } user)
                return MyAccountResponses.Error(401, "Unauthorized", "Invalid token");
            if (!token.Scopes.Contains(scope))
                return MyAccountResponses.Error(403, "Forbidden", "Insufficient scope, expected: " + scope);
            return MyAccountResponses.Json(200, writer => write(writer, user));
        }
        catch (ManagementException refused)
        {
            // Whatever is wrong with a token is 401 here; unconfirmed.
            return MyAccountResponses.Error(401, ReasonPhrases.For(401), refused.Message);
        }
    }

    private static void WriteFactors(Utf8JsonWriter writer, User user)
    {
        writer.WriteStartArray("factors");
        foreach (var (type, usage) in new[] { ("password", "primary"), ("totp", "secondary"), ("recovery-code", "secondary") })
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteStrings("usage", [usage]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // The password is all that a user of the sandbox has.
    private static void WriteAuthenticationMethods(Utf8JsonWriter writer, User user)
    {
        writer.WriteStartArray("authentication_methods");
        writer.WriteStartObject();
        writer.WriteString("id", "password|" + user.Id.Split('|')[1]);
        writer.WriteString("type", "password");
        writer.WriteString("created_at", Timestamps.Format(user.CreatedAt));
        writer.WriteStrings("usage", ["primary"]);
        writer.WriteString("identity_user_id", user.Id.Split('|')[1]);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
