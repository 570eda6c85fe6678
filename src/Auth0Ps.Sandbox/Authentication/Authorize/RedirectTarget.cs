using System.Net;
using System.Text;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>The application that a login is for, and the address that gets the answer.</summary>
internal sealed class RedirectTarget
{
    private readonly string? _state;
    private readonly bool _asForm;

    private RedirectTarget(Client client, string address, string? state, bool asForm)
    {
        Client = client;
        Address = address;
        _state = state;
        _asForm = asForm;
    }

    public Client Client { get; }

    public string Address { get; }

    /// <exception cref="AuthorizePageException">The application is unknown, or the address is none of its callbacks.</exception>
    public static RedirectTarget Find(TenantStore store, AuthorizeParameters parameters)
    {
        // Statuses and texts of these pages are unconfirmed.
        var clientId = parameters["client_id"] ?? throw new AuthorizePageException(400, "Invalid request", "Missing required parameter: client_id");
        if (store.Clients.Find(clientId) is not { Global: false } client)
            throw new AuthorizePageException(400, "Unknown application", "Unknown client: " + clientId);
        var address = parameters["redirect_uri"] ?? (client.Callbacks is [var first, ..] ? first : null)
            ?? throw new AuthorizePageException(400, "Invalid request", "Missing required parameter: redirect_uri");
        if (!client.Callbacks.Contains(address, StringComparer.Ordinal) || !IsUsable(address))
            throw new AuthorizePageException(403, "Callback URL mismatch", $"The provided redirect_uri is not in the list of allowed callback URLs of the application {client.Name}: {address}");
        return new(client, address, parameters["state"], parameters["response_mode"] == "form_post");
    }

    public HttpResponse Code(string code) => Answer(("code", code), ("state", _state));

    public HttpResponse Error(OAuthException refused) => Answer(("error", refused.Error), ("error_description", refused.Message), ("state", _state));

    private HttpResponse Answer(params (string Name, string? Value)[] members)
    {
        (string Name, string Value)[] given = [.. members.Where(member => member.Value is not null).Select(member => (member.Name, member.Value!))];
        if (_asForm)
            return FormPostPage.Create(Address, given);
        var target = new StringBuilder(Address);
        foreach (var (name, value) in given)
        {
            target.Append(target.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return HtmlPage.Protect(new HttpResponse((int)HttpStatusCode.Found).With("Location", target.ToString()));
    }

    // It becomes a header field as it is.
    private static bool IsUsable(string address) =>
        address.All(letter => letter is > ' ' and <= '~') && !address.Contains('#', StringComparison.Ordinal) && Uri.TryCreate(address, UriKind.Absolute, out _);
}
