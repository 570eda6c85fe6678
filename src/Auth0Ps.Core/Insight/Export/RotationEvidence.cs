using System.Globalization;
using System.Text;
using System.Text.Json;
using static Auth0Ps.Insight.Export.HtmlPage;

namespace Auth0Ps.Insight.Export;

/// <summary>The evidence of one rotation: what was done when, by whom, how it was proven, and who used the credential afterwards.</summary>
/// <param name="Rotation">The saved rotation.</param>
/// <param name="Tenant">The tenant's host.</param>
/// <param name="Runs">Its runs, newest first.</param>
/// <param name="Usage">Who signed in since the newest run that succeeded; null where that cannot be told.</param>
/// <param name="UsageRemark">Why it cannot, or what it leaves out; null for nothing.</param>
/// <param name="At">When the evidence was gathered (UTC).</param>
internal sealed record RotationEvidence(Auth0SecretRotation Rotation, string Tenant, IReadOnlyList<Auth0SecretRotationRecord> Runs, Auth0SecretUsage? Usage, string? UsageRemark, DateTimeOffset At)
{
    private Auth0SecretRotationRecord? Last => Runs.Count > 0 ? Runs[0] : null;

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Format = 1,
            GatheredAt = At,
            Version = ReportContents.ProductVersion,
            Rotation = new
            {
                Rotation.Id,
                Rotation.Name,
                Rotation.Type,
                Rotation.Description,
                Rotation.Owner,
                Tenant,
                Rotation.ClientId,
                Rotation.ApplicationName,
                Rotation.Connection,
                Rotation.Vault,
                Entries = Rotation.Entries.Names,
                Rotation.RotationInterval,
                Rotation.AutoRotation,
                Rotation.State,
                Rotation.LastRotatedAt,
                Rotation.NextRotationAt,
                Rotation.CreatedAt,
                Rotation.UpdatedAt,
            },
            Runs,
            Usage,
            UsageRemark,
        },
        ReportContents.Json) + "\n";

    /// <summary>A line for each phase of each run; a run that did not write its phases down has one for its end.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder();
        CsvText.AddLine(csv, ["Rotation", "RotationId", "Tenant", "ClientId", "JobId", "Status", "VerifiedBy", "Attempts", "Phase", "At", "Origin", "User", "Host", "Vault", "Connection", "Message"]);
        foreach (var run in Runs)
        {
            foreach (var step in run.Steps.DefaultIfEmpty(new Auth0SecretRotationStep { Phase = run.Phase, At = run.At }))
            {
                CsvText.AddLine(csv,
                [
                    run.Name, run.RotationId ?? Rotation.Id, run.Tenant ?? Tenant, run.ClientId, run.JobId, run.Status, run.VerifiedBy, run.Attempts, step.Phase, step.At, run.Origin, run.User, run.Host, run.Vault, run.Connection, run.Message,
                ]);
            }
        }

        return csv.ToString();
    }

    public string ToHtml()
    {
        var page = new HtmlPage($"Evidence of rotation {Rotation.Name}", $"Gathered {Moment(At)} by Auth0Ps {ReportContents.ProductVersion}");
        page.Pairs(
            ("Application", $"{Rotation.ApplicationName} ({Rotation.ClientId})"), ("Tenant", Tenant), ("Owner", Rotation.Owner ?? "nobody named"), ("Rotation", $"{Rotation.Name} ({Rotation.Id})"), ("What", Rotation.Type),
            ("Vault", $"{Rotation.Vault}: {string.Join(", ", Rotation.Entries.Names)}"), ("Interval", string.Create(CultureInfo.InvariantCulture, $"{Rotation.RotationInterval} days")), ("State", Rotation.State.ToString()),
            ("Next", Rotation.NextRotationAt is null ? "not by itself" : $"{Time(Rotation.NextRotationAt)} UTC"));
        page.Heading("The last run");
        if (Last is not { } last)
        {
            page.Paragraph("There was none.");
        }
        else
        {
            page.Pairs(
                ("Result", last.Status.ToString()), ("Ended", Moment(last.At)), ("Proven by", ProofOf(last.VerifiedBy)), ("Started by", OriginOf(last.Origin)), ("As", last.User), ("On", last.Host), ("Through", last.Connection),
                ("Into vault", last.Vault), ("Run", last.JobId.ToString()), ("Sent to Auth0", string.Create(CultureInfo.InvariantCulture, $"{last.Attempts} times")), ("In words", last.Message));
            if (last.Steps.Count > 0)
                page.Table("The phases of the last run, and when each was written down.", ["Phase", "At", "What it means"], last.Steps.Select(step => (IReadOnlyList<string>)[Text(step.Phase.ToString()), Text(Moment(step.At)), Text(MeaningOf(step.Phase))]));
        }

        UsageOn(page);
        page.Heading("All runs");
        page.Table("Every run of this rotation, newest first.", ["Ended", "Result", "Proven by", "Started by", "As", "On", "In words"], Runs.Select(run => (IReadOnlyList<string>)
        [
            Text(Moment(run.At)), Text(run.Status.ToString()), Text(ProofOf(run.VerifiedBy)), Text(OriginOf(run.Origin)), Text(run.User), Text(run.Host), Text(run.Message),
        ]));
        return page.End("From the history of rotations, the journal and the tenant's log. No secret is in this file.");
    }

    private void UsageOn(HtmlPage page)
    {
        page.Heading("Usage since the last rotation");
        if (UsageRemark is not null)
            page.Paragraph(UsageRemark);
        if (Usage is not { } usage)
            return;

        page.Numbers((usage.Succeeded, "sign-ins succeeded"), (usage.Refused, "were refused"), (usage.RefusedSources.Count, "sources were refused and have not signed in since"));
        page.Table("From where. Times are UTC.", ["Address", "Program", "Library", "Succeeded", "Refused", "First seen", "Last seen", "Left behind"], usage.Sources.Select(source => (IReadOnlyList<string>)
        [
            Text(source.Address ?? "unknown"), Text(source.UserAgent), Text(source.Client), Text(source.Succeeded.ToString(CultureInfo.InvariantCulture)), Text(source.Refused.ToString(CultureInfo.InvariantCulture)),
            Text(Time(source.FirstSeenAt)), Text(Time(source.LastSeenAt)), usage.RefusedSources.Contains(source) ? "<span class=\"no\">yes</span>" : "no",
        ]));
    }

    private static string ProofOf(RotationVerification verifiedBy) => verifiedBy switch
    {
        RotationVerification.Token => "a token that was issued for it",
        RotationVerification.Readback => "reading it back from Auth0",
        RotationVerification.Response => "Auth0's answer to the change",
        _ => "nothing",
    };

    private static string OriginOf(RotationOrigin origin) => origin switch
    {
        RotationOrigin.Command => "a command",
        RotationOrigin.Due => "a run of what is due",
        RotationOrigin.Schedule => "the schedule",
        RotationOrigin.FirstRotation => "the definition's first rotation",
        RotationOrigin.Resume => "resuming an interrupted run",
        RotationOrigin.TenantVault => "a write through the tenant's vault",
        RotationOrigin.Revocation => "a revocation",
        _ => "not known",
    };

    private static string MeaningOf(RotationPhase phase) => phase switch
    {
        RotationPhase.Leased => "only this process may change the credential",
        RotationPhase.Intended => "the intent is written down",
        RotationPhase.Staged => "the new value is in the vault's next entry",
        RotationPhase.Applying => "the new value is being sent to Auth0",
        RotationPhase.Promoted => "Auth0 accepted it, and consumers find it in the vault",
        RotationPhase.Verified => "it is proven to be the live one",
        RotationPhase.Recorded => "history and schedule are written",
        _ => "",
    };
}
