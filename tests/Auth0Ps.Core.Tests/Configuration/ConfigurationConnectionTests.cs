using System.Text.Json.Nodes;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Configuration;

/// <summary>Connections of every kind in configuration files; no tenant is asked, as none of these is new or goes elsewhere.</summary>
public sealed class ConfigurationConnectionTests : IDisposable
{
    private readonly ConfigurationScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Every_kind_is_written_and_taken_as_it_is()
    {
        var key = Path.Combine(_scene.Folder, "key.pem");
        await File.WriteAllTextAsync(key, TestKeys.Rsa.ExportPkcs8PrivateKeyPem());
        Environment.SetEnvironmentVariable("AUTH0PS_TEST_CONFIGURATION_SECRET", "a secret of the environment's");
        await _scene.ConnectAsync();
        await AddAsync(new() { Name = "custom", Domain = "example.eu.auth0.com", ClientId = "c", Audience = "https://api.example.com", ApiType = Auth0ApiType.Custom, BaseUri = "https://api.example.com/v1/", Organization = "org_1", Scope = ["a:b", "c"], Description = "d", ProjectId = "p", SecretVariable = "AUTH0PS_TEST_CONFIGURATION_SECRET" });
        await AddAsync(new() { Name = "keyed", Domain = "example.us.auth0.com", ClientId = "k", PrivateKeyPath = key, KeyId = "kid_0123456789", KeyAlgorithm = PrivateKeyAlgorithm.PS256 });
        await AddAsync(new() { Name = "vaulted-key", Domain = "example.us.auth0.com", ClientId = "v", PrivateKey = TestKeys.Pem, Vault = "Prod", SecretName = "key" });
        await AddAsync(new() { Name = "person", Domain = "example.eu.auth0.com", ClientId = "p", ApiType = Auth0ApiType.MyAccount, RedirectPort = 50000, Vault = "Prod", SecretName = "login" });
        var file = _scene.ExportText();
        var before = _scene.Files();

        await _scene.SyncAsync(file, prunes: true);

        Assert.Empty(_scene.Failures);
        Assert.Equal(5, _scene.Taken.Count);
        Assert.Empty(_scene.Changed);
        Assert.Equal(before, _scene.Files());
        Assert.Equal(0, _scene.Requests);
        Assert.Equal(file, _scene.ExportText());
    }

    [Fact]
    public async Task A_label_is_changed_without_asking_the_tenant_and_taken_away_where_it_is_left_out()
    {
        await _scene.ConnectAsync();
        var file = _scene.Export();
        var connection = file["connections"]![0]!.AsObject();
        connection["description"] = "new";
        connection["projectId"] = "p1";

        await _scene.SyncAsync(file.ToJsonString());
        Assert.Equal("Update Connection prod (Description: (none) -> new; ProjectId: (none) -> p1)", Assert.Single(_scene.Changed));
        connection.Remove("description");
        await _scene.SyncAsync(file.ToJsonString());

        Assert.Equal("Update Connection prod (Description: new -> (none))", Assert.Single(_scene.Changed));
        Assert.Equal((0, 3), (_scene.Requests, _scene.State.Connections.Require("prod").Version));
    }

    [Fact]
    public async Task A_key_that_was_rotated_is_not_put_back_by_an_older_file()
    {
        await AddAsync(new() { Name = "keyed", Domain = "example.us.auth0.com", ClientId = "v", PrivateKey = TestKeys.Pem, KeyId = new string('a', 43), Vault = "Prod", SecretName = "key" });
        var file = _scene.ExportText();
        var former = _scene.State.Connections.Require("keyed");
        await _scene.State.Connections.ReplaceAsync(former, former with { KeyId = new string('b', 43), KeyAlgorithm = PrivateKeyAlgorithm.RS384 }, secret: null, CancellationToken.None);

        await _scene.SyncAsync(file);

        Assert.Empty(_scene.Changed);
        Assert.Equal(new string('b', 43), _scene.State.Connections.Require("keyed").KeyId);
    }

    [Fact]
    public async Task Names_go_from_one_to_the_next_but_two_cannot_change_them()
    {
        await _scene.ConnectAsync("one");
        await _scene.ConnectAsync("two", "other.eu.auth0.com");
        var file = _scene.Export();
        var list = file["connections"]!.AsArray();
        (list[0]!["name"], list[1]!["name"]) = ("two", "three");

        await _scene.SyncAsync(file.ToJsonString());
        Assert.Equal(["Rename Connection three (Name: two -> three)", "Rename Connection two (Name: one -> two)"], _scene.Changed);

        (list[0]!["name"], list[1]!["name"]) = ("three", "two");
        await _scene.SyncAsync(file.ToJsonString());
        Assert.Equal(["connections[0].name", "connections[1].name"], _scene.Failures.Select(static failure => failure.Target));
        Assert.Empty(_scene.Taken);
    }

    [Fact]
    public async Task A_connection_of_this_process_is_left_where_it_is_and_cannot_be_made_elsewhere()
    {
        var request = new ConnectionRequest { Name = "mine", Domain = "example.eu.auth0.com", ClientId = "c", ClientSecret = Tenant.Protect("a secret of this process") };
        await _scene.State.Connections.AddAsync(request.Build(DateTimeOffset.UtcNow), request.Secret, CancellationToken.None);
        var file = _scene.ExportText();
        Assert.DoesNotContain("a secret of this process", file, StringComparison.Ordinal);

        await _scene.SyncAsync(file, prunes: true);
        Assert.Empty(_scene.Failures);
        await _scene.SyncAsync("""{"version":1,"connections":[]}""", prunes: true);
        Assert.Empty(_scene.Changed);

        using var other = new ConfigurationScene(_scene.Vaults);
        Assert.Equal("connections[0].secretReference", (await other.RefusalAsync(file)).Target);
    }

    [Fact]
    public async Task A_rotation_in_the_way_of_a_connections_tenant_is_told_before_anything_is_done()
    {
        await _scene.ConnectAsync();
        var file = _scene.Export();
        file["connections"]![0]!["apiType"] = JsonValue.Create("Custom");
        file["connections"]![0]!["audience"] = "https://api.example.com";
        file["rotations"] = new JsonArray(new JsonObject { ["name"] = "a", ["connection"] = "prod", ["clientId"] = "c", ["vault"] = "Prod" });

        var refused = await _scene.RefusalAsync(file.ToJsonString());

        Assert.Equal((ErrorReason.InvalidArgument, "rotations[0]"), (refused.Reason, refused.Target));
    }

    private Task<Auth0Connection> AddAsync(ConnectionRequest request) => new ConnectionFactory(_scene.State).CreateAsync(request, skipTest: true, CancellationToken.None);
}
