using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Authentication.Tokens;

/// <summary>An access token taken apart, not yet trusted.</summary>
internal sealed class BearerToken
{
    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _header;
    private readonly JsonElement _claims;

    private BearerToken(byte[] signed, byte[] signature, JsonElement header, JsonElement claims)
    {
        _signed = signed;
        _signature = signature;
        _header = header;
        _claims = claims;
        Scopes = (claims.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }

    public string? KeyId => _header.Text("kid");

    public string? Subject => _claims.Text("sub");

    public string? Issuer => _claims.Text("iss");

    /// <summary>One audience, or several in an array (RFC 7519, section 4.1.3).</summary>
    public IReadOnlyList<string> Audiences => _claims.Text("aud") is { } audience ? [audience] : _claims.Texts("aud") ?? [];

    public DateTimeOffset? ExpiresAt => _claims.Member("exp") is { ValueKind: JsonValueKind.Number } expiry && expiry.TryGetInt64(out var seconds)
        && seconds is >= 0 and <= 253402300799
        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : null;

    public IReadOnlySet<string> Scopes { get; }

    /// <summary>What was sealed in an opaque token: nothing about it is left to verify.</summary>
    public static BearerToken Opened(JsonElement header, JsonElement claims) => new([], [], header, claims);

    /// <summary>The token's parts, or null when it is no JWT at all.</summary>
    public static BearerToken? Parse(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            return Base64Url.Decode(parts[0]) is { } header && Base64Url.Decode(parts[1]) is { } claims && Base64Url.Decode(parts[2]) is { } signature
                && JsonText.Parse(header) is { ValueKind: JsonValueKind.Object } headerObject && JsonText.Parse(claims) is { ValueKind: JsonValueKind.Object } claimsObject
                ? new BearerToken(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), signature, headerObject, claimsObject)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the tenant signed it. Only RS256 counts: the Management API is never signed otherwise.</summary>
    public bool IsSignedBy(TokenSigner signer) =>
        _header.Text("alg") == "RS256" && KeyId is { } keyId && signer.Verify(keyId, _signed, _signature);
}
