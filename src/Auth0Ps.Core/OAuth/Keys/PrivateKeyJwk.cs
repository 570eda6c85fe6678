using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Auth0Ps.OAuth.Keys;

/// <summary>Reads an RSA private key in JSON (JWK, RFC 7517 and RFC 7518 section 6.3), by itself or as the only one of a set.</summary>
internal static class PrivateKeyJwk
{
    private const string WhatIsTaken = "Give an RSA key with all its private members (n, e, d, p, q, dp, dq, qi), or the key as PEM.";

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidPrivateKey"/>.</exception>
    public static RSA Read(ReadOnlySpan<byte> json, string? target)
    {
        var members = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var kind = ReadKey(ref reader, members, target);
            if (kind != "RSA")
                throw PrivateKeyFaults.Invalid(kind is null ? "The JSON is no key (JWK)." : $"The private key is {NameOf(kind)} (JWK of type {kind}).", kind is null ? WhatIsTaken : PrivateKeyFaults.WhatAuth0Takes, target);
            if (!members.ContainsKey("d"))
                throw PrivateKeyFaults.Invalid("There is a public part but no private key (JWK without d).", "Give the private key; the public part is what Auth0 gets.", target);
            return Import(members, target);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or CryptographicException)
        {
            throw PrivateKeyFaults.Invalid("The key in JSON (JWK) is damaged or not whole.", WhatIsTaken, target);
        }
        finally
        {
            foreach (var value in members.Values)
                CryptographicOperations.ZeroMemory(value);
        }
    }

    /// <summary>Reads the members of a key, or of the one key of a set; returns its type.</summary>
    private static string? ReadKey(ref Utf8JsonReader reader, Dictionary<string, byte[]> members, string? target)
    {
        string? kind = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "keys" && reader.TokenType == JsonTokenType.StartArray)
            {
                for (var count = 0; reader.Read() && reader.TokenType == JsonTokenType.StartObject; count++)
                {
                    if (count > 0)
                        throw PrivateKeyFaults.Invalid("There is more than one private key.", "Give the one that is registered with the application.", target);
                    kind = ReadKey(ref reader, members, target);
                }
            }
            else if (reader.TokenType == JsonTokenType.String && name == "kty")
            {
                kind = reader.GetString();
            }
            else if (reader.TokenType == JsonTokenType.String && name is "n" or "e" or "d" or "p" or "q" or "dp" or "dq" or "qi")
            {
                members[name] = Decode(reader.ValueSpan);
            }
            else
            {
                reader.Skip();
            }
        }

        return kind;
    }

    private static RSA Import(Dictionary<string, byte[]> members, string? target)
    {
        byte[] Of(string name, int length)
        {
            if (!members.TryGetValue(name, out var value))
                throw PrivateKeyFaults.Invalid($"The key in JSON (JWK) lacks the member {name}.", WhatIsTaken, target);
            return members[name] = Fitted(value, length);
        }

        var modulus = Of("n", 0);
        var half = (modulus.Length + 1) / 2;
        var rsa = RSA.Create();
        try
        {
            rsa.ImportParameters(new RSAParameters
            {
                Modulus = modulus,
                Exponent = Of("e", 0),
                D = Of("d", modulus.Length),
                P = Of("p", half),
                Q = Of("q", half),
                DP = Of("dp", half),
                DQ = Of("dq", half),
                InverseQ = Of("qi", half),
            });
            return rsa;
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }

    /// <summary>With the zeros in front that the platform wants and some writers leave out or add.</summary>
    private static byte[] Fitted(byte[] value, int length)
    {
        var significant = value.AsSpan().TrimStart((byte)0);
        if (value.Length == length || (length == 0 && significant.Length == value.Length) || (length > 0 && significant.Length > length))
            return value;

        var fitted = GC.AllocateArray<byte>(Math.Max(length, significant.Length), pinned: true);
        significant.CopyTo(fitted.AsSpan(fitted.Length - significant.Length));
        CryptographicOperations.ZeroMemory(value);
        return fitted;
    }

    private static byte[] Decode(ReadOnlySpan<byte> text)
    {
        var letters = GC.AllocateArray<byte>((text.Length + 3) / 4 * 4, pinned: true);
        var decoded = GC.AllocateArray<byte>(Base64.GetMaxDecodedFromUtf8Length(letters.Length), pinned: true);
        try
        {
            letters.AsSpan().Fill((byte)'=');
            for (var index = 0; index < text.Length; index++)
                letters[index] = text[index] switch { (byte)'-' => (byte)'+', (byte)'_' => (byte)'/', var other => other };
            return Base64.DecodeFromUtf8(letters, decoded, out _, out var written) == System.Buffers.OperationStatus.Done
                ? decoded.AsSpan(0, written).ToArray()
                : throw new FormatException();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(letters);
            CryptographicOperations.ZeroMemory(decoded);
        }
    }

    private static string NameOf(string kind) => kind switch
    {
        "EC" => "an elliptic curve key",
        "OKP" => "an Ed25519 key or one like it",
        "oct" => "a symmetric key",
        _ => "a key of another kind",
    };
}
