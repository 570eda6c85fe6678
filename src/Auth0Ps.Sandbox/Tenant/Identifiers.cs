using System.Security.Cryptography;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>Identifiers and secrets in the shapes that Auth0 hands out, all from the system's random generator.</summary>
internal static class Identifiers
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>32 letters and digits.</summary>
    public static string FirstPartyClient() => RandomNumberGenerator.GetString(Alphanumeric, 32);

    /// <summary><c>tpc_</c> and 22 letters and digits; the prefix is documented, the length behind it unconfirmed.</summary>
    public static string ThirdPartyClient() => "tpc_" + RandomNumberGenerator.GetString(Alphanumeric, 22);

    /// <summary>64 characters of <c>[A-Za-z0-9_-]</c>.</summary>
    public static string ClientSecret() => RandomNumberGenerator.GetString(Alphanumeric + "_-", 64);

    public static string Credential() => "cred_" + RandomNumberGenerator.GetString(Alphanumeric, 22);

    public static string ClientGrant() => "cgr_" + RandomNumberGenerator.GetString(Alphanumeric, 16);

    public static string Organization() => "org_" + RandomNumberGenerator.GetString(Alphanumeric, 16);

    public static string DiscoveryDomain() => "ocd_" + RandomNumberGenerator.GetString(Alphanumeric, 16);

    /// <summary><c>auth0|</c> and 24 hexadecimal digits.</summary>
    public static string User() => "auth0|" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>20 letters and digits.</summary>
    public static string UserPassword() => RandomNumberGenerator.GetString(Alphanumeric, 20);

    /// <summary>43 characters of <c>[A-Za-z0-9_-]</c>.</summary>
    public static string AuthorizationCode() => RandomNumberGenerator.GetString(Alphanumeric + "_-", 43);

    /// <summary>24 hexadecimal digits.</summary>
    public static string ResourceServer() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>21 characters, as the key identifiers in real JWKS documents.</summary>
    public static string SigningKey() => RandomNumberGenerator.GetString(Alphanumeric + "_-", 21);
}
