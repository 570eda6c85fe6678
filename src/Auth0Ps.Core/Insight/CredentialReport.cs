using Auth0Ps.Applications;
using Auth0Ps.Errors;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Insight;

/// <summary>
/// Reports the credentials of a tenant's applications. It costs one list of applications and, where it is read, the tenant's log; nothing is asked of
/// a single application.
/// </summary>
/// <param name="session">The tenant.</param>
/// <param name="rotations">The saved rotations.</param>
/// <param name="history">The last run of each client id; see <see cref="LastRuns"/>.</param>
internal sealed class CredentialReport(TenantSession session, RotationRegistry rotations, IReadOnlyDictionary<string, Auth0SecretRotationRecord> history)
{
    /// <summary>A change in the log that is this close to a rotation from here is that rotation's own; two clocks differ.</summary>
    private static readonly TimeSpan SameChange = TimeSpan.FromMinutes(2);

    /// <summary>Told after each page of the log how many events were read, and of the newest event's time; null where nobody asks.</summary>
    public Action<long, DateTimeOffset?>? PageRead { get; init; }

    /// <summary>Told what the report cannot show; null where nobody asks.</summary>
    public Action<string>? Remark { get; init; }

    /// <summary>Told of each record of the list of applications that cannot be read; null where nobody asks.</summary>
    public Action<Auth0Exception>? Unreadable { get; init; }

    /// <summary>The newest record of each client id.</summary>
    /// <param name="newestFirst">The history.</param>
    public static Dictionary<string, Auth0SecretRotationRecord> LastRuns(IEnumerable<Auth0SecretRotationRecord> newestFirst)
    {
        var last = new Dictionary<string, Auth0SecretRotationRecord>(StringComparer.Ordinal);
        foreach (var record in newestFirst)
            last.TryAdd(record.ClientId, record);
        return last;
    }

    /// <summary>Reports, application by application in Auth0's order.</summary>
    /// <param name="options">What the report goes by.</param>
    /// <param name="cancellationToken">Ends the report.</param>
    /// <exception cref="Auth0Exception">The applications cannot be listed, or the log breaks off.</exception>
    public async IAsyncEnumerable<Auth0CredentialReportEntry> ReadAsync(CredentialReportOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var log = options.ReadsLog ? await ReadLogAsync(options.Since, cancellationToken) : null;
        var definitions = new Dictionary<string, Auth0SecretRotation>(StringComparer.Ordinal);
        var tenant = session.ClientOf("").Tenant;
        foreach (var definition in rotations.All.Where(definition => definition.Client.Tenant == tenant))
            definitions.TryAdd(definition.ClientId, definition);

        var now = session.Http.Time.GetUtcNow();
        await foreach (var application in new ApplicationDirectory(session) { Unreadable = Unreadable }.ListAsync(appTypes: null, cancellationToken))
        {
            var definition = definitions.GetValueOrDefault(application.ClientId);
            foreach (var credential in CredentialsOf(application, isCovered: definition is not null))
                yield return Entry(application, credential, definition, log, options, tenant, now);
        }
    }

    /// <summary>The client ids that saved rotations of a tenant cover.</summary>
    public static HashSet<string> CoveredIn(TenantSession session, RotationRegistry rotations)
    {
        var tenant = session.ClientOf("").Tenant;
        return rotations.Definitions.Where(definition => definition.Client.Tenant == tenant).Select(definition => definition.ClientId).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>True for an application whose client secret is in use and that no saved rotation covers.</summary>
    /// <param name="application">The application.</param>
    /// <param name="covered">The client ids that saved rotations of its tenant cover.</param>
    public static bool IsUncovered(Auth0Application application, IReadOnlySet<string> covered) =>
        !application.IsGlobal && !covered.Contains(application.ClientId) && CredentialsOf(application, isCovered: false).Any(credential => CredentialKind.ClientSecret.Covers(credential.Kind));

    /// <summary>
    /// What an application proves itself with. A public one has nothing; Auth0 keeps a secret of it too, which is of interest only where it is rotated all the same.
    /// </summary>
    private static IEnumerable<(Auth0CredentialKind Kind, string? Id)> CredentialsOf(Auth0Application application, bool isCovered)
    {
        switch (application.TokenEndpointAuthMethod)
        {
            case "none" when isCovered:
                yield return (Auth0CredentialKind.ClientSecret, null);
                yield break;
            case "none":
                yield break;
            case "client_secret_post" or "client_secret_basic":
                yield return (Auth0CredentialKind.ClientSecret, null);
                yield break;
            case null:
                // Auth0 leaves the method out of applications whose creator did not send it; they use their client secret. Keys are left
                // out of what the connection sees, too, unless it may see them.
                yield return (application.ShowsCredentials ? Auth0CredentialKind.ClientSecret : Auth0CredentialKind.Unknown, null);
                yield break;
            default:
                foreach (var credential in application.Credentials.DefaultIfEmpty((application.TokenEndpointAuthMethod, null)))
                    yield return (credential.Use == "private_key_jwt" ? Auth0CredentialKind.PrivateKey : Auth0CredentialKind.Certificate, credential.Id);
                yield break;
        }
    }

    private Auth0CredentialReportEntry Entry(
        Auth0Application application, (Auth0CredentialKind Kind, string? Id) credential, Auth0SecretRotation? definition, Log? log, CredentialReportOptions options, string tenant, DateTimeOffset now)
    {
        var isSecret = CredentialKind.ClientSecret.Covers(credential.Kind);
        var run = JournalOf(application.ClientId);
        var covering = definition?.Kind.Covers(credential.Kind) == true ? definition : null;
        var (changedAt, evidence) = isSecret
            ? SecretChange(application.ClientId, run?.Kind.Covers(credential.Kind) == true ? run.RotatedAt : null, log)
            : KeyChange(credential.Id, run, log);
        var usage = log?.Tally.UsageOf(application.ClientId, null, log.Covers, session.Connection.Name);
        var age = now - changedAt;

        // A log that shows no change proves that there was none since it begins.
        var atLeast = changedAt is null && log?.Covers is { } covers ? now - covers : (TimeSpan?)null;
        var entry = new Auth0CredentialReportEntry
        {
            ClientId = application.ClientId,
            ApplicationName = application.DisplayName,
            AppType = application.AppType,
            Kind = credential.Kind,
            CredentialId = credential.Id,
            Rotation = covering?.Name,
            State = covering?.State,
            Owner = OwnerOf(application, definition, options.OwnerKey),
            ChangedAt = changedAt,
            AgeEvidence = evidence,
            Age = age,
            MinimumAge = atLeast,
            LastResult = covering is { RotationStatus: not RotationStatus.None } ? covering.RotationStatus : history.GetValueOrDefault(application.ClientId)?.Status,
            LastRotatedAt = covering?.LastRotatedAt ?? run?.RotatedAt,
            NextRotationAt = covering?.NextRotationAt,
            Use = usage?.LastSucceededAt is not null ? Auth0CredentialUse.Used : log?.Covers is not null ? Auth0CredentialUse.Unused : Auth0CredentialUse.Unknown,
            LastUsedAt = usage?.LastSucceededAt,
            RefusedSinceRotation = usage?.RefusedSinceRotation,
            Covers = log?.Covers,
            Tenant = tenant,
            Connection = session.Connection.Name,
            ReportedAt = now,
        };
        return options.MaximumAge is { } limit ? entry.Against(limit) : entry;
    }

    private static (DateTimeOffset?, Auth0AgeEvidence) SecretChange(string clientId, DateTimeOffset? rotatedAt, Log? log)
    {
        var seen = log?.Changes.OfSecret(clientId);
        return seen is { } change && (rotatedAt is null || change > rotatedAt + SameChange) ? (change, Auth0AgeEvidence.Log)
            : rotatedAt is not null ? (rotatedAt, Auth0AgeEvidence.Rotation)
            : (null, Auth0AgeEvidence.None);
    }

    private static (DateTimeOffset?, Auth0AgeEvidence) KeyChange(string? credentialId, RotationEntry? run, Log? log) =>
        credentialId is null ? (null, Auth0AgeEvidence.None)
        : run?.Keys.FirstOrDefault(key => key.CredentialId == credentialId && key.CreatedAt != default) is { } key ? (key.CreatedAt, Auth0AgeEvidence.Registration)
        : log?.Changes.OfKey(credentialId) is { } seen ? (seen, Auth0AgeEvidence.Log)
        : (null, Auth0AgeEvidence.None);

    private static string? OwnerOf(Auth0Application application, Auth0SecretRotation? definition, string key)
    {
        var owner = definition?.Owner is { Length: > 0 } label ? label : application.Metadata.FirstOrDefault(pair => string.Equals(pair.Key, key, StringComparison.OrdinalIgnoreCase)).Value;
        return string.IsNullOrWhiteSpace(owner) ? null : DisplayText.Line(owner.Trim());
    }

    private RotationEntry? JournalOf(string clientId)
    {
        try
        {
            return ClientRun.Of(session.State, session.ClientOf(clientId)).Entry;
        }
        catch (Auth0Exception)
        {
            // A look at the rotation itself says so; here its age is not known then.
            return null;
        }
    }

    /// <summary>The log; null where the connection may not read it, which is told.</summary>
    private async Task<Log?> ReadLogAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var reader = new TenantLogReader(session) { PageRead = PageRead };
        var log = new Log(new SignInTally(clientId => JournalOf(clientId)?.RotatedAt), new CredentialChanges());
        try
        {
            var oldest = await reader.OldestAsync(cancellationToken);
            if (oldest is null)
                Remark?.Invoke($"The log of '{session.Connection.Domain}' is empty: whether credentials are used is not known.");
            await reader.ReadAsync(
                since,
                entry =>
                {
                    if (SignIn.From(entry) is { } signIn)
                        log.Tally.Add(signIn);
                    log.Changes.Add(entry);
                },
                cancellationToken);
            return log with { Covers = since > oldest ? since : oldest };
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.InsufficientScope or ErrorReason.PlanUpgradeRequired)
        {
            Remark?.Invoke($"Whether credentials are used is not known, and ages only of what was rotated from here: {exception.Message} {exception.RecommendedAction}");
            return null;
        }
    }

    private sealed record Log(SignInTally Tally, CredentialChanges Changes)
    {
        public DateTimeOffset? Covers { get; init; }
    }
}
