using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.Scheduling;

namespace Auth0Ps.Core.Tests.Stored;

/// <summary>What the golden data folders hold, in all shapes that their files have had. Never change one: users have such files.</summary>
internal static class GoldenShapes
{
    public const string Domain = "example.eu.auth0.com";

    /// <summary>Where the golden data folder says that it is.</summary>
    public const string Folder = "/home/example/.config/Auth0Ps";

    private static readonly DateTimeOffset Made = new(2026, 9, 1, 8, 30, 15, 123, TimeSpan.Zero);

    public static IReadOnlyList<Auth0Connection> Connections =>
    [
        Connection("c-vault", 1) with
        {
            Description = "Signs in from a vault", ProjectId = "billing", Organization = "org_abc", Scope = ["read:clients", "update:client_keys"], CredentialsHash = "00112233445566778899aabbccddeeff", Version = 3, UpdatedAt = Made.AddDays(2),
            SecretReference = new SecretReference { Location = SecretLocation.Vault, Vault = "Prod", SecretName = "auth0-c-vault", CreatedForConnection = true },
        },
        Connection("c-entry", 2) with { SecretReference = new SecretReference { Location = SecretLocation.Vault, Vault = "Prod", SecretName = "shared" } },
        Connection("c-environment", 3) with { SecretReference = new SecretReference { Location = SecretLocation.Environment, Variable = "AUTH0_CLIENT_SECRET" } },
        Connection("c-key-file", 4) with { TokenEndpointAuthMethod = "private_key_jwt", KeyAlgorithm = PrivateKeyAlgorithm.PS256, KeyId = "kid-1", SecretReference = new SecretReference { Location = SecretLocation.KeyFile, Path = "/keys/own.pem" } },
        Connection("c-custom-domain", 5, "login.example.com") with { SecretReference = new SecretReference { Location = SecretLocation.Vault, Vault = "Prod", SecretName = "custom" } },
        Connection("c-sandbox", 6, "http://127.0.0.1:5000") with { Audience = "http://127.0.0.1:5000/api/v2/", BaseUri = new Uri("http://127.0.0.1:5000/api/v2/"), Region = null },
        Connection("c-custom-api", 7) with { ApiType = Auth0ApiType.Custom, Audience = "https://api.example.com", BaseUri = new Uri("https://api.example.com/v1/") },
        Connection("c-login", 8) with { ApiType = Auth0ApiType.MyAccount, GrantType = Auth0GrantType.AuthorizationCodePkce, Audience = $"https://{Domain}/me/", BaseUri = new Uri($"https://{Domain}/me/v1/"), RedirectPort = 47813, TokenEndpointAuthMethod = "none", SecretReference = new SecretReference { Location = SecretLocation.Vault, Vault = "Prod", SecretName = "auth0-c-login", CreatedForConnection = true } },
    ];

    /// <summary>The definitions that a folder has: those of all versions, and from the second on one with copies.</summary>
    public static IReadOnlyList<Auth0SecretRotation> RotationsOf(string version) => version == "1" ? Rotations :
    [
        .. Rotations,
        Rotation("r-copies", 7) with
        {
            Environment = "eu",
            CopyTo = [new Auth0SecretDestination { Vault = "Recovery", SecretsMapping = SecretsMapping.Default("r-copies") }, new Auth0SecretDestination { Vault = "Build", SecretsMapping = new SecretsMapping { Credential = "{environment}-copies" } }],
        },
    ];

    /// <summary>The journals of a folder likewise.</summary>
    public static IReadOnlyList<RotationEntry> JournalsOf(string version)
    {
        if (version == "1")
            return Journals;
        JournaledCopy[] copies = [new JournaledCopy("Recovery", SecretsMapping.Default("r-copies")), new JournaledCopy("Build", new SecretsMapping { Credential = "eu-copies" })];
        var open = Entry("r-copies") with { NextSuffix = "-next", Copies = copies };
        return
        [
            .. Journals,
            open with { ClientId = "copies-Applying", Phase = RotationPhase.Applying },
            open with { ClientId = "copies-Announced", Phase = RotationPhase.Announced, Status = RotationStatus.Announced, AnnounceFor = TimeSpan.FromDays(1), AppliesAt = Made.AddDays(1), Copies = [.. copies.Select(copy => copy with { Status = RotationStatus.Announced })] },
            open with
            {
                ClientId = "copies-left", Phase = RotationPhase.Promoted, Status = RotationStatus.Interrupted, OnlyCopiesLeft = true, RotatedAt = Made, Attempts = 1, VerifiedBy = RotationVerification.Token, Message = "It is not in every copy.",
                Copies = [copies[0] with { Status = RotationStatus.Succeeded }, copies[1] with { Status = RotationStatus.Failed, Message = "'eu-copies' could not be written." }],
            },
            open with { ClientId = "copies-succeeded", Phase = RotationPhase.Recorded, Status = RotationStatus.Succeeded, RotatedAt = Made, Attempts = 1, Message = "Rotated.", Copies = [.. copies.Select(copy => copy with { Status = RotationStatus.Succeeded })] },
        ];
    }

    private static IReadOnlyList<Auth0SecretRotation> Rotations =>
    [
        Rotation("r-full", 1) with
        {
            Description = "All that there is", ProjectId = "billing", Environment = "eu", SecretPath = "/a/b", SecretsMapping = new SecretsMapping { ClientId = "{environment}-{path}-id", ClientSecret = "{environment}-{path}-secret" },
            RotateAtUtc = new TimeOnly(23, 45), ForceSince = Made.AddDays(1), ScheduledAt = Made.AddDays(3), UpdatedAt = Made.AddDays(3), CountsFrom = new DateOnly(2026, 9, 4), Version = 4,
        },
        Rotation("r-credential", 2) with { SecretsMapping = new SecretsMapping { Credential = "orders" } },
        Rotation("r-paused", 3) with { AutoRotation = false, RotationInterval = 3650 },
        Rotation("r-key", 4) with { CredentialType = CredentialType.PrivateKeyJwt, Overlap = TimeSpan.FromHours(36), KeyAlgorithm = PrivateKeyAlgorithm.RS384, KeySize = 3072, SecretsMapping = SecretsMapping.Default("r-key", CredentialType.PrivateKeyJwt) },
        Rotation("r-custom-domain", 5) with { Connection = "c-custom-domain", ConnectionId = Id(1, 5), Domain = "login.example.com" },
        Rotation("r-connection-gone", 6) with { Connection = "gone", ConnectionId = Id(1, 99), Domain = "gone.us.auth0.com" },
    ];

    /// <summary>The journals by client id, which says what they are; announced ones are not among them, because no released version wrote any.</summary>
    public static IReadOnlyList<RotationEntry> Journals
    {
        get
        {
            var open = Entry("open");
            var key = Entry("key") with
            {
                CredentialType = CredentialType.PrivateKeyJwt,
                Mapping = SecretsMapping.Default("key", CredentialType.PrivateKeyJwt),
                KeyCount = 2,
                Fingerprint = "kid-new",
                Key = new KeySpecification { Algorithm = PrivateKeyAlgorithm.RS384, Size = 3072, Overlap = TimeSpan.FromHours(36), Lifetime = TimeSpan.FromDays(121) },
                Keys =
                [
                    new Auth0RotationKey { KeyId = "kid-new", CredentialId = "cred_new", State = RotationKeyState.Pending, CreatedAt = Made, ExpiresAt = Made.AddDays(121) },
                    new Auth0RotationKey { KeyId = "kid-old", CredentialId = "cred_old", State = RotationKeyState.Current, CreatedAt = Made.AddDays(-30), RetiresAt = Made.AddHours(36) },
                    new Auth0RotationKey { CredentialId = "cred_foreign", State = RotationKeyState.Foreign, CreatedAt = Made.AddDays(-60) },
                ],
            };
            return
            [
                .. Enum.GetValues<RotationPhase>().Where(phase => phase is >= RotationPhase.Intended and < RotationPhase.Recorded and not RotationPhase.Announced).Select(phase => open with { ClientId = $"open-{phase}", Phase = phase, Attempts = phase >= RotationPhase.Applying ? 1 : 0, RotatedAt = phase >= RotationPhase.Promoted ? Made : null }),
                open with { ClientId = "open-unknown", Phase = RotationPhase.Applying, EverUnknown = true, Attempts = 5, FormerStatus = RotationStatus.Failed },
                open with { ClientId = "interrupted-Applying", Phase = RotationPhase.Applying, EverUnknown = true, Attempts = 2, Status = RotationStatus.Interrupted, Message = "It is not known whether Auth0 took the new secret." },
                open with { ClientId = "interrupted-Promoted", Phase = RotationPhase.Promoted, Attempts = 1, Status = RotationStatus.Interrupted, RotatedAt = Made, Message = "The secret that is live now is in the vault." },
                open with { ClientId = "succeeded", Phase = RotationPhase.Recorded, Attempts = 1, Status = RotationStatus.Succeeded, RotatedAt = Made, VerifiedBy = RotationVerification.Token, Message = "Rotated; a token was issued for the new secret." },
                open with { ClientId = "failed", Phase = RotationPhase.Applying, Attempts = 1, Status = RotationStatus.Failed, Message = "Nothing changed, the old secret is live: refused." },
                open with { ClientId = "ad-hoc", RotationId = null, DueAt = null, Phase = RotationPhase.Staged, Mapping = new SecretsMapping { Credential = "ad-hoc" } },
                open with { ClientId = "own-connection", Phase = RotationPhase.Applying, Connections = [new VaultPlace("Prod", "auth0-c-vault"), new VaultPlace("Other", "copy")] },
                open with { ClientId = "moves-back", Phase = RotationPhase.Applying, MovesBack = true, LeftKeys = new VaultPlace("Prod", "moves-back-private-key-previous"), MovedFrom = new FormerMethod("client_secret_post", "HS256"), Keys = key.Keys, KeyCount = 2 },
                .. Enum.GetValues<RotationPhase>().Where(phase => phase is >= RotationPhase.Intended and < RotationPhase.Recorded and not RotationPhase.Announced).Select(phase => key with { ClientId = $"key-{phase}", Phase = phase }),
                key with { ClientId = "key-moved", Phase = RotationPhase.Applying, MovedFrom = new FormerMethod("client_secret_basic", null) },
                key with { ClientId = "key-succeeded", Phase = RotationPhase.Recorded, Status = RotationStatus.Succeeded, VerifiedBy = RotationVerification.Readback, RotatedAt = Made, Message = "Rotated." },
                open with { ClientId = "custom-domain", Domain = "login.example.com", ConnectionId = Id(1, 5), RotationId = Id(2, 5), Phase = RotationPhase.Applying },
            ];
        }
    }

    public static IReadOnlyList<Auth0SecretRotationRecord> History =>
    [
        Record(1, RotationStatus.Succeeded, RotationPhase.Recorded) with { VerifiedBy = RotationVerification.Token, Attempts = 1 },
        Record(2, RotationStatus.Failed, RotationPhase.Applying) with { Attempts = 5, Message = "Nothing changed, the old secret is live: Überlast \"500\"." },
        Record(3, RotationStatus.Interrupted, RotationPhase.Applying),
        Record(4, RotationStatus.Succeeded, RotationPhase.Recorded) with { VerifiedBy = RotationVerification.Readback },
        Record(5, RotationStatus.Succeeded, RotationPhase.Recorded) with { VerifiedBy = RotationVerification.Response },
        Record(6, RotationStatus.Skipped, RotationPhase.None),
    ];

    public static IReadOnlyList<ScheduleDefinition> Schedules =>
    [
        Schedule("auth0ps", RotationScheduler.SystemdTimer, RunTimes.Every(TimeSpan.FromMinutes(15))),
        Schedule("nightly", RotationScheduler.Cron, RunTimes.DailyAt(new TimeOnly(3, 30))),
    ];

    private static Guid Id(int kind, int number) => new(kind, (short)number, 0, [0, 0, 0, 0, 0, 0, 0, 7]);

    private static Auth0Connection Connection(string name, int number, string host = Domain) => new()
    {
        Id = Id(1, number),
        Name = name,
        Domain = host,
        Region = host == Domain ? TenantRegion.EU : null,
        Audience = $"https://{Domain}/api/v2/",
        BaseUri = new Uri($"https://{host}/api/v2/"),
        ClientId = $"client{number}",
        SecretReference = new SecretReference { Location = SecretLocation.Environment, Variable = "SECRET" },
        Persisted = true,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static Auth0SecretRotation Rotation(string name, int number)
    {
        var rotation = new Auth0SecretRotation
        {
            Id = Id(2, number),
            Name = name,
            Connection = "c-vault",
            ConnectionId = Id(1, 1),
            Domain = Domain,
            ClientId = $"app{number}",
            ApplicationName = $"Application {number}",
            Vault = "Prod",
            SecretsMapping = SecretsMapping.Default(name),
            RotationInterval = 30,
            RotateAtUtc = new TimeOnly(8, 30),
            CountsFrom = new DateOnly(2026, 9, 1),
            ScheduledAt = Made,
            CreatedAt = Made,
            UpdatedAt = Made,
        };
        return rotation;
    }

    private static RotationEntry Entry(string name) => new()
    {
        JobId = Id(3, 1),
        RotationId = Id(2, 1),
        Name = name,
        Domain = Domain,
        ClientId = name,
        ApplicationName = "Application 1",
        ConnectionId = Id(1, 1),
        Vault = "Prod",
        Mapping = SecretsMapping.Default(name),
        Fingerprint = "0123456789abcdef0123456789abcdef",
        AttemptedAt = Made,
        DueAt = Made.AddMinutes(-5),
    };

    private static Auth0SecretRotationRecord Record(int number, RotationStatus status, RotationPhase phase) => new()
    {
        Name = "r-full",
        ClientId = "app1",
        At = Made.AddDays(number),
        JobId = Id(3, number),
        Status = status,
        Phase = phase,
        Message = $"{status}.",
        Host = "host1",
    };

    private static ScheduleDefinition Schedule(string name, RotationScheduler scheduler, RunTimes times) => new()
    {
        Name = name,
        Scheduler = scheduler,
        Times = times,
        Program = "/usr/bin/pwsh",
        Arguments = ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", $"{Folder}/schedules/{name}/run.ps1"],
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["AUTH0PS_HOME"] = Folder, ["HOME"] = "/home/example" },
        DataFolder = Folder,
        Script = $"{Folder}/schedules/{name}/run.ps1",
        Module = "/usr/local/share/powershell/Modules/Auth0Ps/Auth0Ps.psd1",
        Files = [$"{Folder}/schedules/{name}/schedule.json"],
    };
}
