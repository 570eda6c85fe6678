
namespace Auth0Ps.Core.Tests.Rotation.PrivateKeys;

/// <summary>
/// The next entry holds a client secret of which no journal tells, and the application signs in with keys or certificates: the token endpoint's
/// no says nothing about the secret, which the application goes back to one day.
/// </summary>
public sealed class OrphanedSecretTests
{
    private static readonly string Orphan = new('q', 64);

    public static TheoryData<string, bool> Methods
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (var method in new[] { "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth" })
            {
                foreach (var seesMethods in new[] { true, false })
                    all.Add(method, seesMethods);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_no_of_the_token_endpoint_does_not_discard_it(string method, bool seesMethods)
    {
        await using var scene = await OrphanAsync(seesMethods);
        await UseAsync(scene, method);

        for (var run = 0; run < 2; run++)
        {
            var rotation = await scene.Scene.RotateAsync();

            Assert.True(rotation.Status is RotationStatus.Failed or RotationStatus.Interrupted or RotationStatus.Succeeded, rotation.Message);
            Assert.Contains(await SecretAtAuth0Async(scene), new[] { scene.Scene.Final, scene.Scene.Next });
        }

        await GoBackAsync(scene);
        var back = await scene.Scene.RotateAsync();
        Assert.True(back.Status == RotationStatus.Succeeded, back.Message);
        Assert.Equal(await scene.Scene.LiveAsync(), scene.Scene.Final);
    }

    [Theory]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    public async Task Nor_does_one_that_comes_while_a_rotation_is_interrupted(RotationPhase at)
    {
        await using var scene = await KeyScene.StartAsync(speed: 400);
        Assert.Equal(RotationStatus.Succeeded, (await scene.Scene.RotateAsync()).Status);
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Scene.RotateAsync(reached: phase => _ = phase == at ? throw new InvalidOperationException("killed") : 0));
        await UseAsync(scene, "private_key_jwt");

        var resumed = await scene.ResumeAsync();

        Assert.False(scene.Scene.State.Journal.Find(scene.Scene.Session.ClientOf(scene.ClientId))!.IsOpen, resumed!.Message);
        Assert.Contains(await SecretAtAuth0Async(scene), new[] { scene.Scene.Final, scene.Scene.Next });
    }

    [Theory]
    [InlineData("client_secret_post")]
    [InlineData("client_secret_basic")]
    public async Task Where_it_is_what_the_application_signs_in_with_it_is_promoted(string method)
    {
        await using var scene = await OrphanAsync(seesMethods: false);
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.ClientId}", new { token_endpoint_auth_method = method })).Dispose();

        var rotation = await scene.Scene.RotateAsync();

        Assert.Equal((RotationStatus.Succeeded, RotationVerification.Token), (rotation.Status, rotation.VerifiedBy));
        Assert.Equal((Orphan, Orphan), (scene.Scene.Final, await scene.Scene.LiveAsync()));
    }

    /// <summary>A rotation that nobody remembers has changed the secret.</summary>
    private static async Task<KeyScene> OrphanAsync(bool seesMethods)
    {
        string[] least = ["read:clients", "update:client_keys", "read:client_grants"];
        var scene = await KeyScene.StartAsync(options: null, speed: 400, seesMethods ? [.. least, "read:client_credentials"] : least);
        Assert.Equal(RotationStatus.Succeeded, (await scene.Scene.RotateAsync()).Status);
        await scene.Scene.PlantAsync("billing-client-secret-next", Orphan);
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.ClientId}", new { client_secret = Orphan })).Dispose();
        return scene;
    }

    private static async Task UseAsync(KeyScene scene, string method) => await scene.UseAsync(
        method,
        method == "private_key_jwt" ? (await scene.RegisterForeignAsync(attach: false)).CredentialId : await scene.RegisterCertificateAsync("CN=somebody"));

    /// <summary>It is not shown while credentials are in use, so they are taken away for a look.</summary>
    private static async Task<string> SecretAtAuth0Async(KeyScene scene)
    {
        using var client = await scene.Scene.Tenant.CallAsync(HttpMethod.Get, $"clients/{scene.ClientId}", body: null);
        var methods = client.RootElement.GetProperty("client_authentication_methods").Clone();
        await GoBackAsync(scene);
        var secret = (await scene.Scene.LiveAsync())!;
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.ClientId}", new { token_endpoint_auth_method = (string?)null, client_authentication_methods = methods })).Dispose();
        return secret;
    }

    private static async Task GoBackAsync(KeyScene scene) =>
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.ClientId}", new { token_endpoint_auth_method = "client_secret_post", client_authentication_methods = (object?)null })).Dispose();
}
