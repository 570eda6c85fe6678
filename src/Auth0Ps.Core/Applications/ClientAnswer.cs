using System.Text.Json;
using Auth0Ps.Http;

namespace Auth0Ps.Applications;

/// <summary>Recognises Auth0's answer to a change of an application: the client object, of this very client.</summary>
internal static class ClientAnswer
{
    /// <summary>Why a success is not that answer, in words that follow "but"; null when it is.</summary>
    /// <param name="response">The success.</param>
    /// <param name="clientId">The client that was changed.</param>
    public static string? WhyNot(TenantResponse response, string clientId)
    {
        if (response.Json is not { ValueKind: JsonValueKind.Object } json)
            return "not with an application, as Auth0 does";
        if (!json.TryGetProperty("client_id", out var id) || id.ValueKind != JsonValueKind.String)
            return "not with an application, as Auth0 does";
        return id.ValueEquals(clientId) ? null : "with another application than the one that was changed";
    }
}
