using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation.Definitions;

/// <summary>What a definition must keep to.</summary>
public sealed class RotationGuardTests : IDisposable
{
    private readonly DefinitionScene _scene = new();

    public static TheoryData<string> BadFields =>
        ["name", "interval", "interval-long", "description", "client", "key", "overlap", "vault", "mapping", "same", "environment", "path", "fingerprint", "fingerprint-case"];

    [Theory]
    [MemberData(nameof(BadFields))]
    public void What_cannot_be_is_refused_with_what_to_do(string what)
    {
        var good = _scene.Definition("billing");
        RotationGuards.RequireFields(good);
        var bad = what switch
        {
            "name" => good with { Name = "Billing Service" },
            "interval" => good with { RotationInterval = 0 },
            "interval-long" => good with { RotationInterval = 3651 },
            "description" => good with { Description = new string('x', 257) },
            "client" => good with { ClientId = "a/b" },
            "key" => good with { CredentialType = CredentialType.PrivateKeyJwt },
            "overlap" => good with { Overlap = TimeSpan.FromDays(1) },
            "vault" => good with { Vault = " " },
            "mapping" => good with { SecretsMapping = new SecretsMapping { ClientId = "a" } },
            "same" => good with { SecretsMapping = new SecretsMapping { ClientId = "a-{environment}", ClientSecret = "A-EU" }, Environment = "eu" },
            "environment" => good with { SecretsMapping = new SecretsMapping { Credential = "{environment}-x" } },
            "path" => good with { SecretsMapping = new SecretsMapping { Credential = "{path}-x" } },
            "fingerprint" => good with { SecretsMapping = new SecretsMapping { Credential = "auth0ps-fingerprint-key" } },
            _ => good with { SecretsMapping = new SecretsMapping { ClientId = "AUTH0PS-Fingerprint-Key", ClientSecret = "b" } },
        };

        var failure = Assert.Throws<Auth0Exception>(() => RotationGuards.RequireFields(bad));

        Assert.Equal(what == "name" ? ErrorReason.InvalidName : ErrorReason.InvalidArgument, failure.Reason);
        Assert.NotEmpty(failure.RecommendedAction!);
    }

    [Theory]
    [InlineData("a", "b", "A", "c", true)] // one that ignores case takes these for one
    [InlineData("a", "b", "c", "b", true)]
    [InlineData("a", "b", "c", "b-next", true)] // a final name that is another's next one
    [InlineData("a", "b-NEXT", "c", "b", true)]
    [InlineData("a", "b", "a-next", "c", false)] // of a client id nothing is next
    [InlineData("a", "b", "c", "d", false)]
    public void Two_rotations_share_no_entry_final_or_next(string id, string secret, string otherId, string otherSecret, bool clash)
    {
        var rotation = _scene.Definition("a", mapping: new SecretsMapping { ClientId = id, ClientSecret = secret });
        var other = _scene.Definition("b", mapping: new SecretsMapping { ClientId = otherId, ClientSecret = otherSecret });

        var failure = Record.Exception(() => EntryOwnership.RequireApart(rotation, [other with { Vault = "PROD" }]));

        Assert.Equal(clash, failure is Auth0Exception { Reason: ErrorReason.RotationExists });
        Assert.Null(Record.Exception(() => EntryOwnership.RequireApart(rotation, [other with { Vault = "Elsewhere" }])));
    }

    [Fact]
    public void Names_and_clients_are_taken_once_and_the_same_rotation_is_not_in_its_own_way()
    {
        var rotation = _scene.Definition("billing");

        EntryOwnership.RequireApart(rotation, [rotation with { Description = "former" }]);
        EntryOwnership.RequireApart(rotation, [_scene.Definition("other", rotation.ClientId) with { Domain = "another.eu.auth0.com", Tenant = "another.eu.auth0.com" }]);
        var sameName = Assert.Throws<Auth0Exception>(() => EntryOwnership.RequireApart(rotation, [_scene.Definition("billing", "other")]));
        var sameClient = Assert.Throws<Auth0Exception>(() => EntryOwnership.RequireApart(rotation, [_scene.Definition("other", rotation.ClientId)]));

        Assert.Equal(("billing", rotation.ClientId), (sameName.Target, sameClient.Target));
        Assert.Contains("Set-Auth0SecretRotation other", sameClient.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(RotationStatus.Interrupted)]
    public void While_a_run_is_open_nothing_that_it_needs_is_changed(RotationStatus? status)
    {
        var rotation = _scene.Definition("billing");
        RotationGuards.RequireNotInterrupted(_scene.State, rotation);
        _scene.State.Journal.Write(DefinitionScene.Run(rotation, DefinitionScene.Made, status));

        var failure = Assert.Throws<Auth0Exception>(() => RotationGuards.RequireNotInterrupted(_scene.State, rotation));

        Assert.Equal(ErrorReason.RotationInterrupted, failure.Reason);
        Assert.Equal("Resume-Auth0SecretRotation -Name billing", failure.RecommendedAction![^40..]);
    }

    [Fact]
    public void The_connections_own_application_is_rotated_only_where_its_secret_is_in_a_vault()
    {
        var own = Application(_scene.Connection, _scene.Connection.ClientId);
        var kept = _scene.Connection with { SecretReference = new SecretReference { Location = SecretLocation.Vault, Vault = "Prod", SecretName = "own" } };

        Assert.Equal(ErrorReason.ApplicationNotRotatable, Assert.Throws<Auth0Exception>(() => CredentialKind.ClientSecret.RequireRotatable(own, movesBack: false)).Reason);
        CredentialKind.ClientSecret.RequireRotatable(Application(kept, kept.ClientId), movesBack: false);
        CredentialKind.ClientSecret.RequireRotatable(Application(kept, "another"), movesBack: false);
        Assert.Throws<Auth0Exception>(() => CredentialKind.ClientSecret.RequireRotatable(Application(kept, "another") with { IsGlobal = true }, movesBack: false));
        Assert.Throws<Auth0Exception>(() => CredentialKind.ClientSecret.RequireRotatable(Application(kept, "another") with { TokenEndpointAuthMethod = "private_key_jwt" }, movesBack: false));
        Assert.Throws<Auth0Exception>(() => CredentialKind.ClientSecret.RequireRotatable(Application(kept with { TokenEndpointAuthMethod = "private_key_jwt" }, kept.ClientId), movesBack: false));
    }

    [Fact]
    public async Task A_foreign_entry_is_refused_and_one_that_holds_this_client_or_was_written_by_its_run_is_not()
    {
        var vaults = new MemoryVaults();
        var vault = vaults["Prod"];
        var owners = new EntryOwnership(_scene.State, vaults);
        var pair = _scene.Definition("pair");
        var single = _scene.Definition("single", mapping: new SecretsMapping { ClientSecret = "alone" });
        var credential = _scene.Definition("credential", mapping: new SecretsMapping { Credential = "both" });
        var looks = new[] { pair, single, credential }.ToList();
        foreach (var look in looks)
            Assert.Null(await owners.ForeignEntryAsync(vault, look, CancellationToken.None));

        vault["pair-client-secret"] = new(Tenant.Protect("theirs"));
        vault["alone"] = new(Tenant.Protect("theirs"));
        vault["both"] = new("somebody", Tenant.Protect("theirs"));
        Assert.Equal("pair-client-secret alone both", string.Join(' ', await Task.WhenAll(looks.Select(look => owners.ForeignEntryAsync(vault, look, CancellationToken.None)))));
        var refused = await Assert.ThrowsAsync<Auth0Exception>(() => owners.RequireFreeAsync(vault, looks[0], CancellationToken.None));
        Assert.Equal(ErrorReason.VaultEntryExists, refused.Reason);

        vault["pair-client-id"] = new(Tenant.Protect(pair.ClientId));
        vault["both"] = new(credential.ClientId, Tenant.Protect("ours"));
        _scene.State.Journal.Write(DefinitionScene.Run(single, DefinitionScene.Made, RotationStatus.Succeeded));
        foreach (var look in looks)
            Assert.Null(await owners.ForeignEntryAsync(vault, look, CancellationToken.None));
    }

    [Fact]
    public async Task A_connection_that_saved_rotations_go_through_is_in_use()
    {
        await _scene.Registry().AddAsync(_scene.Definition("billing"), CancellationToken.None);
        var factory = new ConnectionFactory(_scene.State);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => factory.RemoveAsync(_scene.Connection, force: false, CancellationToken.None));
        Assert.Equal(ErrorReason.ConnectionInUse, failure.Reason);
        Assert.Contains("billing", failure.Message, StringComparison.Ordinal);

        Assert.Null(await factory.RemoveAsync(_scene.Connection, force: true, CancellationToken.None));
        Assert.Equal("prod", Assert.Single(_scene.Registry().All).Connection);
    }

    public void Dispose() => _scene.Dispose();

    private static Auth0Application Application(Auth0Connection connection, string clientId) => new()
    {
        ClientId = clientId,
        Name = "Application",
        TokenEndpointAuthMethod = "client_secret_post",
        Connection = connection,
    };
}
