using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>
/// <c>GET /authorize</c> and the login form behind it. Keeps nothing between the two: the form carries the request along, and it is checked again.
/// </summary>
internal sealed class AuthorizeEndpoint
{
    private readonly TenantStore _store;
    private readonly AuthorizationRules _rules;
    private readonly AuthorizationCodes _codes;
    private readonly TimeProvider _time;

    public AuthorizeEndpoint(TenantStore store, AuthorizationCodes codes, TimeProvider time)
    {
        _store = store;
        _rules = new AuthorizationRules(store);
        _codes = codes;
        _time = time;
    }

    /// <summary>Shows the login form, or refuses.</summary>
    public HttpResponse Show(HttpRequest request) => Answer(request, authorization => LoginPage.Create(authorization, authorization.Parameters["login_hint"]));

    /// <summary>Takes the form: back to the application with a code, back with a refusal, or the form again.</summary>
    public HttpResponse LogIn(HttpRequest request) => Answer(request, authorization =>
    {
        var fields = new AuthorizeParameters(Encoding.UTF8.GetString(request.Body.Span));
        if (fields["action"] == "deny")
            throw OAuthErrors.UserDenied();
        var (email, password) = (fields["username"], fields["password"]);
        if (email is null || password is null)
            return LoginPage.Create(authorization, email, "Please enter your email address and your password.");
        return _store.Users.FindByAlternateKey(User.AlternateKey(email)) is { } user && Matches(user.Password, password)
            ? authorization.Target.Code(NewCode(authorization, user))
            : LoginPage.Create(authorization, email, "Wrong email or password.");
    });

    private HttpResponse Answer(HttpRequest request, Func<Authorization, HttpResponse> handle)
    {
        try
        {
            var parameters = new AuthorizeParameters(request.Query);
            var target = RedirectTarget.Find(_store, parameters);
            try
            {
                return handle(_rules.Check(target, parameters));
            }
            catch (OAuthException refused)
            {
                return target.Error(refused);
            }
        }
        catch (AuthorizePageException problem)
        {
            return HtmlPage.Error(problem);
        }
    }

    private string NewCode(Authorization authorization, User user)
    {
        var (now, parameters) = (_time.GetUtcNow(), authorization.Parameters);
        return _codes.Add(new AuthorizationCode
        {
            Login = new Login(authorization.Target.Client, user, authorization.Server, authorization.Scopes, authorization.Organization, now),
            RedirectUri = authorization.Target.Address,
            NamesRedirectUri = parameters["redirect_uri"] is not null,
            CodeChallenge = parameters["code_challenge"],
            Nonce = parameters["nonce"],
            ExpiresAt = now + AuthorizationCodes.Lifetime,
        });
    }

    private static bool Matches(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
