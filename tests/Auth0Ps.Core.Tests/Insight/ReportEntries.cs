namespace Auth0Ps.Core.Tests.Insight;

/// <summary>Entries of a report, made up: of every kind, age, use and state, with names that mean harm.</summary>
internal static class ReportEntries
{
    public const string Hostile = "=HYPERLINK(\"http://evil.example\")<script>alert(1)</script>\" onload=\"x";

    public static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Names = ["Billing Service", "Inventory Sync", "Reporting – Übersicht", "注文サービス", "Payments (EU)", "Mail Relay", Hostile, "Nightly Export"];

    public static IReadOnlyList<Auth0CredentialReportEntry> Of(int count) => [.. Enumerable.Range(0, count).Select(Entry)];

    public static IReadOnlyList<Auth0SecretRotationRecord> Runs(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => new Auth0SecretRotationRecord
        {
            Name = $"rotation-{number % 40}",
            ClientId = $"client{number % 40}",
            At = At.AddHours(-number * 9),
            JobId = new Guid(number, 1, 1, [0, 0, 0, 0, 0, 0, 0, 1]),
            Status = number % 11 == 0 ? RotationStatus.Failed : number % 29 == 0 ? RotationStatus.Interrupted : RotationStatus.Succeeded,
            Phase = RotationPhase.Recorded,
            Message = "Rotated; a token was issued for the new secret.",
            Host = "host1",
        }),
    ];

    private static Auth0CredentialReportEntry Entry(int number)
    {
        var covered = number % 3 != 0;
        var age = number % 5 == 0 ? (TimeSpan?)null : TimeSpan.FromDays(number * 7 % 500);
        return new Auth0CredentialReportEntry
        {
            ClientId = $"aBcDeFgHiJkLmNoPqRsTuVwXyZ{number:D6}",
            ApplicationName = $"{Names[number % Names.Length]} {number}",
            AppType = "non_interactive",
            Kind = (Auth0CredentialKind)(number % 4),
            CredentialId = number % 4 == 2 ? $"cred_{number:D22}" : null,
            Rotation = covered ? $"rotation-{number}" : null,
            State = covered ? (RotationState)(number % 7) : null,
            Owner = number % 4 == 0 ? null : $"team-{number % 9}",
            ChangedAt = At - age,
            AgeEvidence = age is null ? Auth0AgeEvidence.None : Auth0AgeEvidence.Rotation,
            Age = age,
            MinimumAge = number % 10 == 0 ? TimeSpan.FromDays(30) : null,
            IsTooOld = age is { } known ? known > TimeSpan.FromDays(90) : null,
            LastResult = covered ? number % 13 == 0 ? RotationStatus.Failed : RotationStatus.Succeeded : null,
            LastRotatedAt = covered ? At - age : null,
            NextRotationAt = covered ? At.AddDays((number * 3 % 120) - 5) : null,
            Use = (Auth0CredentialUse)(number % 3),
            LastUsedAt = number % 3 == 1 ? At.AddHours(-number) : null,
            RefusedSinceRotation = number % 17 == 0 ? 3 : 0,
            Covers = At.AddDays(-30),
            Tenant = "example.eu.auth0.com",
            Connection = "prod",
            ReportedAt = At,
        };
    }
}
