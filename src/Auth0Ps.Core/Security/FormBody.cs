using System.Security;
using System.Text;

namespace Auth0Ps.Security;

/// <summary>Writes <c>application/x-www-form-urlencoded</c> fields (RFC 6749 appendix B), secrets among them, without strings in between.</summary>
internal sealed class FormBody : IDisposable
{
    public const string MediaType = "application/x-www-form-urlencoded";

    private readonly ZeroingBuffer _buffer = new();
    private readonly List<SecureString> _secrets = [];

    /// <summary>The secrets among the fields.</summary>
    public IReadOnlyList<SecureString> Secrets => _secrets;

    public void Add(string name, string value)
    {
        AddName(name);
        Escape(Encoding.UTF8.GetBytes(value));
    }

    public void Add(string name, SecureString value)
    {
        AddName(name);
        _secrets.Add(value);
        SecureStrings.Use(value, this, static (bytes, form) =>
        {
            form.Escape(bytes);
            return true;
        });
    }

    public SecretContent ToContent() => new(_buffer, MediaType);

    public void Dispose() => _buffer.Dispose();

    private void AddName(string name)
    {
        if (_buffer.Length > 0)
            _buffer.Append("&"u8);
        Escape(Encoding.UTF8.GetBytes(name));
        _buffer.Append("="u8);
    }

    private void Escape(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                _buffer.Append([value]);
            else
                _buffer.Append([(byte)'%', Hex(value >> 4), Hex(value & 15)]);
        }
    }

    private static byte Hex(int digit) => (byte)"0123456789ABCDEF"[digit];
}
