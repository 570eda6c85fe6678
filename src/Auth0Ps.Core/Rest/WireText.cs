using System.Globalization;
using System.Numerics;

namespace Auth0Ps.Rest;

/// <summary>Simple values as they are written to an API: in no culture, times in UTC.</summary>
internal static class WireText
{
    // To the millisecond, as Auth0 writes its own timestamps.
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The text of a simple value that is written as a JSON string; null for everything else.</summary>
    public static string? Of(object value) => value switch
    {
        string text => text,
        char letter => letter.ToString(),
        Enum name => name.ToString(),
        // A time without a zone is local, as everywhere in PowerShell.
        DateTime time => time.ToUniversalTime().ToString(Timestamp, CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString(Timestamp, CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Guid id => id.ToString("D"),
        Uri uri => uri.OriginalString,
        _ => null,
    };

    /// <summary>The text of a number, or null when JSON cannot express it.</summary>
    public static string? OfNumber(object value) => value switch
    {
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null,
        float number => float.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null,
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal or BigInteger =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };
}
