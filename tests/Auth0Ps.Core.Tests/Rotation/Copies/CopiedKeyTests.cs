using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;

namespace Auth0Ps.Core.Tests.Rotation.Copies;

/// <summary>Private keys that go into further vaults.</summary>
public sealed class CopiedKeyTests
{
    private static readonly SecretsMapping Short = new() { PrivateKey = "key" };

    [Fact]
    public async Task Copies_get_the_key_its_id_the_client_id_and_the_previous_key()
    {
        await using var keys = await KeyScene.StartAsync();
        var (east, west) = Use(keys);

        Assert.Equal(RotationStatus.Succeeded, (await keys.RotateAsync(Target(keys))).Status);
        var first = keys.Final;
        AssertEqual(keys, east, west);
        var rotated = await keys.RotateAsync(Target(keys));

        Assert.Equal((RotationStatus.Succeeded, "East Succeeded, West Succeeded"), (rotated.Status, string.Join(", ", rotated.Copies.Select(copy => $"{copy.Vault} {copy.Status}"))));
        AssertEqual(keys, east, west);
        Assert.Equal((first, first), (east.Text("billing-private-key-previous"), west.Text("key-previous")));
        Assert.Equal((rotated.KeyId, keys.ClientId), (east.Text("billing-key-id"), east.Text("billing-client-id")));
        Assert.True(await keys.WorksAsync(west.Text("key")!));
        await keys.AssertInvariantsAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_that_fails_is_finished_without_calling_the_tenant(bool resumes)
    {
        await using var keys = await KeyScene.StartAsync();
        var (east, west) = Use(keys);
        await keys.RotateAsync(Target(keys));
        west.FailsToWrite = static entry => entry == "key";

        var failed = await keys.RotateAsync(Target(keys));

        Assert.Equal((RotationStatus.Interrupted, RotationPhase.Promoted), (failed.Status, failed.Phase));
        Assert.Contains("The copy 'key' in vault 'West'", failed.Failure!.Message, StringComparison.Ordinal);
        Assert.True(await keys.WorksAsync(keys.Final!));
        var requests = keys.Scene.Tenant.Sandbox.Requests.Count;
        west.FailsToWrite = static _ => false;
        var finished = resumes ? await keys.ResumeAsync() : await keys.RotateAsync(Target(keys));

        Assert.Equal((RotationStatus.Succeeded, failed.JobId, requests), (finished!.Status, finished.JobId, keys.Scene.Tenant.Sandbox.Requests.Count));
        AssertEqual(keys, east, west);
        await keys.AssertInvariantsAsync();
    }

    [Theory]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    public async Task Wherever_a_run_breaks_off_one_more_makes_every_copy_equal(RotationPhase at)
    {
        await using var keys = await KeyScene.StartAsync();
        var (east, west) = Use(keys);
        await keys.RotateAsync(Target(keys));
        await Assert.ThrowsAsync<TimeoutException>(() => keys.RotateAsync(Target(keys), phase => _ = phase == at ? throw new TimeoutException() : phase));

        Assert.Equal(RotationStatus.Succeeded, (await keys.ResumeAsync())!.Status);

        AssertEqual(keys, east, west);
        await keys.AssertInvariantsAsync();
    }

    [Fact]
    public async Task The_end_of_an_overlap_waits_for_no_copy()
    {
        await using var keys = await KeyScene.StartAsync();
        Use(keys);
        await keys.RotateAsync(Target(keys));
        await keys.RotateAsync(Target(keys));
        var state = keys.Scene.State;
        var entry = state.Journal.Find(keys.Scene.Session.ClientOf(keys.ClientId))!;
        state.Journal.Write(entry with { Keys = [.. entry.Keys.Select(key => key with { RetiresAt = key.RetiresAt - TimeSpan.FromDays(1) })] });
        keys.Scene.State.Vaults = new FolderVaults(keys.Scene.Vault);

        var retired = await keys.RotateAsync(Target(keys) with { Options = new() { RetiresOnly = true } });

        Assert.True(retired.Status == RotationStatus.Succeeded, retired.Message);
        Assert.Single(await keys.CredentialsAsync());
    }

    private static RotationTarget Target(KeyScene keys) => keys.Target with
    {
        CopyTo = [new Auth0SecretDestination { Vault = "East", SecretsMapping = KeyScene.Mapping }, new Auth0SecretDestination { Vault = "West", SecretsMapping = Short }],
    };

    private static (FolderVault East, FolderVault West) Use(KeyScene keys)
    {
        var folder = Path.GetDirectoryName(keys.Scene.DataFolder)!;
        var (east, west) = (new FolderVault(Path.Combine(folder, "East")), new FolderVault(Path.Combine(folder, "West")));
        keys.Scene.State.Vaults = new FolderVaults(keys.Scene.Vault, east, west);
        return (east, west);
    }

    private static void AssertEqual(KeyScene keys, FolderVault east, FolderVault west)
    {
        Assert.NotNull(keys.Final);
        Assert.Equal((keys.Final, keys.Final, keys.Previous, keys.Previous), (east.Text("billing-private-key"), west.Text("key"), east.Text("billing-private-key-previous"), west.Text("key-previous")));
    }
}
