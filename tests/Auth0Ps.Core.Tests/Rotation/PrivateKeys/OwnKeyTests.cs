using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;

namespace Auth0Ps.Core.Tests.Rotation.PrivateKeys;

/// <summary>A connection that signs in with a private key and rotates that very key.</summary>
public sealed class OwnKeyTests
{
    [Theory]
    [InlineData("connection-key")]
    [InlineData("billing-private-key")]
    public async Task A_connection_moves_along_with_its_own_key(string entry)
    {
        await using var scene = await KeyScene.StartAsync();
        var (connection, target) = await ConnectAsync(scene, entry);
        var session = scene.Scene.Tenant.Open(connection);

        var rotation = await new VaultRotator(session).RotateAsync(target, isDue: null, CancellationToken.None);

        Assert.True(rotation.Status == RotationStatus.Succeeded, rotation.Message);
        var moved = scene.Scene.Tenant.Registry.Require(connection.Name);
        Assert.Equal((rotation.KeyId, PrivateKeyAlgorithm.PS256), (moved.KeyId, moved.KeyAlgorithm));
        Assert.NotEqual(connection.CredentialsHash, moved.CredentialsHash);
        Assert.Equal(scene.Scene.Vault.Text("billing-private-key"), scene.Scene.Vault.Text(entry));
        await scene.Scene.Tenant.Open(moved).GetTokenAsync(renew: true);
    }

    [Theory]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    public async Task Broken_off_anywhere_it_still_signs_in_and_finishes(RotationPhase at)
    {
        await using var scene = await KeyScene.StartAsync();
        var (connection, target) = await ConnectAsync(scene, "connection-key");
        var registry = scene.Scene.Tenant.Registry;
        await Assert.ThrowsAsync<InvalidOperationException>(() => new VaultRotator(scene.Scene.Tenant.Open(connection))
        {
            Reached = phase =>
            {
                if (phase == at)
                    throw new InvalidOperationException("dies here");
            },
        }.RotateAsync(target, isDue: null, CancellationToken.None));

        scene.Scene.State.Tokens.Forget(connection.Id);
        var resumed = await new VaultRotator(scene.Scene.Tenant.Open(registry.Require(connection.Name))).ResumeAsync("billing", connection.ClientId, CancellationToken.None);

        Assert.True(resumed!.Status == RotationStatus.Succeeded, resumed.Message);
        Assert.Equal(scene.Scene.Vault.Text("billing-private-key"), scene.Scene.Vault.Text("connection-key"));
        await scene.Scene.Tenant.Open(registry.Require(connection.Name)).GetTokenAsync(renew: true);
    }

    [Fact]
    public async Task A_connection_on_the_previous_key_stays_on_it()
    {
        await using var scene = await KeyScene.StartAsync();
        var (connection, target) = await ConnectAsync(scene, "billing-private-key");
        target = target with { Key = scene.Specification };
        var registry = scene.Scene.Tenant.Registry;
        await new VaultRotator(scene.Scene.Tenant.Open(connection)).RotateAsync(target, isDue: null, CancellationToken.None);
        var old = await scene.Scene.Tenant.Factory().CreateAsync(
            new ConnectionRequest { Name = $"old{Guid.NewGuid():n}", Domain = scene.Scene.Tenant.Sandbox.Domain, ClientId = connection.ClientId, Vault = "Prod", SecretName = "billing-private-key-previous" },
            skipTest: false,
            CancellationToken.None);
        var before = scene.Final;

        var rotation = await new VaultRotator(scene.Scene.Tenant.Open(registry.Require(connection.Name))).RotateAsync(target with { Options = target.Options with { EndsKeys = true } }, isDue: null, CancellationToken.None);

        Assert.True(rotation.Status == RotationStatus.Succeeded, rotation.Message);
        Assert.Equal(before, scene.Previous);
        Assert.Null(registry.Require(old.Name).KeyId);
        await scene.Scene.Tenant.Open(registry.Require(old.Name)).GetTokenAsync(renew: true);
    }

    [Fact]
    public async Task An_application_that_a_connection_signs_in_as_by_secret_is_not_moved_over()
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.Scene.Tenant.OpenAsync(scene.ClientId, await scene.Scene.LiveAsync(), await scene.AudienceAsync());

        var refused = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, ErrorReason.ConnectionInUse), (refused.Status, refused.Failure!.Reason));
        Assert.Empty(scene.Scene.Vault.Entries);
    }

    /// <summary>An application with all permissions that signs in with a key from the vault.</summary>
    private static async Task<(Auth0Connection Connection, RotationTarget Target)> ConnectAsync(KeyScene scene, string entry)
    {
        var tenant = scene.Scene.Tenant;
        using var created = await tenant.CallAsync(HttpMethod.Post, "clients", new { name = "rotator", app_type = "non_interactive", grant_types = new[] { "client_credentials" } });
        var clientId = created.RootElement.GetProperty("client_id").GetString()!;
        (await tenant.CallAsync(HttpMethod.Post, "client-grants", new
        {
            client_id = clientId,
            audience = tenant.Sandbox.Audience,
            scope = new[] { "read:clients", "read:client_grants", "update:client_credentials", "create:client_credentials", "read:client_credentials", "delete:client_credentials" },
        })).Dispose();
        using var key = (await tenant.CallAsync(HttpMethod.Post, $"clients/{clientId}/credentials", new { credential_type = "public_key", name = "first", pem = TestKeys.Rsa.ExportSubjectPublicKeyInfoPem() }));
        (await tenant.CallAsync(HttpMethod.Patch, $"clients/{clientId}", new
        {
            token_endpoint_auth_method = (string?)null,
            client_authentication_methods = new { private_key_jwt = new { credentials = new[] { new { id = key.RootElement.GetProperty("id").GetString() } } } },
        })).Dispose();
        await scene.Scene.PlantAsync(entry, TestKeys.Rsa.ExportPkcs8PrivateKeyPem());
        var connection = await tenant.Factory().CreateAsync(
            new ConnectionRequest { Name = $"own{Guid.NewGuid():n}", Domain = tenant.Sandbox.Domain, ClientId = clientId, Vault = "Prod", SecretName = entry, KeyId = key.RootElement.GetProperty("kid").GetString() },
            skipTest: false,
            CancellationToken.None);
        return (connection, scene.Target with
        {
            ClientId = clientId,
            ApplicationName = "rotator",
            Key = scene.Specification with { Algorithm = PrivateKeyAlgorithm.PS256 },
            Options = new() { Force = true },
        });
    }
}
