using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Connections;

/// <summary>Connections that later processes find. Each test has a data folder of its own.</summary>
public sealed class SavedConnectionTests : IDisposable
{
    private const string Variable = "AUTH0PS_TEST_SAVED_SECRET";

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-data-").FullName;

    public SavedConnectionTests() => Environment.SetEnvironmentVariable(Variable, "planted-environment-secret");

    private string FilePath => Path.Combine(_folder, "home", "connections.json");

    [Fact]
    public async Task A_connection_whose_secret_is_in_the_environment_is_found_by_a_later_process_and_holds_no_secret()
    {
        var kept = await AddAsync("prod");

        var found = NewState().Connections.Require("prod");

        Assert.True(kept.Persisted);
        Assert.Equal(kept with { BaseUri = found.BaseUri, Scope = found.Scope }, found);
        Assert.Equal(SecretLocation.Environment, found.SecretReference.Location);
        Assert.DoesNotContain("planted", await File.ReadAllTextAsync(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_with_its_secret_in_hand_is_not_saved()
    {
        var registry = NewState().Connections;
        var request = new ConnectionRequest { Name = "here", Domain = "example.eu.auth0.com", ClientId = "abc", ClientSecret = Tenant.Protect("planted") };

        var kept = await registry.AddAsync(request.Build(DateTimeOffset.UtcNow), request.Secret, CancellationToken.None);

        Assert.False(kept.Persisted);
        Assert.False(File.Exists(FilePath));
        Assert.Single(registry.All);
        Assert.Empty(NewState().Connections.All);
    }

    [SkippableFact]
    public async Task Files_and_folder_are_for_their_owner_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows keeps the per-user folder private itself.");
        await AddAsync("prod");

        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(FilePath)!));
    }

    [Fact]
    public async Task Each_change_raises_the_version_by_one_and_a_rename_keeps_the_id()
    {
        var kept = await AddAsync("prod");
        var registry = NewState().Connections;

        var described = await registry.ReplaceAsync(kept, kept with { Description = "the real one" }, secret: null, CancellationToken.None);
        var renamed = await registry.ReplaceAsync(described, described with { Name = "live" }, secret: null, CancellationToken.None);

        Assert.Equal((2, 3), (described.Version, renamed.Version));
        Assert.Equal(kept.Id, renamed.Id);
        Assert.Equal("live", Assert.Single(NewState().Connections.All).Name);
        Assert.Equal("the real one", renamed.Description);
    }

    [Fact]
    public async Task Changes_that_began_from_the_same_state_do_not_undo_each_other()
    {
        var kept = await AddAsync("prod");
        var (one, two) = (NewState().Connections, NewState().Connections);

        await one.ReplaceAsync(kept, kept with { Description = "the real one", Scope = ["read:clients"] }, secret: null, CancellationToken.None);
        await two.ReplaceAsync(kept, kept with { ProjectId = "p1", ClientId = "other" }, secret: null, CancellationToken.None);
        await one.ReplaceAsync(kept, kept with { Name = "live", Organization = "org_abc" }, secret: null, CancellationToken.None);

        var found = Assert.Single(NewState().Connections.All);
        Assert.Equal(("live", "the real one", "p1", "other", "org_abc", 4), (found.Name, found.Description, found.ProjectId, found.ClientId, found.Organization, found.Version));
        Assert.Equal(["read:clients"], found.Scope);
    }

    [Fact]
    public async Task A_removed_connection_is_gone_for_all()
    {
        var kept = await AddAsync("prod");
        var registry = NewState().Connections;

        Assert.True(await registry.RemoveAsync(kept, CancellationToken.None));
        Assert.False(await registry.RemoveAsync(kept, CancellationToken.None));
        Assert.Empty(NewState().Connections.All);
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => AddAsync($"c{number}"))));

        Assert.Equal(40, NewState().Connections.All.Count);
    }

    [Fact]
    public async Task A_variable_that_is_gone_is_named_when_the_secret_is_needed()
    {
        var kept = await AddAsync("prod");
        Environment.SetEnvironmentVariable(Variable, null);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() =>
            new TenantSession(kept, NewState()).GetTokenAsync());

        Assert.Equal(ErrorReason.SecretUnavailable, failure.Reason);
        Assert.Contains(Variable, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>As another process has it.</summary>
    // Patient, because many writers take long on a machine that is busy otherwise.
    private Auth0State NewState() => TestState.New(Path.Combine(_folder, "home"), saves: true, limits: TimeLimits.Default with { StateFile = TimeSpan.FromMinutes(5) });

    private async Task<Auth0Connection> AddAsync(string name)
    {
        var request = new ConnectionRequest { Name = name, Domain = "example.eu.auth0.com", ClientId = "abc", SecretVariable = Variable };
        return await NewState().Connections.AddAsync(request.Build(DateTimeOffset.UtcNow), request.Secret, CancellationToken.None);
    }
}
