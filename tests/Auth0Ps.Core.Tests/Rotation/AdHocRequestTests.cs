using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Copies;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>What may be asked for without a saved rotation, and what rotation comes of it.</summary>
public sealed class AdHocRequestTests
{
    private static readonly SecretsMapping Names = new() { ClientId = "id", ClientSecret = "secret" };

    private static readonly Auth0Connection Connection = new()
    {
        Name = "tenant",
        Domain = "tenant.eu.auth0.com",
        ClientId = "ownOwnOwn",
        Audience = "https://tenant.eu.auth0.com/api/v2/",
        BaseUri = new Uri("https://tenant.eu.auth0.com/api/v2/"),
        SecretReference = new SecretReference { Location = SecretLocation.Environment, Variable = "SECRET" },
        TokenEndpointAuthMethod = "client_secret_post",
    };

    public static TheoryData<string, string> Misfits => new()
    {
        { "names without a vault", "-SecretsMapping names vault entries" },
        { "copies without a vault", "-CopyTo names further vaults" },
        { "an algorithm for a client secret", "about private keys" },
        { "a key size for a client secret", "about private keys" },
        { "an overlap for a client secret", "about private keys" },
        { "a key without a vault", "no vault is named" },
        { "a key as a credential", "no credential with a password" },
        { "an announcement without a vault", "no vault is named" },
        { "an announcement as a credential", "not live yet" },
        { "an announcement of a key", "AnnounceFor" },
        { "names that are no client secret's", "names entries for a private key" },
        { "a copy into the vault itself", "itself writes to" },
        { "a key that is too short", "1024" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void What_does_not_fit_together_is_refused_with_what_to_do(string what, string says)
    {
        var refused = Assert.Throws<Auth0Exception>(Request(what).Require);

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.RecommendedAction!);
    }

    [Fact]
    public async Task A_client_secret_goes_under_the_names_that_were_given()
    {
        var target = await TargetAsync(new AdHocRequest { Vault = "Prod", SecretsMapping = Names, Copies = [new CopyRequest("East", null)], AnnounceFor = TimeSpan.FromHours(1), Force = true });

        Assert.NotNull(target);
        Assert.Equal(("billing-api", "billingBilling", "Prod", Names), (target.Name, target.ClientId, target.Vault, target.Mapping));
        Assert.Equal(("East", Names), (Assert.Single(target.CopyTo).Vault, target.CopyTo[0].SecretsMapping));
        Assert.Equal(TimeSpan.FromHours(1), target.AnnounceFor);
        Assert.Equal((true, false, false), (target.Options.Force, target.Options.AppliesAtOnce, target.Options.ReturnsSecret));
        Assert.Null(target.Key);
    }

    [Fact]
    public async Task Forced_without_an_announcement_it_also_ends_one_that_waits()
    {
        Assert.True((await TargetAsync(new AdHocRequest { Vault = "Prod", SecretsMapping = Names, Force = true }))!.Options.AppliesAtOnce);
        Assert.True((await TargetAsync(new AdHocRequest { Vault = "Prod", SecretsMapping = Names, Force = true, AnnounceFor = TimeSpan.Zero }))!.Options.AppliesAtOnce);
        Assert.False((await TargetAsync(new AdHocRequest { Vault = "Prod", SecretsMapping = Names }))!.Options.AppliesAtOnce);
    }

    [Fact]
    public async Task Without_a_vault_there_is_no_rotation_into_one() => Assert.Null(await TargetAsync(new AdHocRequest()));

    [Theory]
    [InlineData("client_secret_post", null, null, false)]
    [InlineData("private_key_jwt", null, "private_key_jwt", false)]
    [InlineData("private_key_jwt", CredentialType.ClientSecret, null, true)]
    [InlineData("self_signed_tls_client_auth", CredentialType.ClientSecret, "self_signed_tls_client_auth", false)]
    public async Task An_application_on_keys_moves_back_only_where_that_was_said(string method, CredentialType? named, string? whyNot, bool movesBack)
    {
        var (request, application) = (new AdHocRequest { Vault = "Prod", SecretsMapping = Names, CredentialType = named }, Application(method));

        if (whyNot is null)
            Assert.Null(request.WhyNot(application));
        else
            Assert.Contains(whyNot, request.WhyNot(application), StringComparison.Ordinal);
        Assert.Equal(movesBack, (await TargetAsync(request, application))!.MovesBack);
    }

    private static AdHocRequest Request(string what) => what switch
    {
        "names without a vault" => new() { SecretsMapping = Names },
        "copies without a vault" => new() { Copies = [new CopyRequest("East", null)] },
        "an algorithm for a client secret" => new() { Vault = "Prod", KeyAlgorithm = PrivateKeyAlgorithm.RS384 },
        "a key size for a client secret" => new() { Vault = "Prod", KeySize = 4096 },
        "an overlap for a client secret" => new() { Vault = "Prod", Overlap = TimeSpan.FromDays(1) },
        "a key without a vault" => new() { CredentialType = CredentialType.PrivateKeyJwt },
        "a key as a credential" => new() { Vault = "Prod", CredentialType = CredentialType.PrivateKeyJwt, AsCredential = true },
        "an announcement without a vault" => new() { AnnounceFor = TimeSpan.FromHours(1) },
        "an announcement as a credential" => new() { Vault = "Prod", AnnounceFor = TimeSpan.FromHours(1), AsCredential = true },
        "an announcement of a key" => new() { Vault = "Prod", CredentialType = CredentialType.PrivateKeyJwt, AnnounceFor = TimeSpan.FromHours(1) },
        "names that are no client secret's" => new() { Vault = "Prod", SecretsMapping = new() { PrivateKey = "key" } },
        "a copy into the vault itself" => new() { Vault = "Prod", Copies = [new CopyRequest("prod", null)] },
        "a key that is too short" => new() { Vault = "Prod", CredentialType = CredentialType.PrivateKeyJwt, KeySize = 1024 },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static Task<RotationTarget?> TargetAsync(AdHocRequest request, Auth0Application? application = null)
    {
        request.Require();
        return request.TargetOfAsync(application ?? Application("client_secret_post"), saved: null, new AdHocNames(TestState.New()), CancellationToken.None);
    }

    private static Auth0Application Application(string method) =>
        new() { ClientId = "billingBilling", Name = "Billing API", TokenEndpointAuthMethod = method, Connection = Connection };
}
