using System.Text.Json.Nodes;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Journals that the version before wrote, at every phase, are taken over and finished with the names they carry.</summary>
public sealed class FormerVersionTests
{
    private const string Staged = "sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss1";

    [Theory]
    [InlineData("intended", false)]
    [InlineData("staged", false)]
    [InlineData("applying", false)]
    [InlineData("applying", true)]
    [InlineData("promoted", true)]
    [InlineData("verified", true)]
    [InlineData("recorded", true)]
    public async Task A_client_secrets_rotation_is_finished(string phase, bool isLive)
    {
        await using var scene = await RotationScene.StartAsync(speed: 60);
        var old = (await scene.LiveAsync())!;
        await scene.PlantAsync("auth0ps-fingerprint-key", new string('k', 64));
        await scene.PlantAsync("billing-client-secret", phase is "intended" or "staged" or "applying" ? old : Staged);
        if (phase is "staged" or "applying" or "promoted")
            await scene.PlantAsync("billing-client-secret-pending", Staged);
        if (isLive)
            (await scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.Application.ClientId}", new { client_secret = Staged })).Dispose();
        Write(scene, $"secret-{phase}", Fingerprint.Of(SecureStrings.Protect(Staged), scene.Application.ClientId, SecureStrings.Protect(new string('k', 64))));

        var resumed = await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None);

        if (phase == "recorded")
        {
            Assert.Null(resumed);
        }
        else
        {
            Assert.Equal(RotationStatus.Succeeded, resumed!.Status);
            Assert.Null(scene.Next);
            Assert.Equal(phase != "intended", scene.Final == Staged);
        }

        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { Force = true } })).Status);
        Assert.Equal((await scene.LiveAsync(), scene.Final), (scene.Final, scene.Next));
    }

    [Fact]
    public async Task A_promoted_one_that_Auth0_never_took_is_sent_and_not_called_a_success()
    {
        // The version before took a proxy's page for an acceptance.
        await using var scene = await RotationScene.StartAsync(speed: 60, scopes: ["read:clients", "update:client_keys"]);
        await scene.PlantAsync("auth0ps-fingerprint-key", new string('k', 64));
        await scene.PlantAsync("billing-client-secret", Staged);
        Write(scene, "secret-promoted", Fingerprint.Of(SecureStrings.Protect(Staged), scene.Application.ClientId, SecureStrings.Protect(new string('k', 64))));

        var resumed = await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None);

        Assert.Equal((RotationStatus.Succeeded, Staged, Staged), (resumed!.Status, scene.Final, await scene.LiveAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_it_left_in_its_pending_entry_is_looked_at_when_the_journal_is_lost(bool isLive)
    {
        await using var scene = await RotationScene.StartAsync(speed: 60);
        var old = (await scene.LiveAsync())!;
        await scene.PlantAsync("billing-client-secret", old);
        await scene.PlantAsync("billing-client-secret-pending", Staged);
        if (isLive)
            (await scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.Application.ClientId}", new { client_secret = Staged })).Dispose();

        var rotation = await scene.RotateAsync(scene.Target with { Options = new() { Force = true } });

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(isLive, scene.Final == Staged);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Theory]
    [InlineData("intended")]
    [InlineData("staged")]
    [InlineData("applying")]
    [InlineData("promoted")]
    [InlineData("recorded")]
    public async Task A_private_keys_rotation_is_finished(string phase)
    {
        await using var scene = await KeyScene.StartAsync();
        var staged = NewKey.Make(new KeySpecification());
        var pem = SecureStrings.Reveal(staged.Pem);
        if (phase is "promoted" or "recorded")
        {
            await scene.RotateAsync();
            pem = scene.Final!;
            staged = NewKey.Read(SecureStrings.Protect(pem))!;
        }
        else if (phase != "intended")
        {
            await scene.Scene.PlantAsync("billing-private-key-pending", pem);
        }

        Write(scene.Scene, $"key-{phase}", staged.KeyId, scene.Scene.State.Journal.Find(scene.Scene.Session.ClientOf(scene.ClientId))?.Keys.Single().CredentialId);
        var resumed = await scene.ResumeAsync();

        if (phase == "recorded")
            Assert.Null(resumed);
        else
            Assert.Equal(RotationStatus.Succeeded, resumed!.Status);
        Assert.Equal(phase != "intended", scene.Final == pem);
        Assert.True(await scene.WorksAsync(scene.Final!));
        var current = scene.Final!;
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal((current, scene.Final), (scene.Previous, scene.Next));
    }

    private static void Write(RotationScene scene, string golden, string fingerprint, string? credentialId = null)
    {
        var journal = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rotation", "Golden", golden + ".json")))!;
        var rotation = journal["rotation"]!;
        rotation["domain"] = scene.Session.Connection.Domain;
        rotation["clientId"] = scene.Application.ClientId;
        rotation["connectionId"] = scene.Session.Connection.Id.ToString();
        rotation["fingerprint"] = fingerprint;
        foreach (var key in rotation["keys"]!.AsArray().Where(_ => credentialId is not null))
            (key!["keyId"], key["credentialId"]) = (fingerprint, credentialId);
        Directory.CreateDirectory(scene.State.JournalFolder());
        File.WriteAllText(Path.Combine(scene.State.JournalFolder(), ClientIdentity.KeyOf(scene.Session.Connection.Domain, scene.Application.ClientId) + ".json"), journal.ToJsonString());
    }
}
