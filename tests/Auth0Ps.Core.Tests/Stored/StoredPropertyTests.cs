using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Scheduling;
using Auth0Ps.Scheduling.Running;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Stored;

/// <summary>A property that is added to a stored type and forgotten in one of the places that copy, merge or store it makes one of these fail.</summary>
public sealed class StoredPropertyTests : IDisposable
{
    /// <summary>Where and as whom a connection signs in: tested together, so taken from one side as a whole.</summary>
    private static readonly string[] Place =
    [
        nameof(Auth0Connection.ApiType), nameof(Auth0Connection.GrantType), nameof(Auth0Connection.Domain), nameof(Auth0Connection.Audience), nameof(Auth0Connection.BaseUri),
        nameof(Auth0Connection.ClientId), nameof(Auth0Connection.TokenEndpointAuthMethod), nameof(Auth0Connection.KeyAlgorithm), nameof(Auth0Connection.KeyId),
        nameof(Auth0Connection.CredentialsHash), nameof(Auth0Connection.RedirectPort), nameof(Auth0Connection.SecretReference),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-stored-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_property_of_a_connection_is_in_its_file(int seed)
    {
        var connection = ConnectionOf(seed);

        var kept = await NewState().Connections.AddAsync(connection, ConnectionSecret.None, CancellationToken.None);

        Assert.Empty(Filled.Differences(connection, kept, nameof(Auth0Connection.Persisted)));
        Assert.Empty(Filled.Differences(kept, NewState().Connections.Find(connection.Name)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_property_of_a_rotations_definition_is_in_its_file(int seed)
    {
        var rotation = RotationOf(seed);
        var registry = NewState().Rotations;

        await registry.AddAsync(rotation, CancellationToken.None);

        // How a rotation stands is the journal's, and is worked out anew each time.
        Assert.Empty(Filled.Differences(
            rotation,
            Assert.Single(registry.Definitions),
            nameof(Auth0SecretRotation.State), nameof(Auth0SecretRotation.RotationStatus), nameof(Auth0SecretRotation.Age), nameof(Auth0SecretRotation.Keys), nameof(Auth0SecretRotation.ActiveIndex),
            nameof(Auth0SecretRotation.AppliesAt), nameof(Auth0SecretRotation.DriftedAt), nameof(Auth0SecretRotation.LastRotationAttemptedAt), nameof(Auth0SecretRotation.LastRotatedAt), nameof(Auth0SecretRotation.LastRotationJobId), nameof(Auth0SecretRotation.LastRotationMessage),
            nameof(Auth0SecretRotation.DueAt), nameof(Auth0SecretRotation.SeenAt), nameof(Auth0SecretRotation.TenantHosts)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_property_of_a_journal_entry_is_in_its_file(int seed)
    {
        var entry = EntryOf(seed);

        NewState().Journal.Write(entry);

        // Read by a process that has nothing in its memory yet.
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(NewState().JournalFolder(), "*.json")), DateTime.UtcNow.AddMinutes(-1));
        Assert.Empty(Filled.Differences(entry, Assert.Single(NewState().Journal.All())));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_property_of_a_history_record_is_in_its_line(int seed)
    {
        var record = Filled.Of<Auth0SecretRotationRecord>(seed);

        await NewState().History.AppendAsync(record);

        Assert.Empty(Filled.Differences(record, Assert.Single(NewState().History.NewestFirst())));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_property_of_a_hook_and_of_what_waits_for_it_is_in_their_files(int seed)
    {
        var hook = new Auth0RotationHook
        {
            Id = Filled.Of<Guid>(seed),
            Name = $"h{seed}",
            On = [RotationEvent.Failed, RotationEvent.KeyRetired],
            Rotation = ["a", "b*"],
            ScriptPath = $"/hooks/{seed}.sh",
            Uri = new Uri($"https://example.com/{seed}?a=b"),
            Vault = "Prod",
            SecretName = $"key-{seed}",
            Format = RotationHookFormat.Teams,
            TimeoutSeconds = 30 + seed,
            Required = true,
            CreatedAt = DateTimeOffset.UnixEpoch.AddDays(seed),
            UpdatedAt = DateTimeOffset.UnixEpoch.AddDays(seed + 1),
        };
        var record = Filled.Of<HookRecord>(seed) with { HookId = hook.Id };

        await NewState().Hooks.AddAsync(hook, replaces: false, CancellationToken.None);
        await NewState().Store.Outbox.UpdateAsync(_ => [record], CancellationToken.None);

        // What is counted and shown of deliveries is the outbox's.
        var shown = Assert.Single(NewState().Hooks.All);
        string[] ofDeliveries = [nameof(Auth0RotationHook.Delivered), nameof(Auth0RotationHook.GivenUp), nameof(Auth0RotationHook.LastAttemptedAt), nameof(Auth0RotationHook.LastDeliveredAt), nameof(Auth0RotationHook.LastMessage), nameof(Auth0RotationHook.LastOutput), nameof(Auth0RotationHook.Deliveries)];
        Assert.Empty(Filled.Differences(hook, shown, ofDeliveries));
        Assert.Equal((record.Delivered, record.GivenUp, record.LastMessage, record.Deliveries.Count), (shown.Delivered, shown.GivenUp, shown.LastMessage, shown.Deliveries.Count));
        Assert.All(Filled.PropertiesOf(typeof(Auth0RotationHook)).Where(property => !ofDeliveries.Contains(property.Name)), property => Assert.NotNull(property.GetValue(hook)));
        Assert.Empty(Filled.Differences(record, Assert.Single(NewState().Store.Outbox.Read())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_property_of_a_schedule_is_in_its_file(bool isDaily)
    {
        var folder = new ScheduleFolder(_folder, "nightly");
        var schedule = new ScheduleDefinition
        {
            Name = "nightly",
            Scheduler = RotationScheduler.SystemdTimer,
            Times = isDaily ? RunTimes.DailyAt(new TimeOnly(3, 30)) : RunTimes.Every(TimeSpan.FromMinutes(20)),
            Program = "/usr/bin/pwsh",
            Arguments = ["-NoProfile", "-File", folder.ScriptPath],
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["AUTH0PS_HOME"] = _folder },
            DataFolder = _folder,
            Script = folder.ScriptPath,
            Module = "/modules/Auth0Ps/Auth0Ps.psd1",
            Files = [folder.DefinitionPath, folder.ScriptPath],
        };
        Assert.All(Filled.PropertiesOf(typeof(ScheduleDefinition)), property => Assert.NotNull(property.GetValue(schedule)));

        folder.Write(schedule);

        Assert.Empty(Filled.Differences(schedule, folder.Read()!.ToDefinition(_folder)));
        Assert.Equal(schedule.Times, folder.Read()!.ToDefinition(_folder).Times);
    }

    [Fact]
    public void What_two_processes_change_of_a_connection_is_kept_of_both()
    {
        var former = ConnectionOf(1) with { Persisted = true };
        var other = ConnectionOf(40) with { Persisted = true, Name = "other", ApiType = Auth0ApiType.Management, GrantType = former.GrantType == Auth0GrantType.AuthorizationCode ? Auth0GrantType.ClientCredentials : Auth0GrantType.AuthorizationCode, KeyAlgorithm = former.KeyAlgorithm == PrivateKeyAlgorithm.RS384 ? PrivateKeyAlgorithm.RS256 : PrivateKeyAlgorithm.RS384 };
        foreach (var property in Filled.PropertiesOf(typeof(Auth0Connection)))
        {
            // Set here and by the merge itself; the region is part of the domain.
            if (property.Name is nameof(Auth0Connection.Id) or nameof(Auth0Connection.Version) or nameof(Auth0Connection.UpdatedAt) or nameof(Auth0Connection.CreatedAt) or nameof(Auth0Connection.Persisted) or nameof(Auth0Connection.Region))
                continue;
            var ours = Filled.With(former, property, property.GetValue(other));
            Assert.True(Filled.Differences(former, ours).Count > 0, $"{property.Name} is the same in both.");

            var kept = ConnectionMerge.Of(former, ours, former);
            Assert.True(Filled.Differences(property.GetValue(ours), property.GetValue(kept)).Count == 0, $"A change of {property.Name} is dropped.");

            var theirs = ConnectionMerge.Of(former, former, ours);
            Assert.True(Filled.Differences(property.GetValue(ours), property.GetValue(theirs)).Count == 0, $"Another process's change of {property.Name} is undone by one that changes nothing.");

            // A change of something else leaves it, unless both are parts of one place.
            var elsewhere = Place.Contains(property.Name) ? nameof(Auth0Connection.Description) : nameof(Auth0Connection.ClientId);
            var beside = Filled.PropertiesOf(typeof(Auth0Connection)).Single(candidate => candidate.Name == elsewhere);
            var both = ConnectionMerge.Of(former, Filled.With(former, beside, beside.GetValue(other)), ours);
            Assert.True(Filled.Differences(property.GetValue(ours), property.GetValue(both)).Count == 0, $"Another process's change of {property.Name} is undone by one of {elsewhere}.");
            Assert.True(Filled.Differences(beside.GetValue(other), beside.GetValue(both)).Count == 0, $"A change of {elsewhere} is dropped beside one of {property.Name}.");
        }
    }

    [Fact]
    public void A_change_of_a_rotation_is_kept_but_for_what_runs_go_by()
    {
        var present = RotationOf(1);
        var other = RotationOf(40);
        string[] ofRuns = [nameof(Auth0SecretRotation.Connection), nameof(Auth0SecretRotation.ConnectionId), nameof(Auth0SecretRotation.Domain), nameof(Auth0SecretRotation.Tenant), nameof(Auth0SecretRotation.TenantHosts), nameof(Auth0SecretRotation.ClientId), nameof(Auth0SecretRotation.ApplicationName), nameof(Auth0SecretRotation.Vault), nameof(Auth0SecretRotation.SecretsMapping), nameof(Auth0SecretRotation.CopyTo)];
        foreach (var property in Filled.PropertiesOf(typeof(Auth0SecretRotation)))
        {
            var changed = Filled.With(present, property, property.GetValue(other));

            var kept = DefinitionChange.Onto(present, changed);

            var wanted = ofRuns.Contains(property.Name) ? present : changed;
            Assert.True(Filled.Differences(property.GetValue(wanted), property.GetValue(kept)).Count == 0, $"{property.Name} is wrong after a change.");
        }
    }

    /// <summary>As a process of its own has it, with nothing in its memory.</summary>
    private Auth0State NewState() => TestState.New(_folder, saves: true);

    private static Auth0Connection ConnectionOf(int seed) => Filled.Of<Auth0Connection>(seed) with
    {
        Name = $"c{seed}",
        Domain = $"t{seed}.eu.auth0.com",
        Region = TenantRegion.EU,
        ApiType = Auth0ApiType.Custom,
        ClientId = $"client{seed}",
        TokenEndpointAuthMethod = seed % 2 == 0 ? "client_secret_post" : "private_key_jwt",
        SecretReference = Filled.Of<SecretReference>(seed) with { Location = SecretLocation.Vault },
    };

    private static Auth0SecretRotation RotationOf(int seed) => Filled.Of<Auth0SecretRotation>(seed) with
    {
        Name = $"r{seed}",
        ClientId = $"client{seed}",
    };

    private static RotationEntry EntryOf(int seed) => Filled.Of<RotationEntry>(seed);
}
