using System.Collections;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Vaults.TenantVaults;

namespace Auth0Ps.Core.Tests.Vaults.TenantVaults;

public sealed class TenantVaultSettingsTests
{
    public static TheoryData<Hashtable, string> Wrong => new()
    {
        { new Hashtable(), "without the vault parameter Connection" },
        { new Hashtable { ["Connection"] = " " }, "without the vault parameter Connection" },
        { new Hashtable { ["Connection"] = 5L }, "of the type Int64" },
        { new Hashtable { ["Connection"] = new object[] { "a", "b" } }, "of the type Object[]" },
        { new Hashtable { ["Connection"] = "demo", ["Metadata"] = "yes" }, "Metadata is of the type String" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_missing_or_of_another_type_is_named_with_the_line_to_type(Hashtable parameters, string words)
    {
        var failure = Assert.Throws<Auth0Exception>(() => TenantVaultSettings.Read("Tenant", parameters));

        Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Register-SecretVault -Name 'Tenant' -ModuleName Auth0Ps", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void What_means_nothing_is_told_and_SecretManagements_own_is_not()
    {
        var settings = TenantVaultSettings.Read("Tenant", new Hashtable { ["connection"] = "demo", ["METADATA"] = true, ["Metdata"] = true, ["Verbose"] = false });

        Assert.True(settings.Metadata);
        Assert.Equal(["Metdata"], settings.Unknown);
    }

    [Fact]
    public async Task A_connection_is_found_by_name_and_by_id()
    {
        await using var tenant = await Tenant.StartAsync();
        var connection = (await tenant.OpenAsync()).Connection;

        Assert.Same(connection, Find(tenant.Registry, connection.Name.ToUpperInvariant()));
        Assert.Same(connection, Find(tenant.Registry, connection.Id.ToString()));
        var failure = Assert.Throws<Auth0Exception>(() => Find(tenant.Registry, "nobody"));
        Assert.Equal(ErrorReason.ConnectionNotFound, failure.Reason);
        Assert.Contains("'nobody'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(connection.Name, failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Auth0ApiType.Custom, Auth0GrantType.ClientCredentials, "for the Custom API")]
    [InlineData(Auth0ApiType.MyAccount, Auth0GrantType.AuthorizationCodePkce, "for the MyAccount API")]
    [InlineData(Auth0ApiType.Management, Auth0GrantType.AuthorizationCode, "acts for a person")]
    public async Task A_connection_that_cannot_show_applications_by_itself_is_refused(Auth0ApiType api, Auth0GrantType grant, string words)
    {
        await using var tenant = await Tenant.StartAsync();
        var connection = (await tenant.OpenAsync()).Connection;
        var other = await tenant.Registry.AddAsync(connection with { Id = Guid.NewGuid(), Name = "other", ApiType = api, GrantType = grant }, ConnectionSecret.None, CancellationToken.None);

        var failure = Assert.Throws<Auth0Exception>(() => Find(tenant.Registry, other.Name));

        Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    private static Auth0Connection Find(ConnectionRegistry registry, string name) =>
        TenantVaultSettings.Read("Tenant", new Hashtable { ["Connection"] = name }).FindConnection(registry);
}
