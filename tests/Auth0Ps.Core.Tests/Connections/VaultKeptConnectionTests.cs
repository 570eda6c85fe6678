using System.Security.Cryptography;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Core.Tests.Connections;

/// <summary>Connections whose secret is in a vault, from their making to their end. They are saved, each test's in a data folder of its own.</summary>
public sealed class VaultKeptConnectionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-data-").FullName;
    private readonly MemoryVaults _vaults = new();
    private readonly Auth0State _state;
    private SandboxTenant _tenant = null!;

    public VaultKeptConnectionTests()
    {
        _ = _vaults["Prod"];
        _state = NewState();
    }

    private ConnectionRequest Request => new()
    {
        Name = "prod",
        Domain = _tenant.Domain,
        ClientId = _tenant.ClientId,
        ClientSecret = SecureStrings.Protect(_tenant.ClientSecret),
        Vault = "Prod",
    };

    private MemoryVault Vault => _vaults["Prod"];

    public async Task InitializeAsync() => _tenant = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 5 }, CancellationToken.None);

    [Fact]
    public async Task The_secret_goes_into_the_vault_and_a_later_process_signs_in_with_it()
    {
        var kept = await CreateAsync(Request);

        Assert.True(kept.Persisted);
        Assert.Equal("auth0-connection-prod in vault Prod", kept.SecretReference.ToString());
        Assert.True(SecureStrings.AreEqual(Vault["auth0-connection-prod"]!.Secret, SecureStrings.Protect(_tenant.ClientSecret)));
        Assert.DoesNotContain(_tenant.ClientSecret, await File.ReadAllTextAsync(Path.Combine(_folder, "connections.json")), StringComparison.Ordinal);
        var later = NewState();
        Assert.NotNull(await new TenantSession(later.Connections.Require("prod"), later).GetTokenAsync(renew: true));
    }

    [Fact]
    public async Task A_vault_that_cannot_be_used_stops_it_before_anything_is_asked()
    {
        Vault.IsLocked = true;

        var locked = await Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(Request));
        var unknown = await Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(Request with { Vault = "Other" }));

        Assert.Equal(ErrorReason.VaultLocked, locked.Reason);
        Assert.Equal(ErrorReason.VaultNotFound, unknown.Reason);
        Assert.Empty(_tenant.Requests);
        Assert.Empty(_state.Connections.All);
    }

    [Fact]
    public async Task A_secret_that_does_not_work_is_not_put_into_the_vault()
    {
        await Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(Request with { ClientSecret = Tenant.Protect("wrong") }));

        Assert.Empty(Vault.Names);
        Assert.Empty(_state.Connections.All);
    }

    [Fact]
    public async Task A_vault_that_does_not_take_it_leaves_no_connection()
    {
        Vault.FailsToWrite = true;

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(Request));

        Assert.Equal(ErrorReason.VaultWriteFailed, failure.Reason);
        Assert.Empty(_state.Connections.All);
    }

    [Fact]
    public async Task An_entry_that_holds_the_secret_serves_several_connections_and_none_deletes_it()
    {
        Vault["app"] = new VaultSecret(_tenant.ClientId, SecureStrings.Protect(_tenant.ClientSecret));
        var stored = Request with { ClientId = null, ClientSecret = null, SecretName = "app" };

        var first = await CreateAsync(stored);
        var second = await CreateAsync(stored with { Name = "second" });
        Assert.Equal(_tenant.ClientId, first.ClientId);
        await RemoveAsync(first);
        await RemoveAsync(second);

        Assert.Equal("app", Assert.Single(Vault.Names));
    }

    [Fact]
    public async Task A_connection_takes_what_a_named_entry_holds_and_leaves_it_as_it_is()
    {
        Vault["app"] = new VaultSecret(SecureStrings.Protect(_tenant.ClientSecret));
        var here = await Factory().KeepAsync(
            await Factory().PlanAsync(Request with { Vault = null, SecretName = null, ClientSecret = Tenant.Protect("of before") }, former: null, CancellationToken.None),
            skipTest: true,
            CancellationToken.None);

        var changed = await ChangeAsync(here, new ConnectionRequest { Name = "prod", Vault = "Prod", SecretName = "app" });

        Assert.Equal(("app", false), (changed.SecretReference.SecretName, changed.SecretReference.CreatedForConnection));
        Assert.Equal(_tenant.ClientSecret, SecureStrings.Reveal(Vault["app"]!.Secret));
    }

    [Fact]
    public async Task An_entry_that_holds_something_else_is_left_alone()
    {
        Vault["auth0-connection-prod"] = new VaultSecret(Tenant.Protect("somebody else's"));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(Request));

        Assert.Equal(ErrorReason.VaultEntryExists, failure.Reason);
        Assert.Equal("somebody else's", SecureStrings.Reveal(Vault["auth0-connection-prod"]!.Secret));
        Assert.Empty(_tenant.Requests);
    }

    [Theory]
    [InlineData("of another application")]
    [InlineData("missing")]
    public async Task An_entry_that_cannot_serve_is_named(string what)
    {
        if (what != "missing")
            Vault["app"] = new VaultSecret("another", SecureStrings.Protect(_tenant.ClientSecret));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => CreateAsync(Request with { ClientSecret = null, SecretName = "app" }));

        Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
        Assert.Contains("'app'", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_tenant.Requests);
    }

    [Fact]
    public async Task A_private_key_is_kept_without_its_passphrase()
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportEncryptedPkcs8PrivateKeyPem("hush", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

        var kept = await CreateAsync(
            Request with { ClientSecret = null, PrivateKey = Tenant.Protect(pem), KeyPassphrase = Tenant.Protect("hush"), KeyId = "a-key-of-mine" }, skipTest: true);

        Assert.Equal("private_key_jwt", kept.TokenEndpointAuthMethod);
        using var stored = RSA.Create();
        stored.ImportFromPem(SecureStrings.Reveal(Vault["auth0-connection-prod"]!.Secret));
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), stored.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task The_secret_moves_between_the_process_and_vaults()
    {
        _ = _vaults["Other"];
        var here = await CreateAsync(Request with { Vault = null });
        Assert.False(here.Persisted);

        var inProd = await ChangeAsync(here, new ConnectionRequest { Name = "prod", Vault = "Prod" });
        var inOther = await ChangeAsync(inProd, new ConnectionRequest { Name = "prod", Vault = "Other", SecretName = "moved" });
        Assert.True(inProd.Persisted);
        Assert.Empty(Vault.Names);
        Assert.Equal("moved", Assert.Single(_vaults["Other"].Names));
        Assert.NotNull(await new TenantSession(inOther, _state).GetTokenAsync(renew: true));

        var back = await ChangeAsync(inOther, new ConnectionRequest { Name = "prod", Vault = "" });
        Assert.False(back.Persisted);
        Assert.Empty(_vaults["Other"].Names);
        Assert.NotNull(await new TenantSession(back, _state).GetTokenAsync(renew: true));
        Assert.Equal((1, 2, 3, 4), (here.Version, inProd.Version, inOther.Version, back.Version));
        Assert.Equal(here.CredentialsHash, back.CredentialsHash);
    }

    [Fact]
    public async Task A_change_of_another_field_leaves_the_secret_where_it_is()
    {
        var kept = await CreateAsync(Request);

        var changed = await ChangeAsync(kept, new ConnectionRequest { Name = "prod", Description = "the real one" });

        Assert.Equal(kept.SecretReference, changed.SecretReference);
        Assert.Equal(kept.CredentialsHash, changed.CredentialsHash);
        Assert.NotNull(await new TenantSession(changed, _state).GetTokenAsync(renew: true));
    }

    [Fact]
    public async Task A_new_secret_stays_in_the_connections_own_entry()
    {
        var kept = await CreateAsync(Request, skipTest: true);

        var changed = await ChangeAsync(kept, new ConnectionRequest { Name = "prod", ClientSecret = Tenant.Protect("next") }, skipTest: true);

        Assert.Equal("next", SecureStrings.Reveal(Vault["auth0-connection-prod"]!.Secret));
        Assert.NotEqual(kept.CredentialsHash, changed.CredentialsHash);
        Assert.True(changed.SecretReference.CreatedForConnection);
    }

    [Fact]
    public async Task An_entry_that_others_may_use_is_not_overwritten_by_a_change()
    {
        Vault["app"] = new VaultSecret(SecureStrings.Protect(_tenant.ClientSecret));
        var kept = await CreateAsync(Request with { ClientSecret = null, SecretName = "app" });

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => ChangeAsync(kept, new ConnectionRequest { Name = "prod", ClientSecret = Tenant.Protect("next") }));

        Assert.Contains("may serve others", failure.Message, StringComparison.Ordinal);
        Assert.Equal(_tenant.ClientSecret, SecureStrings.Reveal(Vault["app"]!.Secret));
    }

    [Fact]
    public async Task Removal_cleans_up_or_does_not_happen_unless_forced()
    {
        var kept = await CreateAsync(Request);
        Vault.IsLocked = true;

        Assert.Equal(ErrorReason.VaultLocked, (await Assert.ThrowsAsync<Auth0Exception>(() => RemoveAsync(kept))).Reason);
        Assert.Single(_state.Connections.All);

        var left = await Factory().RemoveAsync(kept, force: true, CancellationToken.None);
        Assert.Equal(ErrorReason.VaultLocked, left!.Reason);
        Assert.Empty(_state.Connections.All);
        Assert.Single(Vault.Names);
    }

    [Fact]
    public async Task Removal_takes_the_connections_own_entry_along()
    {
        var kept = await CreateAsync(Request);

        await RemoveAsync(kept);

        Assert.Empty(Vault.Names);
        Assert.Empty(NewState().Connections.All);
    }

    [Fact]
    public async Task An_entry_that_is_gone_later_is_named_with_what_to_do()
    {
        await CreateAsync(Request);
        await Vault.RemoveAsync("auth0-connection-prod", CancellationToken.None);
        var later = NewState();

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => new TenantSession(later.Connections.Require("prod"), later).GetTokenAsync(renew: true));

        Assert.Equal(ErrorReason.SecretUnavailable, failure.Reason);
        Assert.Contains("auth0-connection-prod", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RecommendedAction);
    }

    public async Task DisposeAsync()
    {
        await _tenant.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Auth0State NewState() => TestState.New(_folder, _vaults, saves: true);

    private ConnectionFactory Factory() => new(_state);

    private Task<Auth0Connection> CreateAsync(ConnectionRequest request, bool skipTest = false) => Factory().CreateAsync(request, skipTest, CancellationToken.None);

    private async Task<Auth0Connection> ChangeAsync(Auth0Connection former, ConnectionRequest request, bool skipTest = false) =>
        await Factory().KeepAsync(await Factory().PlanAsync(request.Over(former), former, CancellationToken.None), skipTest, CancellationToken.None);

    private Task<Auth0Exception?> RemoveAsync(Auth0Connection connection) => Factory().RemoveAsync(connection, force: false, CancellationToken.None);
}
