using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Authentication.Tokens;

/// <summary>Signs and verifies JSON Web Tokens with the tenant's keys (RFC 7515, RFC 7519).</summary>
internal sealed class TokenSigner : IDisposable
{
    private readonly TenantStore _store;
    private readonly ConcurrentDictionary<string, KeyRing> _rings = new(StringComparer.Ordinal);

    public TokenSigner(TenantStore store) => _store = store;

    /// <summary>Signs with the current key, or with the API's own secret when it asks for HS256.</summary>
    public string Sign(string algorithm, string? sharedSecret, Action<Utf8JsonWriter> claims)
    {
        var key = _store.SigningKeys.All().First(candidate => candidate.Role == SigningKeyRole.Current);
        var header = JsonText.WriteObject(writer =>
        {
            writer.WriteString("alg", algorithm);
            writer.WriteString("typ", "JWT");
            if (algorithm != "HS256")
                writer.WriteString("kid", key.KeyId);
        });
        var signed = Base64Url.Encode(header.Span) + "." + Base64Url.Encode(JsonText.WriteObject(claims).Span);
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm switch
        {
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(sharedSecret ?? ""), bytes),
            "RS512" => Ring(key).Sign(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "PS256" => Ring(key).Sign(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => Ring(key).Sign(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return signed + "." + Base64Url.Encode(signature);
    }

    /// <summary>Whether the tenant has that key and has not revoked it.</summary>
    public bool Trusts(string keyId) => _store.SigningKeys.Find(keyId) is { RevokedAt: null };

    /// <summary>Whether an unrevoked key of the tenant with that identifier made this RS256 signature.</summary>
    public bool Verify(string keyId, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature) =>
        _store.SigningKeys.Find(keyId) is { RevokedAt: null } key && Ring(key).Verify(signed, signature);

    public void Dispose()
    {
        foreach (var ring in _rings.Values)
            ring.Dispose();
    }

    private KeyRing Ring(SigningKey key) => _rings.GetOrAdd(key.KeyId, static (_, key) => new KeyRing(key), key);

    // An RSA object is not promised to be usable from several threads, so each use borrows one.
    private sealed class KeyRing(SigningKey key) : IDisposable
    {
        private readonly ConcurrentBag<RSA> _free = [];

        public byte[] Sign(byte[] data, HashAlgorithmName hash, RSASignaturePadding padding)
        {
            var rsa = Borrow();
            var signature = rsa.SignData(data, hash, padding);
            _free.Add(rsa);
            return signature;
        }

        public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
        {
            var rsa = Borrow();
            var valid = rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            _free.Add(rsa);
            return valid;
        }

        public void Dispose()
        {
            while (_free.TryTake(out var rsa))
                rsa.Dispose();
        }

        private RSA Borrow()
        {
            if (_free.TryTake(out var rsa))
                return rsa;
            rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(key.PrivateKey), out _);
            return rsa;
        }
    }
}
