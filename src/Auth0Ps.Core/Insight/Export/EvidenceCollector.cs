using Auth0Ps.Applications;

namespace Auth0Ps.Insight.Export;

/// <summary>Gathers the evidence of one rotation.</summary>
/// <param name="session">The tenant.</param>
/// <param name="rotation">The rotation.</param>
/// <param name="history">All that happened from here, newest first.</param>
internal sealed class EvidenceCollector(TenantSession session, Auth0SecretRotation rotation, IReadOnlyList<Auth0SecretRotationRecord> history)
{
    /// <summary>False does not read the tenant's log.</summary>
    public bool ReadsLog { get; init; } = true;

    /// <summary>Gathers.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Auth0Exception">The log cannot be read for another reason than a permission that is missing.</exception>
    public async Task<RotationEvidence> CollectAsync(CancellationToken cancellationToken)
    {
        var tenant = session.ClientOf(rotation.ClientId).Tenant;

        // Records of versions before have no id; they are known by their client, and by the tenant where that is written down.
        var runs = history.Where(record => record.RotationId is { } id ? id == rotation.Id : record.ClientId == rotation.ClientId && (record.Tenant ?? tenant) == tenant).ToList();
        var (usage, remark) = await UsageAsync(cancellationToken);
        return new RotationEvidence(rotation, tenant, runs, usage, remark, session.Http.Time.GetUtcNow());
    }

    private async Task<(Auth0SecretUsage? Usage, string? Remark)> UsageAsync(CancellationToken cancellationToken)
    {
        if (!ReadsLog)
            return (null, "The tenant's log was not read.");
        if (rotation.LastRotatedAt is not { } rotatedAt)
            return (null, "It was not rotated yet.");

        string? remark = null;
        try
        {
            var reader = new SecretUsageReader(session) { Remark = text => remark = remark is null ? text : $"{remark} {text}" };
            var usage = await reader.ReadAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { [rotation.ClientId] = rotation.ApplicationName }, rotatedAt, cancellationToken);
            return (usage[0], remark);
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.InsufficientScope or ErrorReason.PlanUpgradeRequired)
        {
            return (null, $"The tenant's log cannot be read: {exception.Message} {exception.RecommendedAction}");
        }
    }
}
