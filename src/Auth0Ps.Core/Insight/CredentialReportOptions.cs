namespace Auth0Ps.Insight;

/// <summary>What a report of credentials goes by.</summary>
/// <param name="MaximumAge">The age that no credential should exceed; null for none.</param>
/// <param name="OwnerKey">The key of an application's metadata that names its owner.</param>
/// <param name="Since">From when on the tenant's log is read; null for all of it.</param>
/// <param name="ReadsLog">False leaves the log alone.</param>
internal sealed record CredentialReportOptions(TimeSpan? MaximumAge, string OwnerKey, DateTimeOffset? Since, bool ReadsLog)
{
    /// <summary>Where owners are looked for unless told otherwise.</summary>
    public const string DefaultOwnerKey = "owner";
}
