using System.Globalization;
using static Auth0Ps.Insight.Export.HtmlPage;

namespace Auth0Ps.Insight.Export;

/// <summary>The report of a tenant's credentials as a page.</summary>
internal static class ReportPage
{
    private static readonly (string Label, double Days)[] Ages = [("≤ 30", 30), ("≤ 60", 60), ("≤ 90", 90), ("≤ 180", 180), ("≤ 365", 365), ("older", double.MaxValue)];

    private static readonly string[] Columns = ["Application", "Credential", "Rotation", "Owner", "Age", "Last used", "Last rotation", "Next rotation"];

    /// <summary>The page.</summary>
    /// <param name="report">What it shows.</param>
    public static string Of(ReportContents report)
    {
        var entries = report.Entries;
        var tenants = string.Join(", ", entries.Select(entry => entry.Tenant).Distinct(StringComparer.Ordinal).DefaultIfEmpty("no tenant"));
        var page = new HtmlPage($"Credentials of {tenants}", $"As of {Time(report.At)} UTC, by Auth0Ps {report.Version}");
        page.Numbers(
            (entries.Select(entry => (entry.Tenant, entry.ClientId)).Distinct().Count(), "applications with credentials"),
            (entries.Count, "credentials"),
            (entries.Count(entry => entry.Covered), "rotated by a saved rotation"),
            (entries.Count(entry => !entry.Covered), "covered by none"),
            (entries.Count(entry => entry.IsTooOld == true), report.MaximumAge is { } limit ? $"older than {Span(limit)}" : "too old (no age was asked about)"),
            (entries.Count(entry => entry.Use == Auth0CredentialUse.Unused), "unused, as far as the log reaches"));
        page.Paragraph(Reach(report));
        Attention(page, report);
        page.Heading("At a glance").Raw("<div class=\"charts\">\n");
        AgesOf(page, entries);
        DueOf(page, report);
        RunsOf(page, report);
        page.Raw("</div>\n").Heading("All credentials");
        page.Table("Each credential with its rotation, age and use. Times are UTC.", Columns, entries.Select(entry => Row(entry, report.MaximumAge)));
        return page.End("Ages are known from rotations made from here, from keys registered from here and from changes that the tenant's log shows; nothing is estimated. \"At least\" means that the log reaches back so far and shows no change. Unused means that the log shows no sign-in; unknown means that it was not read or is empty. No secret is in this file.");
    }

    private static string Reach(ReportContents report)
    {
        var covers = report.Entries.Select(entry => entry.Covers).Where(time => time is not null).DefaultIfEmpty(null).Max();
        return covers is null
            ? "The tenant's log was not read or is empty: whether credentials are used is not known."
            : $"The tenant's log reaches back to {Time(covers)} UTC. What happened before that is not known from it.";
    }

    private static void Attention(HtmlPage page, ReportContents report)
    {
        (string What, IEnumerable<Auth0CredentialReportEntry> Which)[] groups =
        [
            ("Consumers were refused since the last rotation", report.Entries.Where(entry => entry.RefusedSinceRotation > 0)),
            ("The vault's secret is not the live one", report.Entries.Where(entry => entry.State is RotationState.Drifted)),
            ("A rotation is interrupted, failed or overdue", report.Entries.Where(entry => entry.State is RotationState.Interrupted or RotationState.Failed or RotationState.Overdue)),
            ("Older than allowed", report.Entries.Where(entry => entry.IsTooOld == true)),
            ("In use, and covered by no rotation", report.Entries.Where(entry => entry is { Covered: false, Use: Auth0CredentialUse.Used })),
        ];
        page.Heading("What needs attention");
        var any = false;
        foreach (var (what, which) in groups)
        {
            var names = which.Select(entry => entry.ApplicationName).Distinct(StringComparer.Ordinal).ToList();
            if (names.Count == 0)
                continue;
            any = true;
            var shown = string.Join(", ", names.Take(20));
            page.Raw(string.Create(CultureInfo.InvariantCulture, $"<h3>{Text(what)} ({names.Count})</h3>\n")).Paragraph(names.Count > 20 ? $"{shown} and {names.Count - 20} more" : shown);
        }

        if (!any)
            page.Paragraph("Nothing.");
    }

    private static void AgesOf(HtmlPage page, IReadOnlyList<Auth0CredentialReportEntry> entries)
    {
        var bars = new List<(string, long, long?)>();
        var from = double.MinValue;
        foreach (var (label, to) in Ages)
        {
            bars.Add((label, entries.Count(entry => entry.Age is { TotalDays: var days } && days > from && days <= to), null));
            from = to;
        }

        bars.Add(("unknown", entries.Count(entry => entry.Age is null), null));
        BarChart.Add(page, "Ages in days", "How many credentials are of which age.", bars);
    }

    private static void DueOf(HtmlPage page, ReportContents report)
    {
        var dates = report.Entries.Where(entry => entry.NextRotationAt is not null).DistinctBy(entry => (entry.Tenant, entry.Rotation)).Select(entry => (entry.NextRotationAt!.Value - report.At).TotalDays).ToList();
        var bars = new List<(string, long, long?)> { ("due", dates.Count(days => days < 0), null) };
        for (var week = 0; week < 13; week++)
        {
            var (from, to) = (week * 7, week == 12 ? 90 : (week + 1) * 7);
            bars.Add((report.At.AddDays(from).UtcDateTime.ToString("MM-dd", CultureInfo.InvariantCulture), dates.Count(days => days >= from && days < to), null));
        }

        BarChart.Add(page, "Due over the next 90 days", "Rotations by the week in which they are due; the first bar is what is due or overdue already.", bars);
    }

    private static void RunsOf(HtmlPage page, ReportContents report)
    {
        var bars = new List<(string, long, long?)>();
        for (var week = 12; week > 0; week--)
        {
            var (from, to) = (report.At.AddDays(-7 * week), report.At.AddDays(-7 * (week - 1)));
            var runs = report.History.Where(record => record.At >= from && record.At < to).ToList();
            bars.Add((from.UtcDateTime.ToString("MM-dd", CultureInfo.InvariantCulture), runs.Count(record => record.Status == RotationStatus.Succeeded), runs.Count(record => record.Status is RotationStatus.Failed or RotationStatus.Interrupted)));
        }

        BarChart.Add(page, "Rotations over the last 12 weeks", "By week: succeeded (plain bars), and failed or interrupted (hatched bars).", bars);
    }

    private static IReadOnlyList<string> Row(Auth0CredentialReportEntry entry, TimeSpan? limit) =>
    [
        $"{Text(entry.ApplicationName)}<small>{Text(entry.ClientId)}</small>",
        Text(KindOf(entry.Kind)) + (entry.CredentialId is null ? "" : $"<small>{Text(entry.CredentialId)}</small>"),
        entry.Rotation is null ? "<span class=\"no\">none</span>" : $"{Text(entry.Rotation)}<small>{Text(entry.State?.ToString())}</small>",
        Text(entry.Owner ?? "nobody named"),
        AgeOf(entry, limit),
        entry.Use switch
        {
            Auth0CredentialUse.Used => Time(entry.LastUsedAt) + (entry.RefusedSinceRotation > 0 ? string.Create(CultureInfo.InvariantCulture, $"<small class=\"no\">{entry.RefusedSinceRotation} refused since the rotation</small>") : ""),
            Auth0CredentialUse.Unused => "unused" + (entry.RefusedSinceRotation > 0 ? string.Create(CultureInfo.InvariantCulture, $"<small class=\"no\">{entry.RefusedSinceRotation} refused since the rotation</small>") : ""),
            _ => "unknown",
        },
        entry.LastResult is { } result ? $"{Text(result.ToString())}<small>{Time(entry.LastRotatedAt)}</small>" : "none from here",
        entry.NextRotationAt is null ? "none planned" : Time(entry.NextRotationAt),
    ];

    private static string AgeOf(Auth0CredentialReportEntry entry, TimeSpan? limit)
    {
        var age = entry.Age is { } known ? Span(known) : entry.MinimumAge is { } least ? $"at least {Span(least)}" : "unknown";
        return entry.IsTooOld switch
        {
            true => $"<span class=\"no\">{Text(age)}: too old</span>",
            false => Text(age),
            null => Text(age) + (limit is null || age == "unknown" ? "" : "<small>it is not known whether that is too old</small>"),
        };
    }

    private static string KindOf(Auth0CredentialKind kind) => kind switch
    {
        Auth0CredentialKind.ClientSecret => "client secret",
        Auth0CredentialKind.PrivateKey => "private key",
        Auth0CredentialKind.Certificate => "certificate",
        _ => "not known which",
    };
}
