using System.Text.RegularExpressions;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Scheduling.Running;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Stored;

/// <summary>
/// Data folders as released versions wrote them, file by file, are read and taken over for ever. AUTH0PS_WRITE_GOLDEN=1 writes the newest
/// one anew: a new folder for a new format, never an old one.
/// </summary>
public sealed class GoldenFileTests : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("auth0ps-golden-");
    private readonly string _folder;
    private readonly Auth0State _state;

    public GoldenFileTests()
    {
        _folder = _scratch.CreateSubdirectory("data").FullName;
        _state = NewState();
    }

    public static TheoryData<string> Versions => [.. Names];

    private static IEnumerable<string> Names => Directory.GetDirectories(Golden).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    private static string Golden
    {
        get
        {
            var project = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Parent!.Parent!.FullName;
            return Path.Combine(project, "Stored", "Golden");
        }
    }

    private static string Newest => Path.Combine(Golden, Names.Last());

    public void Dispose() => _scratch.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Versions))]
    public void Connections_are_read_as_they_were_written(string version)
    {
        Take(version);

        Assert.Empty(Filled.Differences(GoldenShapes.Connections.OrderBy(connection => connection.Name, StringComparer.Ordinal), NewState().Connections.All));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Definitions_are_read_as_they_were_written(string version)
    {
        Take(version);

        var read = NewState().Rotations.Definitions;

        Assert.Empty(Filled.Differences(GoldenShapes.RotationsOf(version).OrderBy(rotation => rotation.Name, StringComparer.Ordinal), read, nameof(Auth0SecretRotation.DueAt), nameof(Auth0SecretRotation.Tenant), nameof(Auth0SecretRotation.TenantHosts)));
        Assert.All(read, rotation => Assert.Equal(rotation.CountsFrom.AddDays(rotation.RotationInterval), RotationSchedule.DayOf(rotation.DueAt)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_was_made_through_a_custom_domain_is_the_tenants_own_client(string version)
    {
        Take(version);
        var connections = _state.Connections;
        var definition = _state.Rotations.Definitions.Single(rotation => rotation.Name == "r-custom-domain");

        Assert.Equal(new ClientIdentity(GoldenShapes.Domain, "app5"), definition.Client);
        var entry = _state.Journal.Find(connections.Tenants.Client(GoldenShapes.Domain, "custom-domain"));
        Assert.Equal("login.example.com", entry!.Domain);
        Assert.Equal(new ClientIdentity(GoldenShapes.Domain, "custom-domain"), entry.ClientOf(connections.Tenants));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Journals_of_every_phase_are_found_by_their_client_and_read_as_they_were_written(string version)
    {
        Take(version);

        Assert.Equal(GoldenShapes.JournalsOf(version).Count, _state.Journal.All().Count);
        foreach (var entry in GoldenShapes.JournalsOf(version))
            Assert.Empty(Filled.Differences(entry, _state.Journal.Find(new ClientIdentity(entry.Domain, entry.ClientId))));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_history_is_read_and_added_to(string version)
    {
        Take(version);

        Assert.Empty(Filled.Differences(GoldenShapes.History.Reverse(), _state.History.NewestFirst()));
        await _state.History.AppendAsync(GoldenShapes.History[0]);
        Assert.Equal(GoldenShapes.History.Count + 1, _state.History.NewestFirst().Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Schedules_and_their_last_runs_are_read_as_they_were_written(string version)
    {
        Take(version);

        Assert.Equal(GoldenShapes.Schedules.Select(schedule => schedule.Name), ScheduleFolder.NamesIn(_folder));
        foreach (var schedule in GoldenShapes.Schedules)
            Assert.Empty(Filled.Differences(schedule, new ScheduleFolder(_folder, schedule.Name).Read()!.ToDefinition(GoldenShapes.Folder)));
        var ended = LastRun.Read(new ScheduleFolder(_folder, "auth0ps").RecordPath)!;
        Assert.Equal((1, "The rotation of 'Billing' (app1) is interrupted: it did not end."), (ended.ExitCode, ended.Message));
        Assert.Equal(new DateTimeOffset(2026, 9, 1, 3, 30, 7, TimeSpan.Zero), ended.EndedAt);
        var underWay = LastRun.Read(new ScheduleFolder(_folder, "nightly").RecordPath)!;
        Assert.Equal((new DateTimeOffset(2026, 9, 1, 3, 30, 1, TimeSpan.Zero), null, null, null), (underWay.StartedAt, underWay.EndedAt, underWay.ExitCode, underWay.Message));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_change_of_one_leaves_the_others_as_they_were(string version)
    {
        Take(version);
        var connections = _state.Connections;
        var registry = _state.Rotations;

        await connections.ReplaceAsync(connections.Require("c-vault"), connections.Require("c-vault") with { Description = "changed" }, secret: null, CancellationToken.None);
        await registry.ReplaceAsync(registry.Definitions.Single(rotation => rotation.Name == "r-full") with { Description = "changed" }, moves: false, CancellationToken.None);

        Assert.Empty(Filled.Differences(
            GoldenShapes.Connections.Select(connection => connection.Name == "c-vault" ? connection with { Description = "changed", Version = connection.Version + 1 } : connection).OrderBy(connection => connection.Name, StringComparer.Ordinal),
            NewState().Connections.All));
        Assert.Empty(Filled.Differences(
            GoldenShapes.RotationsOf(version).Select(rotation => rotation.Name == "r-full" ? rotation with { Description = "changed", Version = rotation.Version + 1 } : rotation).OrderBy(rotation => rotation.Name, StringComparer.Ordinal),
            _state.Rotations.Definitions,
            nameof(Auth0SecretRotation.DueAt), nameof(Auth0SecretRotation.Tenant), nameof(Auth0SecretRotation.TenantHosts)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_lock_files_that_a_version_before_holds_are_those_that_this_one_waits_for(string version)
    {
        Take(version);
        foreach (var name in (string[])["connections.json.lock", "rotations.json.lock", "history.jsonl.lock"])
        {
            Assert.True(File.Exists(Path.Combine(_folder, name)), name);
            using var held = await FileLock.TakeAsync(Path.Combine(_folder, name), TimeSpan.Zero, CancellationToken.None);
            Assert.True(FileLock.IsTaken(Path.Combine(_folder, name)));
        }

        foreach (var path in Directory.GetFiles(Path.Combine(_folder, "leases")))
        {
            var entry = Assert.Single(GoldenShapes.JournalsOf(version), entry => ClientIdentity.KeyOf(entry.Domain, entry.ClientId) + ".lock" == Path.GetFileName(path));
            using var held = await FileLock.TakeAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(_state.Folder.OfLocks, "leases")).FullName, Path.GetFileName(path)), TimeSpan.Zero, CancellationToken.None);
            Assert.True(_state.Leases.IsHeld(new ClientIdentity(entry.Domain, entry.ClientId)));
        }
    }

    /// <summary>Fails when a file's form changes without a golden folder of its own.</summary>
    [Fact]
    public async Task This_version_writes_the_newest_golden_files_byte_by_byte()
    {
        await WriteAllAsync();
        if (Environment.GetEnvironmentVariable("AUTH0PS_WRITE_GOLDEN") == "1")
            Copy(_folder, Newest);

        foreach (var path in Directory.GetFiles(Newest, "*.json*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "last-run.json"))
            Assert.Equal(await TextAsync(path), await TextAsync(Path.Combine(_folder, Path.GetRelativePath(Newest, path))));
        Assert.Equal(
            Directory.GetFiles(Newest, "*.json*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Newest, path)).Where(path => !path.EndsWith("last-run.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder, "*.json*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path)).Order(StringComparer.Ordinal));
    }

    /// <summary>A file's text without the ages of keys, which nobody reads.</summary>
    private static async Task<string> TextAsync(string path) => Regex.Replace(await File.ReadAllTextAsync(path), "\"age\":\"[^\"]*\"", "\"age\":\"\"", RegexOptions.None, TimeSpan.FromSeconds(5));

    private Auth0State NewState() => TestState.New(_folder, saves: true);

    private async Task WriteAllAsync()
    {
        var connections = _state.Connections;
        foreach (var connection in GoldenShapes.Connections)
            await connections.AddAsync(connection, ConnectionSecret.None, CancellationToken.None);
        var rotations = _state.Rotations;
        foreach (var rotation in GoldenShapes.RotationsOf(Names.Last()))
            await rotations.AddAsync(rotation, CancellationToken.None);
        foreach (var entry in GoldenShapes.JournalsOf(Names.Last()))
            _state.Journal.Write(entry);
        foreach (var record in GoldenShapes.History)
            await _state.History.AppendAsync(record);
        foreach (var schedule in GoldenShapes.Schedules)
            new ScheduleFolder(_folder, schedule.Name).Write(schedule);
    }

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy, overwrite: true);
        }
    }

    private void Take(string version)
    {
        Copy(Path.Combine(Golden, version), _folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
