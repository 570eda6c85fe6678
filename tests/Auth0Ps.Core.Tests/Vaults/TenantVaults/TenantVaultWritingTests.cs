using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.TenantVaults;

namespace Auth0Ps.Core.Tests.Vaults.TenantVaults;

/// <summary>Setting secrets.</summary>
public sealed class TenantVaultWritingTests
{
    private const string Long = "A-secret-of-somebody-else's-making-0123456789";

    [Fact]
    public async Task A_secret_or_a_credential_is_set()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var id = await scene.CreateAsync("Target");

        await scene.WriteAsync("target", Long);
        Assert.Equal(Long, await scene.Tenant.LiveSecretAsync(id));

        await scene.WriteAsync("Target", Long + "!", id);
        Assert.Equal(Long + "!", await scene.Tenant.LiveSecretAsync(id));
        Assert.Equal($"{id}:{Long}!", await scene.ReadAsync("Target"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890")]
    [InlineData("01234567890123456789012345678901\n")]
    [InlineData("01234567890123456789012345678901ä")]
    public async Task What_cannot_be_a_secret_is_refused_before_any_request(string secret)
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var before = scene.Tenant.Sandbox.Requests.Count;

        var failure = await TenantVaultScene.RefusesAsync(ErrorReason.InvalidArgument, () => scene.WriteAsync("Customer Portal", secret));

        Assert.Equal(before, scene.Tenant.Sandbox.Requests.Count);
        Assert.DoesNotContain("0123456789", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thirty_two_characters_are_enough()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var id = await scene.CreateAsync("Target");

        await scene.WriteAsync(id, Long[..32]);

        Assert.Equal(Long[..32], await scene.Tenant.LiveSecretAsync(id));
    }

    [Fact]
    public async Task A_credential_of_another_is_refused()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        await scene.CreateAsync("Target");

        var failure = await TenantVaultScene.RefusesAsync(ErrorReason.InvalidArgument, () => scene.WriteAsync("Target", Long, "somebody"));

        Assert.Contains("'somebody'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Patches);
    }

    [Fact]
    public async Task What_is_not_there_or_means_several_is_not_written()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        await scene.CreateAsync("Twin");
        await scene.CreateAsync("twin");

        await TenantVaultScene.RefusesAsync(ErrorReason.ApplicationNotFound, () => scene.WriteAsync("nobody", Long));
        await TenantVaultScene.RefusesAsync(ErrorReason.InvalidArgument, () => scene.WriteAsync("Twin", Long));
        Assert.Equal(0, scene.Patches);
    }

    [Fact]
    public async Task An_application_that_any_connection_signs_in_as_is_left_alone()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var other = await scene.Tenant.OpenWithScopesAsync("read:clients");

        foreach (var connection in new[] { scene.Connection, other.Connection })
        {
            var failure = await TenantVaultScene.RefusesAsync(ErrorReason.ApplicationNotRotatable, () => scene.WriteAsync(connection.ClientId, Long));
            Assert.Contains($"'{connection.Name}' signs in", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, scene.Patches);
    }

    [Fact]
    public async Task An_application_on_private_keys_is_left_alone()
    {
        await using var scene = await TenantVaultScene.StartAsync(new SandboxOptions { ApplicationCount = 40, RateLimit = RateLimitProfile.None });
        var application = (await Tenant.ListAsync(await scene.Tenant.OpenAsync())).First(candidate => candidate.TokenEndpointAuthMethod == "private_key_jwt");

        await TenantVaultScene.RefusesAsync(ErrorReason.ApplicationNotRotatable, () => scene.WriteAsync(application.ClientId, Long));

        Assert.Equal(0, scene.Patches);
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_sent()
    {
        await using var scene = await TenantVaultScene.StartAsync(scopes: ["read:clients", "read:client_keys"]);

        var failure = await TenantVaultScene.RefusesAsync(ErrorReason.InsufficientScope, () => scene.WriteAsync("Customer Portal", Long));

        Assert.Contains("update:client_keys", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Patches);
    }

    [Fact]
    public async Task A_lost_answer_is_found_out()
    {
        await using var scene = await TenantVaultScene.StartAsync(speed: 20);
        var id = await scene.CreateAsync("Target");
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 50, Action = FaultAction.DropAfter });

        await scene.WriteAsync("Target", Long);

        Assert.Equal(Long, await scene.Tenant.LiveSecretAsync(id));
    }

    [Fact]
    public async Task An_outcome_that_stays_unknown_says_so()
    {
        await using var scene = await TenantVaultScene.StartAsync(speed: 20);
        var id = await scene.CreateAsync("Target");
        var old = await scene.Tenant.LiveSecretAsync(id);
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 50, Action = FaultAction.Status, Status = 502, Body = "<html>" });

        var failure = await TenantVaultScene.RefusesAsync(ErrorReason.RotationInterrupted, () => scene.WriteAsync("Target", Long));

        Assert.Contains("It is not known", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Long, failure.Message, StringComparison.Ordinal);
        Assert.Equal(old, await scene.Tenant.LiveSecretAsync(id));
    }

    [Fact]
    public async Task A_refusal_says_that_nothing_changed()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var id = await scene.CreateAsync("Target");
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.Status, Status = 400 });

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => scene.WriteAsync("Target", Long));

        Assert.Equal(ErrorReason.RequestRefused, failure.Reason);
        Assert.Contains("was not changed", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual(Long, await scene.Tenant.LiveSecretAsync(id));
    }

    [Fact]
    public async Task Whoever_is_inside_a_vault_does_not_wait_for_a_command_of_the_same_process()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var id = await scene.CreateAsync("Target");
        using (await scene.Tenant.State.Leases.TakeAsync(new ClientIdentity(scene.Connection.Domain, id), CancellationToken.None))
            await TenantVaultScene.RefusesAsync(ErrorReason.RotationBusy, () => scene.WriteAsync("Target", Long).WaitAsync(TimeSpan.FromSeconds(8)));

        await scene.WriteAsync("Target", Long);

        Assert.Equal(Long, await scene.Tenant.LiveSecretAsync(id));
    }

    [Fact]
    public async Task An_interrupted_rotation_is_finished_first()
    {
        await using var scene = await RotationScene.StartAsync();
        scene.Vault.FailsToWrite = static entry => entry == "billing-client-secret";
        await scene.RotateAsync();
        var vault = new TenantVault("Tenant", scene.Session);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => vault.WriteAsync(scene.Application.ClientId, new VaultSecret(Tenant.Protect(Long)), CancellationToken.None));

        Assert.Equal(ErrorReason.RotationInterrupted, failure.Reason);
        Assert.Contains("Resume-Auth0SecretRotation -Name billing", failure.RecommendedAction, StringComparison.Ordinal);
        await scene.AssertNothingLostAsync();
    }
}
