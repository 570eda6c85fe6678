using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Auth0Ps.Insight.Export;

/// <summary>What a report's file holds.</summary>
/// <param name="Entries">The credentials.</param>
/// <param name="History">The rotations made from here, for how they went over time.</param>
/// <param name="MaximumAge">The age that was asked about; null for none.</param>
/// <param name="At">When it was made (UTC).</param>
internal sealed record ReportContents(IReadOnlyList<Auth0CredentialReportEntry> Entries, IReadOnlyList<Auth0SecretRotationRecord> History, TimeSpan? MaximumAge, DateTimeOffset At)
{
    internal static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>This module's version.</summary>
    public string Version { get; } = ProductVersion;

    internal static string ProductVersion => typeof(ReportContents).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public string ToHtml() => ReportPage.Of(this);

    public string ToJson() => JsonSerializer.Serialize(new { Format = 1, ReportedAt = At, Version, MaximumAge, Credentials = Entries }, Json) + "\n";

    public string ToCsv()
    {
        var csv = new StringBuilder();
        CsvText.AddLine(csv, ["Tenant", "ClientId", "ApplicationName", "AppType", "Kind", "CredentialId", "Covered", "Rotation", "State", "Owner", "ChangedAt", "AgeEvidence", "AgeDays", "MinimumAgeDays", "IsTooOld", "LastResult", "LastRotatedAt", "NextRotationAt", "Use", "LastUsedAt", "RefusedSinceRotation", "Covers", "Connection", "ReportedAt"]);
        foreach (var entry in Entries)
        {
            CsvText.AddLine(csv,
            [
                entry.Tenant, entry.ClientId, entry.ApplicationName, entry.AppType, entry.Kind, entry.CredentialId, entry.Covered, entry.Rotation, entry.State, entry.Owner, entry.ChangedAt, entry.AgeEvidence,
                entry.Age?.TotalDays, entry.MinimumAge?.TotalDays, entry.IsTooOld, entry.LastResult, entry.LastRotatedAt, entry.NextRotationAt, entry.Use, entry.LastUsedAt, entry.RefusedSinceRotation, entry.Covers,
                entry.Connection, entry.ReportedAt,
            ]);
        }

        return csv.ToString();
    }
}
