namespace Auth0Ps.OAuth.Keys;

/// <summary>Says why something is no private key that Auth0 takes.</summary>
internal static class PrivateKeyFaults
{
    /// <summary>What to do about a key of another kind.</summary>
    public const string WhatAuth0Takes = "Auth0 takes RSA keys for private key JWT: RS256, RS384 or PS256. Make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEYFILE";

    public static Auth0Exception NotRsa(ReadOnlyMemory<byte> der, string? target, Exception cause)
    {
        var (form, algorithm) = PrivateKeyForms.Of(der);
        return PrivateKeyForms.NameOfOther(form, algorithm) is { } name
            ? Other(name, target)
            : Invalid("The private key cannot be read as an RSA key.", "Give an RSA key in PKCS#1 or PKCS#8 form, of 2048 bits or more. PEM that OpenSSL encrypted in its old way has to be converted: openssl pkcs8 -topk8 -in KEYFILE", target, cause);
    }

    /// <summary>For text of other programs; null for any other.</summary>
    public static Auth0Exception? OfText(ReadOnlySpan<byte> content, string? target) =>
        content.StartsWith("PuTTY-User-Key-File"u8) ? Invalid("The private key is in PuTTY's own form.", "Convert it: puttygen KEYFILE -O private-openssh -o NEWFILE, then ssh-keygen -p -m PKCS8 -f NEWFILE", target)
        : content.StartsWith("ssh-"u8) || content.StartsWith("ecdsa-"u8) ? PublicOnly(target)
        : null;

    public static Auth0Exception NoPem(string? target) =>
        Invalid("There is no private key in PEM form.", "It begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.", target);

    public static Auth0Exception PublicOnly(string? target) =>
        Invalid("There is a public part but no private key.", "Give the file with the private key; the public part is what Auth0 gets.", target);

    public static Auth0Exception Other(string name, string? target) => Invalid($"The private key is {name}.", WhatAuth0Takes, target);

    public static Auth0Exception Invalid(string message, string action, string? target, Exception? cause = null) =>
        new(ErrorReason.InvalidPrivateKey, message, action, cause) { Target = target };
}
