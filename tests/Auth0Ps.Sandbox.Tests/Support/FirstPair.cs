using System.Security.Cryptography;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>One signing key for the tenants of all tests: making one takes ten times as long as the rest of a start.</summary>
internal static class FirstPair
{
    private static readonly Lazy<byte[]> Pair = new(() =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKey();
    });

    public static void Share() => SigningKeyFactory.FirstPair = static () =>
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Pair.Value, out _);
        return rsa;
    };
}
