using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.State;
using Auth0Ps.State.Moving;

namespace Auth0Ps.Core.Tests.State;

/// <summary>
/// A process that moves the state is killed after each of its steps, in an ordinary run after two of them. Then either the former place is in use and whole,
/// or the new one is, and the same command finishes.
/// </summary>
public abstract class KilledMoveTests : IDisposable
{
    private static readonly TimeLimits Limits = new() { SharedLease = TimeSpan.FromSeconds(30), Lease = TimeSpan.FromSeconds(5) };

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-move-").FullName;
    private readonly ISharedServer _server;
    private string _place = "";

    private protected KilledMoveTests(ISharedServer server) => _server = server;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>
    /// Marked, Receiving, four lists, five journals, history, Moved, Opened, Set; in an ordinary run in the midst of the journals, and once the former place is
    /// given up.
    /// </summary>
    private static IEnumerable<int> Steps => TestRun.IsWhole || TestRun.AskedKills is not null ? Enumerable.Range(1, 15) : [9, 13];

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Either_place_is_in_use_and_whole_and_the_same_command_finishes(bool isBack)
    {
        Skip.If(_server.WhyNot is not null, _server.WhyNot);
        foreach (var step in Steps)
            await KillAsync(isBack, step);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task KillAsync(bool isBack, int step)
    {
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
        _place = _server.NewPlace();
        var shared = StateLocation.Parse(_server.UriOf(_place), "The test");
        var (from, to) = isBack ? (shared, StateLocation.OfFolder(Path.Combine(Data, "new"))) : (StateLocation.OfFolder(Data), shared);
        var stores = Stores();
        if (isBack)
            stores.Set(shared);
        var journals = await StateStoreTests.FillAsync(stores.Current);

        var order = new RunnerOrder { Domain = "127.0.0.1", ConnectionClientId = "", ClientId = "", MovesTo = to.Written, DiesAtStep = step, Lease = Limits.SharedLease };
        using (var mover = RunnerProcess.Launch(_folder, _folder, order, [.. _server.Environment]))
        {
            mover.LetGo();
            Assert.DoesNotContain("Moved", await mover.EndAsync(), StringComparison.Ordinal);
        }

        if (isBack)
            _server.EndLeases(_place);
        if (step <= 12)
        {
            Assert.Equal(from, Stores().Location);
            StateStoreTests.AssertFull(Stores().Current, journals);
            (await Stores().Current.Leases.TakeAsync(new("example.eu.auth0.com", "client"), CancellationToken.None)).Dispose();
            if (step >= 2)
                Assert.Equal(ErrorReason.StateStoreMoved, Assert.Throws<Auth0Exception>(() => Stores().Open(to).Rotations.Read()).Reason);
        }
        else if (step < 15)
        {
            Assert.Equal(ErrorReason.StateStoreMoved, Assert.Throws<Auth0Exception>(() => Stores().Current.Rotations.Read()).Reason);
        }

        if (step < 15)
            await new StoreMove(Stores(), Limits, TimeProvider.System).RunAsync(to, CancellationToken.None);
        Assert.Equal(to.Written, Stores().Location.Written);
        StateStoreTests.AssertFull(Stores().Current, journals);
        Assert.Equal(ErrorReason.StateStoreMoved, Assert.Throws<Auth0Exception>(() => Stores().Open(from).Rotations.Read()).Reason);
    }

    private StateStores Stores() => new(new DataFolder(Data), Limits, static () => null, (_, limits) => _server.Open(_place, limits), static _ => throw new InvalidOperationException("There is no vault."));
}

/// <summary>Moves into a database and out of it.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class KilledPostgreSqlMoveTests(PostgreSqlServer server) : KilledMoveTests(server);

/// <summary>Moves into a container of blobs and out of it.</summary>
[Collection(AzureBlobTests.Name)]
public sealed class KilledAzureBlobMoveTests(Azurite server) : KilledMoveTests(server);
