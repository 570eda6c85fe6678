using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Rotation.Definitions;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Connections;

/// <summary>A client is one of a tenant, through whichever of its hosts it is reached.</summary>
public sealed class ClientIdentityTests
{
    private const string Own = "example.eu.auth0.com";
    private const string Custom = "login.example.com";

    [Theory]
    [InlineData(Own, "https://example.eu.auth0.com/api/v2/", Own)]
    [InlineData(Custom, "https://example.eu.auth0.com/api/v2/", Own)]
    [InlineData("Login.Example.com", "https://EXAMPLE.eu.auth0.com/api/v2/", Own)]
    [InlineData(Custom, null, Custom)]
    [InlineData(Custom, "https://tenant.private.cloud/api/v2/", "tenant.private.cloud")]
    [InlineData(Own, "https://other.us.auth0.com/api/v2/", Own)] // a tenant's own host is that tenant, whatever else was typed
    [InlineData("http://localhost:5000", "http://127.0.0.1:5000/api/v2/", "http://127.0.0.1:5000")]
    [InlineData("http://localhost:5000", null, "http://localhost:5000")]
    [InlineData(Custom, "http://example.eu.auth0.com/api/v2/", Custom)]
    public void The_tenant_is_the_one_whose_management_api_is_asked_for(string host, string? audience, string tenant)
    {
        var connection = Connection("c", host, audience);

        Assert.Equal(tenant, new TenantNames([connection]).Of(connection));
        Assert.Equal(tenant, new TenantNames([connection]).OfHost(connection.Domain));
    }

    [Fact]
    public void Connections_for_other_apis_are_of_the_tenant_that_another_connection_names_at_their_host()
    {
        var mine = Connection("mine", Custom) with { ApiType = Auth0ApiType.MyAccount, Audience = $"https://{Custom}/me/" };
        var api = Connection("api", Custom) with { ApiType = Auth0ApiType.Custom, Audience = "https://api.example.com" };

        var tenants = new TenantNames([mine, api, Connection("admin", Custom, $"https://{Own}/api/v2/")]);

        Assert.Equal((Own, Own), (tenants.Of(mine), tenants.Of(api)));
        Assert.Equal([Custom], tenants.Client(mine, "abc").OtherHosts);
        Assert.Equal(new ClientIdentity(Own, "abc"), tenants.Client(mine, "abc"));
        Assert.Equal(Custom, new TenantNames([mine, api]).Of(api));
    }

    [Fact]
    public async Task Two_definitions_of_one_client_through_two_hosts_are_refused()
    {
        using var scene = new DefinitionScene();
        var custom = await scene.Connections.AddAsync(Connection("custom", Custom, $"https://{Own}/api/v2/"), ConnectionSecret.None, CancellationToken.None);
        await scene.Registry().AddAsync(scene.Definition("billing", "abc"), CancellationToken.None);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => scene.Registry().AddAsync(
            new RotationRequest { Vault = "Other" }.Build(former: null, custom, "abc", "again", DefinitionScene.Made), CancellationToken.None));

        Assert.Equal(ErrorReason.RotationExists, failure.Reason);
        Assert.Contains("'billing'", failure.Message, StringComparison.Ordinal);
        await scene.Registry().AddAsync(new RotationRequest { Vault = "Other" }.Build(former: null, custom, "def", "other", DefinitionScene.Made), CancellationToken.None);
    }

    [Fact]
    public async Task A_lease_through_one_host_keeps_the_other_out_also_one_of_a_version_that_knew_only_hosts()
    {
        using var scene = new DefinitionScene();
        var custom = await scene.Connections.AddAsync(Connection("custom", Custom, $"https://{Own}/api/v2/"), ConnectionSecret.None, CancellationToken.None);
        var (byCustom, byOwn) = (scene.Connections.Client(custom, "abc"), scene.Connections.Client(scene.Connection, "abc"));
        Assert.False(scene.State.Leases.IsHeld(byOwn));

        using (await scene.State.Leases.TakeAsync(byCustom, CancellationToken.None))
        {
            Assert.True(scene.State.Leases.IsHeld(byOwn));
            await Assert.ThrowsAsync<Auth0Exception>(() => scene.State.Leases.TakeAtOnceAsync(byOwn, CancellationToken.None));
        }

        foreach (var host in (string[])[Own, Custom])
        {
            using var former = await scene.State.Leases.TakeAsync(new ClientIdentity(host, "abc"), CancellationToken.None);
            Assert.True(scene.State.Leases.IsHeld(byOwn), host);
            Assert.True(scene.State.Leases.IsHeld(byCustom), host);
        }
    }

    [Fact]
    public async Task A_journal_that_was_kept_under_a_custom_domain_is_found_and_the_unfinished_or_later_one_counts()
    {
        using var scene = new DefinitionScene();
        var custom = await scene.Connections.AddAsync(Connection("custom", Custom, $"https://{Own}/api/v2/"), ConnectionSecret.None, CancellationToken.None);
        var rotation = await scene.Registry().AddAsync(scene.Definition("billing", "abc"), CancellationToken.None);
        var former = DefinitionScene.Run(rotation, DefinitionScene.Made.AddDays(1), status: null) with { Domain = Custom, ConnectionId = custom.Id, Phase = RotationPhase.Applying };
        scene.State.Journal.Write(former);

        Assert.Equal(RotationState.Interrupted, scene.Registry().Require("billing").State);
        var found = Assert.Single(new InterruptedRotations(scene.State).Find(static _ => true, static failure => Assert.Fail(failure.Message)));
        Assert.Equal(former.JobId, found.JobId);

        // One of its own is younger; the unfinished one counts as long as it is that.
        scene.State.Journal.Write(DefinitionScene.Run(rotation, DefinitionScene.Made.AddDays(2), RotationStatus.Succeeded));
        Assert.Equal(RotationState.Interrupted, scene.Registry().Require("billing").State);
        scene.State.Journal.Write(former with { Status = RotationStatus.Failed });
        Assert.Equal(RotationStatus.Succeeded, scene.Registry().Require("billing").RotationStatus);
    }

    [Fact]
    public async Task A_connection_goes_to_no_other_tenant_while_its_rotation_is_not_finished_and_to_another_host_of_its_own_it_may()
    {
        using var scene = new DefinitionScene();
        var connection = await scene.Connections.AddAsync(Connection("custom", Custom, $"https://{Own}/api/v2/"), ConnectionSecret.None, CancellationToken.None);
        var rotation = await scene.Registry().AddAsync(new RotationRequest { Vault = "Prod" }.Build(former: null, connection, "abc", "billing", DefinitionScene.Made), CancellationToken.None);
        scene.State.Journal.Write(DefinitionScene.Run(rotation, DefinitionScene.Made, status: null) with { Tenant = Own, Phase = RotationPhase.Applying });
        var factory = new ConnectionFactory(scene.State);

        var refused = await Assert.ThrowsAsync<Auth0Exception>(() => SetAsync("other.us.auth0.com", audience: null));
        Assert.Equal(ErrorReason.RotationInterrupted, refused.Reason);
        Assert.Contains("Resume-Auth0SecretRotation -Name billing", refused.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(Custom, scene.Connections.Require("custom").Domain);

        await SetAsync(Own, audience: null);
        Assert.Equal(RotationState.Interrupted, scene.Registry().Require("billing").State);
        await SetAsync("id.example.com", $"https://{Own}/api/v2/");
        Assert.Equal(RotationState.Interrupted, scene.Registry().Require("billing").State);

        async Task SetAsync(string host, string? audience)
        {
            var former = scene.Connections.Require("custom");
            var changed = Connection("custom", host, audience) with { Id = former.Id };
            await factory.KeepAsync(new ConnectionPlan { Connection = changed, Former = former }, skipTest: true, CancellationToken.None);
        }
    }

    [Fact]
    public async Task What_began_through_one_host_is_finished_through_the_other_in_one_journal()
    {
        await using var scene = await RotationScene.StartAsync();
        var other = await OtherHostAsync(scene);
        var client = scene.Application.ClientId;

        // Killed at Applying through the other host, as a version wrote it that knew only hosts.
        await Assert.ThrowsAsync<InvalidOperationException>(() => new VaultRotator(other) { Reached = phase => _ = phase == RotationPhase.Applying ? throw new InvalidOperationException("killed") : 0 }.RotateAsync(scene.Target, isDue: null, CancellationToken.None));
        Assert.True(scene.State.Journal.Find(scene.Session.ClientOf(client)) is { IsOpen: true, Tenant: not null });

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(1, scene.Patches);
        Assert.Single(Directory.GetFiles(scene.State.JournalFolder(), "*.json"));
        Assert.False(scene.State.Journal.Find(other.ClientOf(client))!.IsOpen);
    }

    [Fact]
    public async Task A_connection_through_another_host_moves_along_with_its_own_secret()
    {
        await using var scene = await RotationScene.StartAsync();
        await scene.ChooseMachineAsync();
        await scene.PlantAsync("signs-in", (await scene.LiveAsync())!);
        var other = await OtherHostAsync(scene, scene.Application.ClientId, new SecretReference { Location = SecretLocation.Vault, Vault = "Prod", SecretName = "signs-in" });

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);

        Assert.Equal(await scene.LiveAsync(), scene.Vault.Text("signs-in"));
        var moved = scene.Tenant.Registry.Find(other.Connection.Id)!;
        using var secret = Tenant.Protect((await scene.LiveAsync())!);
        Assert.Equal(CredentialsHash.Of(moved.Domain, moved.ClientId, secret), moved.CredentialsHash);
    }

    private static async Task<Auth0Ps.Applications.TenantSession> OtherHostAsync(RotationScene scene, string? clientId = null, SecretReference? reference = null)
    {
        var sandbox = scene.Tenant.Sandbox;
        var request = new ConnectionRequest { Name = "other", Domain = sandbox.Domain.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), ClientId = clientId ?? sandbox.ClientId, ClientSecret = Tenant.Protect(sandbox.ClientSecret), Audience = sandbox.Audience };
        var built = request.Build(DateTimeOffset.UtcNow);
        Assert.NotEqual(sandbox.Domain, built.Domain);
        return scene.Tenant.Open(await scene.Tenant.Registry.AddAsync(reference is null ? built : built with { SecretReference = reference }, reference is null ? request.Secret : ConnectionSecret.None, CancellationToken.None));
    }

    private static Auth0Connection Connection(string name, string host, string? audience = null) =>
        new ConnectionRequest { Name = name, Domain = host, ClientId = "own", ClientSecret = Tenant.Protect("planted"), Audience = audience }.Build(DefinitionScene.Made);
}
