using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Entries that somebody else needs are not written, however a rotation came by their names: it is asked before anything is staged.</summary>
public sealed class EntryClaimTests
{
    [Theory]
    [InlineData("shared", "Prod")]
    [InlineData("SHARED-next", "prod")] // a final name that is the other's next one
    [InlineData("shared", "Alias")] // another name of the same vault
    public async Task Those_of_a_saved_rotation_are_not_an_ad_hoc_ones(string name, string vault)
    {
        await using var saved = await SavedScene.StartAsync();
        saved.Scene.State.Vaults = new FolderVaults(saved.Scene.Vault, saved.Scene.Vault.As("Alias"));
        await saved.SaveAsync("orders", (await saved.OtherAsync()).ClientId, new SecretsMapping { ClientSecret = "shared" });

        await AssertRefusedAsync(saved, Target(saved, name) with { Vault = vault, Options = new() { Force = true } }, ErrorReason.RotationExists, "belongs to rotation 'orders'");
    }

    [Fact]
    public async Task Those_of_the_same_clients_saved_rotation_are()
    {
        await using var saved = await SavedScene.StartAsync();

        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync()).Status);
        Assert.Equal(await saved.Scene.LiveAsync(), saved.Scene.Final);
    }

    [Theory]
    [InlineData("shared", "Prod")]
    [InlineData("shared-next", "Prod")]
    [InlineData("shared", "Alias")]
    public async Task Those_of_an_unfinished_rotation_are_kept_for_its_end(string name, string vault)
    {
        await using var saved = await SavedScene.StartAsync();
        saved.Scene.State.Vaults = new FolderVaults(saved.Scene.Vault, saved.Scene.Vault.As("Alias"));
        var other = await saved.OtherAsync();
        var mine = Target(saved, "shared") with { Name = "orders", ClientId = other.ClientId, ApplicationName = other.Name };
        await Assert.ThrowsAsync<InvalidOperationException>(() => saved.Scene.RotateAsync(mine, phase =>
        {
            if (phase == RotationPhase.Applying)
                throw new InvalidOperationException("gone");
        }));
        var staged = saved.Scene.Vault.Text("shared-next");

        await AssertRefusedAsync(saved, Target(saved, name) with { Vault = vault, Options = new() { Force = true } }, ErrorReason.VaultEntryExists, "'orders'");
        var planned = await Assert.ThrowsAsync<Auth0Exception>(() => saved.ChangeAsync(new RotationRequest { Vault = vault, SecretsMapping = new SecretsMapping { ClientSecret = name }, Force = true }));

        Assert.Equal(ErrorReason.VaultEntryExists, planned.Reason);
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(mine)).Status);
        Assert.Equal((staged, staged), (saved.Scene.Vault.Text("shared"), await saved.Scene.Tenant.LiveSecretAsync(other.ClientId)));
    }

    [Theory]
    [InlineData("own", "Prod")]
    [InlineData("own-next", "Prod")] // where the connection's next secret waits
    [InlineData("own", "Alias")]
    public async Task The_one_that_a_connection_signs_in_with_belongs_to_its_client_alone(string name, string vault)
    {
        await using var saved = await SavedScene.StartAsync();
        saved.Scene.State.Vaults = new FolderVaults(saved.Scene.Vault, saved.Scene.Vault.As("Alias"));
        var vaulted = saved.Scene.Session.Connection with { Id = Guid.NewGuid(), Name = "vaulted", SecretReference = new SecretReference { Location = SecretLocation.Vault, Vault = "Prod", SecretName = "own" } };
        await saved.Scene.Tenant.Registry.AddAsync(vaulted, ConnectionSecret.None, CancellationToken.None);

        await AssertRefusedAsync(saved, Target(saved, name) with { Vault = vault, Options = new() { Force = true } }, ErrorReason.VaultEntryExists, "connection 'vaulted'");
        var planned = await Assert.ThrowsAsync<Auth0Exception>(() => saved.ChangeAsync(new RotationRequest { Vault = vault, SecretsMapping = new SecretsMapping { ClientSecret = name }, Force = true }));
        Assert.Equal(ErrorReason.VaultEntryExists, planned.Reason);
    }

    [Fact]
    public async Task The_modules_own_key_is_nobodys()
    {
        await using var saved = await SavedScene.StartAsync();

        await AssertRefusedAsync(saved, Target(saved, "AUTH0PS-fingerprint-key") with { Options = new() { Force = true } }, ErrorReason.InvalidArgument, "module's own key");
    }

    [Fact]
    public async Task Of_two_runs_at_once_for_one_entry_one_is_refused_before_it_changes_anything()
    {
        await using var saved = await SavedScene.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(100) });
        var other = await saved.OtherAsync();
        var targets = new[] { Target(saved, "shared"), Target(saved, "shared") with { ClientId = other.ClientId } };
        var live = await Task.WhenAll(targets.Select(target => saved.Scene.Tenant.LiveSecretAsync(target.ClientId)));

        var rotations = await Task.WhenAll(targets.Select(target => saved.Scene.RotateAsync(target)));

        var winner = Array.FindIndex(rotations, rotation => rotation.Status == RotationStatus.Succeeded);
        Assert.Equal(ErrorReason.VaultEntryExists, rotations[1 - winner].Failure!.Reason);
        Assert.Equal(await saved.Scene.Tenant.LiveSecretAsync(targets[winner].ClientId), saved.Scene.Vault.Text("shared"));
        Assert.Equal(live[1 - winner], await saved.Scene.Tenant.LiveSecretAsync(targets[1 - winner].ClientId));
        Assert.Equal(1, saved.Scene.Patches);
    }

    [Fact]
    public async Task What_was_refused_or_is_done_leaves_the_entry_free_for_the_next()
    {
        await using var saved = await SavedScene.StartAsync();
        await saved.Scene.RotateAsync(Target(saved, "shared"));
        var other = await saved.OtherAsync();

        var taken = await saved.Scene.RotateAsync(Target(saved, "shared") with { ClientId = other.ClientId });
        var forced = await saved.Scene.RotateAsync(Target(saved, "shared") with { ClientId = other.ClientId, Options = new() { Force = true } });

        Assert.Equal((RotationStatus.Failed, RotationStatus.Succeeded), (taken.Status, forced.Status));
    }

    private static RotationTarget Target(SavedScene saved, string secret) => saved.Scene.Target with { Name = "adhoc", Mapping = new SecretsMapping { ClientSecret = secret } };

    private static async Task AssertRefusedAsync(SavedScene saved, RotationTarget target, ErrorReason reason, string whose)
    {
        var (live, entries, patches) = (await saved.Scene.LiveAsync(), saved.Scene.Vault.Entries, saved.Scene.Patches);

        var rotation = await saved.Scene.RotateAsync(target);

        Assert.Equal((RotationStatus.Failed, reason), (rotation.Status, rotation.Failure?.Reason));
        Assert.Contains(whose, rotation.Failure!.Message, StringComparison.Ordinal);
        Assert.NotEmpty(rotation.Failure.RecommendedAction!);
        Assert.Equal((live, patches), (await saved.Scene.LiveAsync(), saved.Scene.Patches));
        Assert.Equal(entries, saved.Scene.Vault.Entries);
        Assert.False(saved.Scene.State.Journal.Find(saved.Scene.Session.ClientOf(target.ClientId)) is { IsOpen: true });
    }
}
