using System.Text.Json.Nodes;
using Auth0Ps.Configuration;
using Auth0Ps.Core.Tests.Rotation.Definitions;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Configuration;

/// <summary>Files against a tenant: what is made, changed, renamed and removed, and that a second run does nothing.</summary>
public sealed class ConfigurationSyncTests : IAsyncLifetime, IDisposable
{
    private readonly ConfigurationScene _scene = new();
    private Tenant _tenant = null!;
    private List<string> _clients = null!;

    public async Task InitializeAsync()
    {
        _tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 12, RateLimit = RateLimitProfile.None });
        _clients = [.. (await Tenant.ListAsync(await _tenant.OpenAsync())).Where(static found => found.WhyNotRotatable is null).Select(static found => found.ClientId)];
        _ = _scene.Vaults["Second"];
        _ = _scene.Vaults["Third"];
        _scene.Vaults["Prod"]["tenant-secret"] = new(Tenant.Protect(_tenant.Sandbox.ClientSecret));
    }

    public async Task DisposeAsync() => await _tenant.DisposeAsync();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_file_is_made_whole_and_a_second_run_does_nothing()
    {
        var file = FileOf(Rotation("billing", _clients[0]), Whole("orders", _clients[1]), Keys("ledger", _clients[2]));

        await _scene.SyncAsync(file);

        Assert.Empty(_scene.Failures);
        Assert.Equal(["Create Connection prod", "Create Rotation billing", "Create Rotation orders", "Create Rotation ledger"], _scene.Changed);
        Assert.Equal(["billing", "ledger", "orders"], _scene.State.Rotations.All.Select(static rotation => rotation.Name));
        Assert.All(_scene.State.Rotations.All, static rotation => Assert.NotNull(rotation.ApplicationName));
        Assert.Equal(["tenant-secret"], _scene.Vaults["Prod"].Names);

        await AssertNothingAsync(file);
        await AssertNothingAsync(_scene.ExportText());
    }

    [Fact]
    public async Task What_is_written_is_taken_by_another_folder_and_written_there_the_same()
    {
        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0]), Whole("orders", _clients[1]), Keys("ledger", _clients[2])));
        using var other = new ConfigurationScene(_scene.Vaults);

        await other.SyncAsync(_scene.ExportText());

        Assert.Empty(other.Failures);
        Assert.Equal(4, other.Changed.Count);
        Assert.Equal(_scene.ExportText(), other.ExportText());
        Assert.Equal(_scene.ExportText(ConfigurationFileForm.DataFile), other.ExportText(ConfigurationFileForm.DataFile));
        Assert.Equal(_scene.State.Rotations.All.Select(static rotation => rotation.Id), other.State.Rotations.All.Select(static rotation => rotation.Id));
    }

    [Fact]
    public async Task A_changed_field_is_the_only_change_whichever_it_is()
    {
        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0]), Keys("ledger", _clients[2])));
        var whole = Whole("billing", _clients[0]);
        foreach (var (field, value) in whole.Where(static field => field.Key is not ("name" or "connection" or "clientId")).ToList())
        {
            var file = _scene.Export();
            var billing = file["rotations"]!.AsArray().Single(static rotation => rotation!["name"]!.GetValue<string>() == "billing")!.AsObject();
            if (JsonNode.DeepEquals(billing[field], value))
                continue;
            billing[field] = value!.DeepClone();

            await _scene.SyncAsync(file.ToJsonString());

            Assert.Empty(_scene.Failures);
            var changed = Assert.Single(_scene.Taken, static change => change.Action != ConfigurationAction.None);
            var told = Assert.Single(changed.Changes).Field;
            Assert.Equal((ConfigurationAction.Update, "billing", field), (changed.Action, changed.Name, char.ToLowerInvariant(told[0]) + told[1..]));
            await AssertNothingAsync(file.ToJsonString());
        }

        // A vault has one name in any case.
        await AssertNothingAsync(_scene.ExportText().Replace("SECOND", "second", StringComparison.Ordinal).Replace("Third", "THIRD", StringComparison.Ordinal));

        // And back, by leaving all of it out.
        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0]), Keys("ledger", _clients[2])));
        Assert.Equal(whole.Count - 4, Assert.Single(_scene.Taken, static change => change.Action != ConfigurationAction.None).Changes.Count);
    }

    [Fact]
    public async Task A_new_name_is_a_rename_that_keeps_id_and_entries_and_two_may_change_names()
    {
        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0]), Rotation("orders", _clients[1])));
        var ids = _scene.State.Rotations.All.ToDictionary(static rotation => rotation.ClientId, static rotation => rotation.Id);
        var file = _scene.Export();
        file["connections"]![0]!["name"] = "production";
        foreach (var rotation in file["rotations"]!.AsArray())
        {
            rotation!["connection"] = "production";
            rotation["name"] = rotation["name"]!.GetValue<string>() == "billing" ? "orders" : "billing";
        }

        await _scene.SyncAsync(file.ToJsonString());

        Assert.Empty(_scene.Failures);
        Assert.Equal(
            ["Rename Connection production (Name: prod -> production)", "Rename Rotation orders (Name: billing -> orders)", "Rename Rotation billing (Name: orders -> billing)"], _scene.Changed);
        Assert.Equal(0, _scene.Requests);
        var renamed = _scene.State.Rotations.Find("orders")!;
        Assert.Equal((_clients[0], ids[_clients[0]], "billing-client-id, billing-client-secret", "production"), (renamed.ClientId, renamed.Id, renamed.SecretsMapping.ToString(), renamed.Connection));
        await AssertNothingAsync(file.ToJsonString());
    }

    [Fact]
    public async Task Without_ids_the_application_says_which_rotation_is_meant()
    {
        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0])));

        await _scene.SyncAsync(FileOf(Rotation("invoices", _clients[0])));

        Assert.Equal("Rename Rotation invoices (Name: billing -> invoices)", Assert.Single(_scene.Changed));
    }

    [Fact]
    public async Task What_the_file_does_not_name_stays_until_it_is_pruned_and_the_vault_keeps_its_entries()
    {
        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0]), Rotation("orders", _clients[1])));
        await _scene.ConnectAsync("other", "other.eu.auth0.com");
        var entries = _scene.Vaults["Prod"].Names.ToList();
        var file = FileOf(Rotation("billing", _clients[0]));

        await _scene.SyncAsync(file);
        Assert.Empty(_scene.Changed);
        await _scene.SyncAsync("""{"version":1}""", prunes: true);
        Assert.Empty(_scene.Changed);

        await _scene.SyncAsync(file, prunes: true);
        Assert.Empty(_scene.Failures);
        Assert.Equal(["Remove Rotation orders", "Remove Connection other"], _scene.Changed);
        Assert.Equal(entries, _scene.Vaults["Prod"].Names);
        Assert.Contains("auth0-connection-other", entries);

        // A connection that a rotation of the file goes through counts as named.
        await _scene.SyncAsync("""{"version":1,"connections":[],"rotations":[""" + Rotation("billing", _clients[0]).ToJsonString() + "]}", prunes: true);
        Assert.Empty(_scene.Changed);
        await _scene.SyncAsync("""{"version":1,"connections":[],"rotations":[]}""", prunes: true);
        Assert.Equal(["Remove Rotation billing", "Remove Connection prod"], _scene.Changed);
    }

    [Fact]
    public async Task An_interrupted_rotation_keeps_what_it_needs_and_then_nothing_begins()
    {
        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0]), Rotation("orders", _clients[1])));
        _scene.State.Journal.Write(DefinitionScene.Run(_scene.State.Rotations.Find("billing")!, DateTimeOffset.UtcNow, RotationStatus.Interrupted));
        foreach (var (field, value) in new (string, JsonNode)[] { ("vault", "Second"), ("clientId", _clients[3]), ("secretsMapping", new JsonObject { ["credential"] = "both" }), ("credentialType", "PrivateKeyJwt") })
        {
            var changed = Rotation("billing", _clients[0]);
            changed["id"] = _scene.State.Rotations.Find("billing")!.Id.ToString();
            changed[field] = value;
            if (field == "credentialType")
                changed["secretsMapping"] = new JsonObject { ["privateKey"] = "key" };

            var refused = await _scene.RefusalAsync(FileOf(changed, Rotation("orders", _clients[1], 7)));

            Assert.Equal((ErrorReason.RotationInterrupted, "rotations[0]"), (refused.Reason, refused.Target));
        }

        Assert.Equal(ErrorReason.RotationInterrupted, (await _scene.RefusalAsync(FileOf(Rotation("orders", _clients[1], 7)), prunes: true)).Reason);

        // What it does not need may change.
        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0], 7), Rotation("orders", _clients[1])));
        Assert.Equal("Update Rotation billing (RotationInterval: 30 -> 7)", Assert.Single(_scene.Changed));
    }

    [Fact]
    public async Task What_the_tenant_or_a_vault_refuses_keeps_nothing_else_back()
    {
        _scene.Vaults["Prod"]["taken-client-secret"] = new(Tenant.Protect("someone else's"));

        await _scene.SyncAsync(FileOf(Rotation("gone", "nobody"), Rotation("taken", _clients[0]), Rotation("lost", _clients[1], vault: "Nowhere"), Rotation("billing", _clients[2])));

        Assert.Equal([ErrorReason.ApplicationNotFound, ErrorReason.VaultEntryExists, ErrorReason.VaultNotFound], _scene.Failures.Select(static failure => failure.Reason));
        Assert.Equal(["rotations[0]", "rotations[1]", "rotations[2]"], _scene.Failures.Select(static failure => failure.Target));
        Assert.Equal(["Create Connection prod", "Create Rotation billing"], _scene.Changed);
        Assert.Equal("billing", Assert.Single(_scene.State.Rotations.All).Name);
    }

    [Fact]
    public async Task A_connection_that_does_not_work_is_not_saved_and_its_rotations_are_told_of()
    {
        _scene.Vaults["Prod"]["tenant-secret"] = new(Tenant.Protect("a wrong secret"));

        await _scene.SyncAsync(FileOf(Rotation("billing", _clients[0])));

        Assert.Equal([ErrorReason.CredentialsRefused, ErrorReason.ConnectionNotFound], _scene.Failures.Select(static failure => failure.Reason));
        Assert.Empty(_scene.State.Connections.All);
    }

    private async Task AssertNothingAsync(string file)
    {
        var before = _scene.Files();
        await _scene.SyncAsync(file, prunes: true);
        Assert.Empty(_scene.Failures);
        Assert.Empty(_scene.Changed);
        Assert.NotEmpty(_scene.Taken);
        Assert.Equal(0, _scene.Requests);
        Assert.Equal(before, _scene.Files());
    }

    private string FileOf(params JsonNode[] rotations) => new JsonObject
    {
        ["version"] = 1,
        ["connections"] = new JsonArray(new JsonObject
        {
            ["name"] = "prod",
            ["domain"] = _tenant.Sandbox.Domain,
            ["clientId"] = _tenant.Sandbox.ClientId,
            ["secretReference"] = new JsonObject { ["vault"] = "Prod", ["secretName"] = "tenant-secret" },
        }),
        ["rotations"] = new JsonArray(rotations),
    }.ToJsonString();

    private static JsonObject Rotation(string name, string clientId, int interval = 30, string vault = "Prod") =>
        new JsonObject { ["name"] = name, ["connection"] = "prod", ["clientId"] = clientId, ["vault"] = vault, ["rotationInterval"] = interval };

    /// <summary>With every field that a client secret's rotation has.</summary>
    private static JsonObject Whole(string name, string clientId) => new JsonObject
    {
        ["name"] = name,
        ["description"] = "The 'orders' service: \"quoted\", und mit Ümlaut",
        ["projectId"] = "p1",
        ["owner"] = "shop@example.com",
        ["connection"] = "prod",
        ["clientId"] = clientId,
        ["vault"] = "SECOND",
        ["secretsMapping"] = new JsonObject { ["credential"] = "orders-both" },
        ["environment"] = "eu",
        ["secretPath"] = "/shop",
        ["copyTo"] = new JsonArray(new JsonObject { ["vault"] = "Third", ["secretsMapping"] = new JsonObject { ["credential"] = "orders-copy" } }),
        ["rotationInterval"] = 14,
        ["rotateAtUtc"] = "03:30",
        ["rotationWindow"] = "02:00:00",
        ["rotateOn"] = new JsonArray("Sunday", "Saturday"),
        ["jitter"] = "00:30:00",
        ["autoRotation"] = false,
        ["announceFor"] = "1.00:00:00",
        ["keepPrevious"] = true,
    };

    private static JsonObject Keys(string name, string clientId) => new JsonObject
    {
        ["name"] = name,
        ["connection"] = "prod",
        ["clientId"] = clientId,
        ["vault"] = "Prod",
        ["credentialType"] = "PrivateKeyJwt",
        ["secretsMapping"] = new JsonObject { ["privateKey"] = "ledger-key", ["keyId"] = "ledger-kid" },
        ["overlap"] = "2.00:00:00",
        ["keyAlgorithm"] = "PS256",
        ["keySize"] = 3072,
    };
}
