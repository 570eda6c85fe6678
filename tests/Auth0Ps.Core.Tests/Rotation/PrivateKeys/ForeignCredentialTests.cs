using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Core.Tests.Rotation.PrivateKeys;

/// <summary>Credentials that sign requests, sign in by mTLS or reach the token vault are none of a rotation's: neither counted as keys, nor shown, nor touched.</summary>
public sealed class ForeignCredentialTests
{
    private const string Requests = "signed_request_object";
    private const string TokenVault = "token_vault_privileged_access";

    [Theory]
    [InlineData(Requests, false)]
    [InlineData(Requests, true)]
    [InlineData(TokenVault, false)]
    [InlineData(TokenVault, true)]
    public async Task Two_for_another_use_are_in_nobodys_way(string use, bool ends)
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        string[] others = [(await scene.RegisterForeignAsync(attach: false)).CredentialId, (await scene.RegisterForeignAsync(attach: false)).CredentialId];
        await scene.UseAsync(use, others);
        var target = scene.Target with { Options = new() { EndsKeys = ends, DeletableKeys = ends ? others : [] } };
        var plan = await new KeyPlanner(scene.Scene.Session).PlanAsync(target, CancellationToken.None);
        Assert.Null(plan.MustGo);
        Assert.DoesNotContain(plan.Steps, step => step.Contains("DELETE", StringComparison.Ordinal));

        for (var count = 0; count < 3; count++)
        {
            var rotation = await scene.RotateAsync(target);
            Assert.True(rotation.Status == RotationStatus.Succeeded, rotation.Message);
            Assert.DoesNotContain("keeps working", rotation.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Known(scene), key => others.Contains(key.CredentialId));
            await scene.AssertInvariantsAsync(others);
        }

        Assert.Equal([RotationKeyState.Current, RotationKeyState.Previous], Known(scene).Select(key => key.State));
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(target with { Options = target.Options with { RetiresOnly = true } })).Status);
        Assert.Equal(3, (await scene.CredentialsAsync()).Count);
        await AssertServeAsync(scene, use, others);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Four_of_others_leave_no_place_and_the_error_says_what_is_there_and_offers_none(bool ends)
    {
        await using var scene = await KeyScene.StartAsync();
        var secret = await scene.Scene.LiveAsync();
        var others = await FillAsync(scene, 4);
        var target = scene.Target with { Options = new() { EndsKeys = ends, DeletableKeys = ends ? others : [] } };

        var refused = await scene.RotateAsync(target);

        Assert.Equal((RotationStatus.Failed, ErrorReason.KeyLimitReached), (refused.Status, refused.Failure!.Reason));
        Assert.All(others, id => Assert.Contains(id, refused.Message, StringComparison.Ordinal));
        Assert.Contains("4 credentials", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"for {Requests}", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"for {TokenVault}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(others[3], refused.Failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(others[0], refused.Failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("-Force", refused.Failure.RecommendedAction, StringComparison.Ordinal);
        await Assert.ThrowsAsync<Auth0Exception>(() => new KeyPlanner(scene.Scene.Session).PlanAsync(target, CancellationToken.None));
        Assert.Equal(others.Order(), (await scene.CredentialsAsync()).Select(item => item.GetProperty("id").GetString()!).Order());
        Assert.Equal((0, secret), (scene.Scene.Vault.Entries.Count, await scene.Scene.LiveAsync()));

        await scene.DeleteAsync(others[3]);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(target)).Status);
        await scene.AssertInvariantsAsync(others);
    }

    [Fact]
    public async Task Three_of_others_leave_the_current_key_working_and_no_place_beside_it()
    {
        await using var scene = await KeyScene.StartAsync();
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        var current = scene.Final;
        var others = await FillAsync(scene, 3);

        var refused = await scene.RotateAsync(scene.Target with { Options = new() { EndsKeys = true } });

        Assert.Equal((RotationStatus.Failed, ErrorReason.KeyLimitReached), (refused.Status, refused.Failure!.Reason));
        Assert.DoesNotContain("-Force", refused.Failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal((current, current), (scene.Final, scene.Next));
        await scene.AssertInvariantsAsync(others);
    }

    [Fact]
    public async Task A_place_is_made_by_ending_the_previous_key_and_never_what_another_use_needs()
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.RotateAsync();
        await scene.RotateAsync();
        var previous = scene.Previous!;
        var others = await FillAsync(scene, 2);

        var refused = await scene.RotateAsync();
        Assert.Equal(ErrorReason.KeyLimitReached, refused.Failure!.Reason);
        Assert.Contains("works until", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(others, id => refused.Message.Contains(id, StringComparison.Ordinal));

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { EndsKeys = true } })).Status);
        Assert.False(await scene.WorksAsync(previous));
        await AssertServeAsync(scene, Requests, others);
        await scene.AssertInvariantsAsync(others);
    }

    [Theory]
    [InlineData(Requests)]
    [InlineData(TokenVault)]
    public async Task A_key_of_somebody_else_that_does_both_is_counted_and_never_ended(string use)
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        var (both, pem) = await scene.RegisterForeignAsync();
        await scene.UseAsync(use, both);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { EndsKeys = true } })).Status);

        var refused = await scene.RotateAsync(scene.Target with { Options = new() { EndsKeys = true, DeletableKeys = [both] } });

        Assert.Equal(ErrorReason.KeyLimitReached, refused.Failure!.Reason);
        Assert.DoesNotContain("-Force", refused.Failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(RotationStatus.Skipped, (await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } })).Status);
        Assert.True(await scene.WorksAsync(pem));
        await AssertServeAsync(scene, use, both);
    }

    [Theory]
    [InlineData(Requests)]
    [InlineData(TokenVault)]
    public async Task A_key_of_ours_that_got_another_use_is_taken_out_of_ours_and_stays(string use)
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        await scene.RotateAsync();
        var shared = Assert.Single(await scene.AttachedAsync());
        await scene.UseAsync(use, shared);
        await scene.RotateAsync();
        var previous = scene.Previous!;

        var retired = await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } });

        Assert.True(retired.Status == RotationStatus.Succeeded, retired.Message);
        Assert.Contains("stays registered", retired.Message, StringComparison.Ordinal);
        Assert.False(await scene.WorksAsync(previous));
        Assert.Equal(RotationKeyState.Current, Assert.Single(Known(scene)).State);
        await AssertServeAsync(scene, use, shared);
        Assert.Equal(RotationStatus.Skipped, (await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } })).Status);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        await AssertServeAsync(scene, use, shared);
    }

    /// <summary>The version before wrote every credential down as a key, and with -Force a time at which it was to be deleted.</summary>
    [Fact]
    public async Task What_was_once_written_down_to_be_deleted_is_not_where_it_serves_another_use_or_none()
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.RotateAsync();
        var others = await FillAsync(scene, 3);
        var entry = scene.Scene.State.Journal.Find(scene.Scene.Session.ClientOf(scene.ClientId))!;
        scene.Scene.State.Journal.Write(entry with
        {
            Keys = [.. entry.Keys, .. others.Select(id => new Auth0RotationKey { CredentialId = id, State = RotationKeyState.Foreign, RetiresAt = DateTimeOffset.UtcNow.AddDays(-1) })],
        });

        var retired = await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } });

        Assert.Equal(RotationStatus.Skipped, retired.Status);
        Assert.Equal(4, (await scene.CredentialsAsync()).Count);
        Assert.Equal(RotationKeyState.Current, Assert.Single(Known(scene)).State);
        await scene.AssertInvariantsAsync(others);
    }

    [Theory]
    [InlineData(Requests)]
    [InlineData(TokenVault)]
    public async Task Going_back_to_a_secret_and_revoking_leave_them(string use)
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.RotateAsync();
        await scene.RotateAsync();
        var other = (await scene.RegisterForeignAsync(attach: false)).CredentialId;
        var shared = (await scene.AttachedAsync())[0];
        await scene.UseAsync(use, other, shared);

        Assert.InRange(await new KeyRevocation(scene.Scene.Session).RevokeAsync(Saved(scene), CancellationToken.None), 1, 9);

        Assert.Empty(await scene.AttachedAsync());
        Assert.False(await scene.WorksAsync(scene.Final!));
        Assert.Equal(2, (await scene.CredentialsAsync()).Count);
        await AssertServeAsync(scene, use, other, shared);

        await scene.RotateAsync();
        var back = await scene.RotateAsync(scene.Scene.Target with { MovesBack = true });
        Assert.True(back.Status == RotationStatus.Succeeded, back.Message);
        Assert.Equal(2, (await scene.CredentialsAsync()).Count);
        await AssertServeAsync(scene, use, other, shared);
    }

    [Theory]
    [InlineData("tls_client_auth")]
    [InlineData("self_signed_tls_client_auth")]
    public async Task What_signs_in_by_mTLS_is_not_touched(string method)
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        await scene.RotateAsync();
        await scene.RotateAsync();
        string[] others = [await scene.RegisterCertificateAsync("CN=one"), await scene.RegisterCertificateAsync("CN=two")];
        await scene.UseAsync(method, others);

        foreach (var target in new[] { scene.Target with { Options = new() { EndsKeys = true, DeletableKeys = others } }, scene.Target with { Options = new() { RetiresOnly = true } } })
            Assert.Equal((RotationStatus.Failed, ErrorReason.ApplicationNotRotatable), await OutcomeAsync(scene, target));
        Assert.Equal(4, (await scene.CredentialsAsync()).Count);
        await new KeyRevocation(scene.Scene.Session).RevokeAsync(Saved(scene), CancellationToken.None);

        Assert.Equal(others.Order(), (await scene.CredentialsAsync()).Select(item => item.GetProperty("id").GetString()!).Order());
        await AssertServeAsync(scene, method, others);
    }

    [Fact]
    public async Task Certificates_that_wait_for_their_use_take_a_place_and_nothing_else()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        string[] others = [await scene.RegisterCertificateAsync("CN=one"), await scene.RegisterCertificateAsync("CN=two")];

        for (var count = 0; count < 3; count++)
            Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { EndsKeys = true } })).Status);

        await scene.AssertInvariantsAsync(others);
        Assert.Subset((await scene.CredentialsAsync()).Select(item => item.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal), others.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(2, Known(scene).Count);
    }

    /// <summary>Somebody brings a key into use while ours is registered and not yet in use: a third one is not sent, and there is a way out.</summary>
    [Fact]
    public async Task A_registered_key_waits_until_there_is_room_for_its_use()
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.RotateAsync();
        scene.Scene.Tenant.Sandbox.AddFault(new() { Method = "PATCH", Path = "/api/v2/clients/*", Action = Auth0Ps.Sandbox.FaultAction.Status, Status = 403, Body = "<html>Forbidden</html>" });
        Assert.Equal(RotationStatus.Interrupted, (await scene.RotateAsync()).Status);
        var staged = scene.Next;
        var (foreign, pem) = await scene.RegisterForeignAsync();
        var patches = scene.Scene.Patches;

        var stuck = (await scene.ResumeAsync())!;

        Assert.Equal(RotationStatus.Interrupted, stuck.Status);
        Assert.Contains(foreign, stuck.Message, StringComparison.Ordinal);
        Assert.Contains("dashboard", stuck.Failure!.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(patches, scene.Scene.Patches);
        Assert.True(await scene.WorksAsync(pem));
        Assert.True(await scene.WorksAsync(scene.Final!));

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { DeletableKeys = [foreign] } })).Status);
        Assert.Equal(staged, scene.Final);
        Assert.False(await scene.WorksAsync(pem));
        await scene.AssertInvariantsAsync();
    }

    private static IReadOnlyList<Auth0RotationKey> Known(KeyScene scene) => scene.Scene.State.Journal.Find(scene.Scene.Session.ClientOf(scene.ClientId))!.Keys;

    private static async Task<(RotationStatus Status, ErrorReason? Reason)> OutcomeAsync(KeyScene scene, RotationTarget target)
    {
        var rotation = await scene.RotateAsync(target);
        return (rotation.Status, rotation.Failure?.Reason);
    }

    /// <summary>Credentials of others: two that sign requests, then one for the token vault, then one for nothing.</summary>
    private static async Task<string[]> FillAsync(KeyScene scene, int count)
    {
        var ids = new List<string>();
        while (ids.Count < count)
            ids.Add((await scene.RegisterForeignAsync(attach: false)).CredentialId);
        await scene.UseAsync(Requests, [.. ids.Take(2)]);
        if (count > 3)
            await scene.UseAsync(TokenVault, ids[2]);
        return [.. ids];
    }

    private static async Task AssertServeAsync(KeyScene scene, string use, params string[] ids)
    {
        using var client = await scene.Scene.Tenant.CallAsync(HttpMethod.Get, $"clients/{scene.ClientId}", body: null);
        var settings = client.RootElement.TryGetProperty(use, out var setting) ? setting : client.RootElement.GetProperty("client_authentication_methods").GetProperty(use);
        Assert.Equal(ids.Order(), settings.GetProperty("credentials").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).Order());
        var registered = (await scene.CredentialsAsync()).Select(item => item.GetProperty("id").GetString());
        Assert.All(ids, id => Assert.Contains(id, registered));
    }

    private static Auth0SecretRotation Saved(KeyScene scene) => new()
    {
        Name = "billing",
        Connection = scene.Scene.Session.Connection.Name,
        ConnectionId = scene.Scene.Session.Connection.Id,
        Domain = scene.Scene.Session.Connection.Domain,
        ClientId = scene.ClientId,
        Vault = scene.Target.Vault!,
        SecretsMapping = KeyScene.Mapping,
        CredentialType = CredentialType.PrivateKeyJwt,
        RotationInterval = 30,
    };
}
