using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Authentication;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Logging;

/// <summary>The secret that a request carried, as a hash: whether or not the request succeeded.</summary>
internal static class SentSecret
{
    /// <summary>The SHA-256 in lower-case hexadecimal, or null when none was sent.</summary>
    public static string? Hash(HttpRequest request) => Find(request) is { } secret
        ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret))).ToLowerInvariant()
        : null;

    private static string? Find(HttpRequest request)
    {
        if (request.Method == "POST" && request.Path is "/oauth/token" or "/oauth/revoke")
            return FromTokenRequest(request);
        return request.Method is "PATCH" or "POST" && request.Path.StartsWith("/api/v2/clients", StringComparison.Ordinal) && !request.Body.IsEmpty
            ? FromBody(request)
            : null;
    }

    private static string? FromTokenRequest(HttpRequest request)
    {
        try
        {
            return TokenParameters.Read(request).ClientCredentials.Secrets is [var secret, ..] ? secret : null;
        }
        catch (OAuthException)
        {
            return null;
        }
    }

    private static string? FromBody(HttpRequest request)
    {
        if (request.MediaType == "application/x-www-form-urlencoded")
            return FormEncoding.Parse(Encoding.UTF8.GetString(request.Body.Span)).FirstOrDefault(pair => pair.Key == "client_secret").Value;
        try
        {
            return JsonText.Parse(request.Body).Text("client_secret");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
