using Auth0Ps.Connections;
using Auth0Ps.Connections.Import;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Core.Tests.Connections;

/// <summary>A client secret is taken without what is around it, or refused by name before any request, wherever it comes from.</summary>
public sealed class ClientSecretTextTests(QuietTenant tenant) : IClassFixture<QuietTenant>
{
    private const string Secret = Refusal.Planted;

    public static TheoryData<string> Around => [Secret + "\n", Secret + "\r\n", " " + Secret, "\t" + Secret + " \n", "\uFEFF" + Secret, Secret + "\u00A0", Secret + "\0", Secret + "\u200B\n"];

    public static TheoryData<string> Wrong => [$"\"{Secret}\"", $"'{Secret}'", $"\u201C{Secret}\u201D", $"`{Secret}`\n", $"{Secret}\n{Secret}", $"{Secret}\0x"];

    [Theory]
    [MemberData(nameof(Around))]
    public async Task What_is_around_it_is_left_out(string text)
    {
        var given = tenant.Good with { ClientSecret = Tenant.Protect(text) };
        var imported = ConnectionImport.From(ImportJson.ReadText(System.Text.Json.JsonSerializer.Serialize(new
        {
            name = "prod",
            method = "client-credentials",
            credentials = new { domain = tenant.Domain, clientId = "any", clientSecret = text },
        })).Single()).Request;

        Assert.Equal([Secret, Secret], [SecureStrings.Reveal(given.ClientSecret!), SecureStrings.Reveal(imported.ClientSecret!)]);
        Assert.Equal(tenant.Good.Build(DateTimeOffset.UtcNow).CredentialsHash, given.Build(DateTimeOffset.UtcNow).CredentialsHash);
        Assert.Equal(Secret, await FromVaultAsync(text));
        Assert.Equal(Secret, await FromEnvironmentAsync(text.Replace("\0", "", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_one_is_refused_by_name(string text)
    {
        await tenant.AssertRefusedAsync(tenant.Good with { ClientSecret = Tenant.Protect(text) }, ErrorReason.InvalidArgument);

        var inVault = await Assert.ThrowsAsync<Auth0Exception>(() => FromVaultAsync(text));
        Refusal.AssertClear(inVault, ErrorReason.SecretUnavailable);
        Assert.Contains("'entry' of vault 'Kept'", inVault.Message, StringComparison.Ordinal);
        if (text.Contains('\0', StringComparison.Ordinal))
            return;

        var inEnvironment = await Assert.ThrowsAsync<Auth0Exception>(() => FromEnvironmentAsync(text));
        Refusal.AssertClear(inEnvironment, ErrorReason.SecretUnavailable);
        Assert.Contains("AUTH0PS_TEST_", inEnvironment.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task White_space_only_is_no_secret()
    {
        await tenant.AssertRefusedAsync(tenant.Good with { ClientSecret = Tenant.Protect(" \r\n") }, ErrorReason.InvalidArgument);
        Assert.Equal(ErrorReason.SecretUnavailable, (await Assert.ThrowsAsync<Auth0Exception>(() => FromEnvironmentAsync(" \n"))).Reason);
    }

    private async Task<string> FromVaultAsync(string text)
    {
        var vaults = new MemoryVaults();
        vaults["Kept"]["entry"] = new VaultSecret(Tenant.Protect(text));
        var reference = new SecretReference { Location = SecretLocation.Vault, Vault = "Kept", SecretName = "entry" };
        return await FetchAsync(TestState.New(vaults: vaults), tenant.Good.Build(DateTimeOffset.UtcNow) with { SecretReference = reference });
    }

    private async Task<string> FromEnvironmentAsync(string text)
    {
        var variable = $"AUTH0PS_TEST_{Guid.NewGuid():n}";
        Environment.SetEnvironmentVariable(variable, text);
        try
        {
            var reference = new SecretReference { Location = SecretLocation.Environment, Variable = variable };
            return await FetchAsync(TestState.New(), tenant.Good.Build(DateTimeOffset.UtcNow) with { SecretReference = reference });
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    private static async Task<string> FetchAsync(Auth0State state, Auth0Connection connection) =>
        SecureStrings.Reveal((await new ConnectionSecretReader(state).FetchAsync(connection, CancellationToken.None)).ClientSecret!);
}
