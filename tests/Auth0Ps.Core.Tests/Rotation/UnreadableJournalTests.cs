using System.Text.Json.Nodes;
using Auth0Ps.Core.Tests.Rotation.Definitions;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>One journal that cannot be read concerns one rotation, and that one has a way out.</summary>
public sealed class UnreadableJournalTests
{
    private const string WayOut = "Invoke-Auth0SecretRotation -Name billing -Force";

    public static TheoryData<string> Kinds =>
    [
        "empty", "blank", "truncated", "zeros", "not JSON", "a list", "null", "no rotation", "null rotation", "no client", "null mapping", "empty mapping", "null names", "null keys", "a null key", "null connections",
        "a null connection", "half a connection", "null fingerprint", "null vault", "unknown phase", "phase by number", "text for a number", "another client's", "a key's without its form",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_shown_as_what_it_is_and_hides_no_other(string kind)
    {
        using var scene = new DefinitionScene();
        var registry = scene.Registry();
        var billing = await registry.AddAsync(scene.Definition("billing"), CancellationToken.None);
        await registry.AddAsync(scene.Definition("orders"), CancellationToken.None);
        scene.State.Journal.Write(DefinitionScene.Run(billing, DefinitionScene.Made, RotationStatus.Succeeded));
        var path = Spoil(scene.State, billing, kind);

        Assert.Equal([RotationState.Interrupted, RotationState.Never], registry.All.Select(rotation => rotation.State));
        var shown = registry.Require("billing");
        Assert.Contains(path, shown.LastRotationMessage, StringComparison.Ordinal);
        Assert.Contains(WayOut, shown.LastRotationMessage, StringComparison.Ordinal);
        Assert.Empty(scene.State.Journal.Open());

        // Who resumes another rotation hears nothing of it; who resumes this one or all of them hears how it goes on.
        var interrupted = new InterruptedRotations(scene.State);
        Assert.Empty(interrupted.Find(name => name == "orders", failure => Assert.Fail(failure.Message)));
        var told = new List<Auth0Exception>();
        Assert.Empty(interrupted.Find(name => name == "billing", told.Add));
        Assert.Contains(WayOut, Assert.Single(told).RecommendedAction, StringComparison.Ordinal);
        var refused = Assert.Throws<Auth0Exception>(() => RotationGuards.RequireNotInterrupted(scene.State, billing));
        Assert.Contains(WayOut, refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("truncated")]
    [InlineData("null mapping")]
    public async Task What_is_due_is_rotated_but_for_that_one_and_its_error_names_the_way_out(string kind)
    {
        await using var saved = await SavedScene.StartAsync();
        var other = await saved.OtherAsync();
        var orders = await saved.SaveAsync("orders", other.ClientId);
        await saved.RotateDueAsync();
        var path = Spoil(saved.Scene.State, saved.Rotation, kind);
        var live = await saved.Scene.LiveAsync();

        var results = new List<RotationOutcome>();
        foreach (var rotation in saved.Rotations.All.Where(rotation => rotation.IsDue(DateTimeOffset.UtcNow)))
            results.Add(await saved.Scene.Rotator().RotateAsync(rotation.ToDueTarget(DateTimeOffset.UtcNow), () => saved.Rotations.IsStillDue(rotation.Id), CancellationToken.None));

        Assert.Equal([("billing", RotationStatus.Interrupted), ("orders", RotationStatus.Succeeded)], results.Select(result => (result.Name, result.Status)));
        Assert.Contains(WayOut, results[0].Failure!.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal((live, true), (await saved.Scene.LiveAsync(), File.Exists(path)));
        Assert.Equal(await saved.Scene.Tenant.LiveSecretAsync(orders.ClientId), saved.Scene.Vault.Text("orders-client-secret"));
    }

    [Theory]
    [InlineData("empty", true)]
    [InlineData("truncated", false)]
    [InlineData("null keys", true)]
    public async Task The_way_out_keeps_the_file_and_promotes_a_waiting_secret_that_is_live(string kind, bool isWaiting)
    {
        await using var saved = await SavedScene.StartAsync();
        await saved.RotateDueAsync();
        if (isWaiting)
        {
            // Killed after Auth0 took it and before it got its final name.
            (await saved.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{saved.Rotation.ClientId}", new { client_secret = "waiting-secret-that-auth0-took-already-0123456789abcdefghijklmn" })).Dispose();
            await saved.Scene.PlantAsync(saved.Scene.Mapping.NextEntry, "waiting-secret-that-auth0-took-already-0123456789abcdefghijklmn");
        }

        var path = Spoil(saved.Scene.State, saved.Rotation, kind);
        var spoiled = await File.ReadAllBytesAsync(path);
        var patches = saved.Scene.Patches;

        var rotation = await saved.Scene.Rotator().RotateAsync(saved.Rotation.ToTarget(new() { Force = true }), isDue: null, CancellationToken.None);

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await saved.Scene.LiveAsync(), saved.Scene.Final);
        Assert.True(saved.Scene.Patches >= patches);
        var aside = Assert.Single(Directory.GetFiles(saved.Scene.State.JournalFolder(), "*.damaged-*"));
        Assert.Contains(aside, rotation.Message, StringComparison.Ordinal);
        Assert.Equal(spoiled, await File.ReadAllBytesAsync(aside));
        Assert.Equal(RotationState.UpToDate, saved.Rotation.State);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_told_as_that_and_is_not_moved()
    {
        await using var saved = await SavedScene.StartAsync();
        var other = await saved.OtherAsync();
        await saved.SaveAsync("orders", other.ClientId);
        await saved.RotateDueAsync();
        var path = PathOf(saved.Scene.State, saved.Rotation);
        File.Delete(path);
        Directory.CreateDirectory(path);

        Assert.Equal(["billing", "orders"], saved.Rotations.All.Select(rotation => rotation.Name));
        Assert.Equal(RotationState.Interrupted, saved.Rotation.State);
        Assert.Contains("permissions", saved.Rotation.LastRotationMessage, StringComparison.Ordinal);
        var rotation = await saved.Scene.Rotator().RotateAsync(saved.Rotation.ToTarget(new() { Force = true }), isDue: null, CancellationToken.None);
        Assert.NotEqual(RotationStatus.Succeeded, rotation.Status);
        Assert.Contains(path, rotation.Failure!.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(path));
        Directory.Delete(path);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("clientId")]
    [InlineData("vault")]
    [InlineData("domain")]
    [InlineData("connection")]
    [InlineData("id")]
    public async Task Definitions_with_a_member_missing_are_a_damaged_file_and_no_unexpected_fault(string member)
    {
        using var scene = new DefinitionScene();
        await scene.Registry().AddAsync(scene.Definition("billing"), CancellationToken.None);
        await scene.Registry().AddAsync(scene.Definition("orders"), CancellationToken.None);
        var file = JsonNode.Parse(await File.ReadAllTextAsync(scene.FilePath))!;
        file["rotations"]![1]![member] = member == "id" ? file["rotations"]![0]!["id"]!.DeepClone() : null;
        await File.WriteAllTextAsync(scene.FilePath, file.ToJsonString());

        var failure = Assert.Throws<Auth0Exception>(() => scene.Registry().All);

        Assert.Equal(ErrorReason.StateFileDamaged, failure.Reason);
    }

    private static string PathOf(Auth0State state, Auth0SecretRotation rotation) => Path.Combine(state.JournalFolder(), rotation.Client.Key + ".json");

    private static string Spoil(Auth0State state, Auth0SecretRotation rotation, string kind)
    {
        var path = PathOf(state, rotation);
        var text = File.ReadAllText(path);
        var entry = JsonNode.Parse(text)!["rotation"]!;
        var spoiled = kind switch
        {
            "empty" => "",
            "blank" => " \n",
            "truncated" => text[..(text.Length / 2)],
            "zeros" => new string('\0', text.Length),
            "not JSON" => "Not JSON.",
            "a list" => "[]",
            "null" => "null",
            "no rotation" => "{\"format\":1}",
            "null rotation" => "{\"format\":1,\"rotation\":null}",
            "no client" => With("clientId", null),
            "null mapping" => With("mapping", null),
            "empty mapping" => With("mapping", new JsonObject()),
            "null names" => With("name", null),
            "null keys" => With("keys", null),
            "a null key" => With("keys", new JsonArray((JsonNode?)null)),
            "null connections" => With("connections", null),
            "a null connection" => With("connections", new JsonArray((JsonNode?)null)),
            "half a connection" => With("connections", new JsonArray(new JsonObject { ["vault"] = "Prod" })),
            "null fingerprint" => With("fingerprint", null),
            "null vault" => With("vault", null),
            "unknown phase" => With("phase", "asleep"),
            "phase by number" => With("phase", 99),
            "text for a number" => With("attempts", "many"),
            "another client's" => With("clientId", "somebody-else"),
            _ => With("credentialType", "privateKeyJwt"),
        };
        File.WriteAllText(path, spoiled);
        return path;

        string With(string member, JsonNode? value)
        {
            entry[member] = value;
            return new JsonObject { ["format"] = 2, ["rotation"] = entry.DeepClone() }.ToJsonString();
        }
    }
}
