namespace Auth0Ps.Sandbox.Tenant.Keys;

/// <summary>Base64 with the URL alphabet and without padding (RFC 7515, appendix C).</summary>
internal static class Base64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The bytes, or null when the text is not base64url.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var padded = new char[(text.Length + 3) / 4 * 4];
        padded.AsSpan().Fill('=');
        for (var index = 0; index < text.Length; index++)
        {
            padded[index] = text[index] switch
            {
                '-' => '+',
                '_' => '/',
                var letter when char.IsAsciiLetterOrDigit(letter) => letter,
                // Neither padding nor the other alphabet belongs here.
                _ => '!',
            };
        }

        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64Chars(padded, bytes, out var count) ? bytes[..count] : null;
    }
}
