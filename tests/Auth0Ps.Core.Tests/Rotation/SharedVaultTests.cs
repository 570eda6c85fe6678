using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Two processes, this one and another, that rotate different clients into one vault.</summary>
public sealed class SharedVaultTests
{
    [Fact]
    public async Task Both_secrets_survive_however_the_two_meet()
    {
        await using var scene = await RotationScene.StartAsync(new SandboxOptions { RateLimit = RateLimitProfile.None, Latency = TimeSpan.FromMilliseconds(40) });
        scene.Mapping = SecretsMapping.Default("shipping");
        var other = (await Tenant.ListAsync(scene.Session)).First(found => found.WhyNotRotatable is null && found.ClientId != scene.Application.ClientId);
        var (ran, rounds) = (0, 0);
        while (rounds < 2)
        {
            using var process = RunnerProcess.Start(scene.Tenant.Sandbox, Path.GetDirectoryName(scene.DataFolder)!, other.ClientId);
            do
            {
                // Again and again, so that some of it happens while the other process has the vault.
                Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Name = "shipping" })).Status);
                ran++;
            }
            while (!process.Process.HasExited);

            Assert.StartsWith("Succeeded", await process.EndAsync(), StringComparison.Ordinal);
            Assert.Equal(await scene.LiveAsync(), scene.Final);
            Assert.Equal(await scene.Tenant.LiveSecretAsync(other.ClientId), scene.Vault.Text("billing-client-secret"));
            rounds++;
        }

        Assert.True(ran > rounds, "the two met");
    }

    [Fact]
    public async Task Runs_of_one_process_that_all_come_to_a_new_vault_make_one_key()
    {
        await using var scene = await RotationScene.StartAsync(new SandboxOptions { RateLimit = RateLimitProfile.None });
        scene.Vault.Before = static _ => Task.Delay(20);
        var applications = (await Tenant.ListAsync(scene.Session)).Where(found => found.WhyNotRotatable is null).Take(6).ToList();

        var rotations = await Task.WhenAll(applications.Select((application, index) =>
            scene.RotateAsync(scene.Target with { Name = $"r{index}", ClientId = application.ClientId, Mapping = SecretsMapping.Default($"r{index}") })));

        Assert.Equal(6, rotations.Length);
        Assert.All(rotations, rotation => Assert.Equal(RotationStatus.Succeeded, rotation.Status));
    }
}
