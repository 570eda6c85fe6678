using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.OAuth;

/// <summary>Logins that go on after the access token's end, in one process and in several.</summary>
public sealed class RefreshTests : IAsyncLifetime
{
    private LoginTenant _tenant = null!;

    public async Task InitializeAsync() => _tenant = await LoginTenant.StartAsync();

    [Fact]
    public async Task A_login_is_renewed_without_anybody()
    {
        var connection = await _tenant.CreateAsync(_tenant.Native);
        var session = _tenant.Open(connection);
        var first = await session.GetTokenAsync();

        for (var i = 0; i < 3; i++)
            Assert.NotSame(first, await session.GetTokenAsync(renew: true));

        Assert.Single(_tenant.Person.Pages);
        Assert.All(_tenant.TokenStatuses, status => Assert.Equal(200, status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Processes_that_share_a_login_never_look_like_thieves(bool withSecret)
    {
        var connection = await _tenant.CreateAsync((withSecret ? _tenant.Web : _tenant.Native) with { Vault = "Prod" });
        var sessions = Enumerable.Range(0, 4).Select(_ => Other(connection)).ToList();

        for (var round = 0; round < 3; round++)
            await Task.WhenAll(sessions.Select(session => session.GetTokenAsync(renew: true)));

        Assert.All(_tenant.TokenStatuses, status => Assert.Equal(200, status));
        Assert.Single(_tenant.Person.Pages);
    }

    [Fact]
    public async Task A_login_that_has_ended_asks_for_a_new_one_by_name()
    {
        var connection = await _tenant.CreateAsync(_tenant.Native with { Vault = "Prod" });
        var vault = _tenant.Vaults["Prod"];
        var entry = Assert.Single(vault.Names);
        await vault.WriteAsync(entry, new(SecureStrings.Protect("v1.no-such-token")), mayRemoveFirst: true, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Other(connection).GetTokenAsync(renew: true));
        Assert.Equal(ErrorReason.LoginRequired, failure.Reason);
        Assert.Contains("Set-Auth0Connection me", failure.RecommendedAction, StringComparison.Ordinal);

        var again = await _tenant.ChangeAsync(connection, new ConnectionRequest { Name = "me" });
        Assert.Equal(2, _tenant.Person.Pages.Count);
        Assert.NotNull(await Other(again).GetTokenAsync(renew: true));
    }

    [Fact]
    public async Task A_change_that_the_login_does_not_depend_on_asks_nobody()
    {
        var connection = await _tenant.CreateAsync(_tenant.Native);

        var changed = await _tenant.ChangeAsync(connection, new ConnectionRequest { Name = "me", Description = "mine" }, attended: false);

        Assert.Equal("mine", changed.Description);
        Assert.NotNull(await _tenant.Open(changed).GetTokenAsync(renew: true));
        Assert.Single(_tenant.Person.Pages);
    }

    [Fact]
    public async Task A_change_of_what_was_agreed_to_signs_in_anew()
    {
        var connection = await _tenant.CreateAsync(_tenant.Native);

        var refusal = await Assert.ThrowsAsync<Auth0Exception>(() => _tenant.ChangeAsync(connection, Wider, attended: false));
        Assert.Equal(ErrorReason.LoginRequired, refusal.Reason);
        var changed = await _tenant.ChangeAsync(connection, Wider);

        Assert.Equal(2, _tenant.Person.Pages.Count);
        Assert.Contains("read:me:authentication_methods", (await _tenant.Open(changed).GetTokenAsync()).Scope);
    }

    [Fact]
    public async Task The_login_moves_with_the_secret_and_goes_with_the_connection()
    {
        var connection = await _tenant.CreateAsync(_tenant.Native);
        var moved = await _tenant.ChangeAsync(connection, new ConnectionRequest { Name = "me", Vault = "Prod" }, attended: false);

        Assert.Single(_tenant.Vaults["Prod"].Names);
        Assert.NotNull(await Other(moved).GetTokenAsync(renew: true));

        await _tenant.Factory().RemoveAsync(moved, force: false, CancellationToken.None);
        Assert.Empty(_tenant.Vaults["Prod"].Names);
    }

    [Fact]
    public async Task A_vault_that_fails_while_renewing_ends_no_login()
    {
        var connection = await _tenant.CreateAsync(_tenant.Native with { Vault = "Prod" });
        var session = _tenant.Open(connection);
        _tenant.Vaults["Prod"].FailsToWrite = true;

        Assert.Equal(ErrorReason.VaultWriteFailed, (await Assert.ThrowsAsync<Auth0Exception>(() => session.GetTokenAsync(renew: true))).Reason);
        _tenant.Vaults["Prod"].FailsToWrite = false;

        Assert.NotNull(await session.GetTokenAsync(renew: true));
        Assert.All(_tenant.TokenStatuses, status => Assert.Equal(200, status));
    }

    public async Task DisposeAsync() => await _tenant.DisposeAsync();

    private static ConnectionRequest Wider => new() { Name = "me", Scope = ["read:me:factors", "read:me:authentication_methods"] };

    private TenantSession Other(Auth0Connection connection) => new(connection, _tenant.NewState());
}
