using System.Text.Json.Nodes;
using Auth0Ps.Core.Tests.State;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.PostgreSql;
using Auth0Ps.Sandbox;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Configuration;

/// <summary>A file with 200 rotations, taken into a data folder.</summary>
public sealed class ManyRotationsFileTests
{
    [Fact]
    public async Task It_is_made_in_a_few_requests_and_one_write_then_nothing_is_done_and_an_edit_changes_one()
    {
        using var scene = new ConfigurationScene();
        await ManyRotationsFile.TakeAsync(scene, scene.Files);
    }
}

/// <summary>The same into a database.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class ManyRotationsPostgreSqlTests(PostgreSqlServer server)
{
    [LongFact]
    public async Task It_is_made_in_a_few_requests_and_one_write_then_nothing_is_done_and_an_edit_changes_one()
    {
        var database = server.NewDatabase();
        using var store = new PostgreSqlStore(server.Location(database), TimeLimits.Default);
        using var scene = new ConfigurationScene(store: store);

        // Each write gives a list another revision, and a row another transaction.
        await ManyRotationsFile.TakeAsync(scene, () => server.Execute(
            database,
            "select (select string_agg(name || revision || xmin, ' ' order by name) from auth0ps.lists) || ' ' || (select count(*) from auth0ps.journal) || ' ' || (select count(*) from auth0ps.history)")!);
    }
}

/// <summary>What is to be said of it, wherever the state is.</summary>
internal static class ManyRotationsFile
{
    private const int Count = 200;

    /// <summary>Takes it, takes it again, and takes it with one edit.</summary>
    /// <param name="scene">Where to.</param>
    /// <param name="stand">What is stored, by which a write is seen.</param>
    public static async Task TakeAsync(ConfigurationScene scene, Func<object> stand)
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 260, RateLimit = RateLimitProfile.None });
        scene.Vaults["Prod"]["tenant-secret"] = new(Tenant.Protect(tenant.Sandbox.ClientSecret));
        var clients = (await Tenant.ListAsync(await tenant.OpenAsync())).Where(static found => found.WhyNotRotatable is null).Take(Count).ToList();
        Assert.Equal(Count, clients.Count);
        var file = new JsonObject
        {
            ["version"] = 1,
            ["connections"] = new JsonArray(new JsonObject
            {
                ["name"] = "prod",
                ["domain"] = tenant.Sandbox.Domain,
                ["clientId"] = tenant.Sandbox.ClientId,
                ["secretReference"] = new JsonObject { ["vault"] = "Prod", ["secretName"] = "tenant-secret" },
            }),
            ["rotations"] = new JsonArray([.. clients.Select(static (client, index) =>
                new JsonObject { ["name"] = $"r{index:000}", ["connection"] = "prod", ["clientId"] = client.ClientId, ["vault"] = "Prod", ["rotationInterval"] = 1 + (index % 90) })]),
        };

        await scene.SyncAsync(file.ToJsonString());
        Assert.Empty(scene.Failures);
        Assert.Equal(1 + Count, scene.Changed.Count);
        Assert.Equal(Count, scene.State.Rotations.Definitions.Count);
        Assert.InRange(scene.Requests, 1, 15);
        Assert.All(scene.State.Rotations.Definitions, static rotation => Assert.Equal(1, rotation.Version));

        var before = stand();
        await scene.SyncAsync(file.ToJsonString(), prunes: true);
        Assert.Empty(scene.Failures);
        Assert.Empty(scene.Changed);
        Assert.Equal((1 + Count, 0), (scene.Taken.Count, scene.Requests));
        Assert.Equal(before, stand());

        file["rotations"]![117]!["rotationInterval"] = 365;
        await scene.SyncAsync(file.ToJsonString());
        Assert.Equal("Update Rotation r117 (RotationInterval: 28 -> 365)", Assert.Single(scene.Changed));
        Assert.Equal(0, scene.Requests);
        Assert.Equal("r117", Assert.Single(scene.State.Rotations.Definitions, static rotation => rotation.Version == 2).Name);
    }
}
