using System.Globalization;

namespace Auth0Ps.Sandbox.Management;

/// <summary>Times as the Management API writes them: UTC with milliseconds.</summary>
internal static class Timestamps
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
