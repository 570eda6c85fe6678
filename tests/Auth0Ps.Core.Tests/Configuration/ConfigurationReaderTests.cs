using Auth0Ps.Configuration;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Configuration;

/// <summary>Files that cannot be taken: each thing that is wrong is named by its path, and none of what is there is shown.</summary>
public sealed class ConfigurationReaderTests : IDisposable
{
    private const string Connection = """{"name":"prod","domain":"example.eu.auth0.com","clientId":"abc","secretReference":{"vault":"Prod","secretName":"s"}}""";

    private readonly ConfigurationScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vualt":"Prod","vault":"Prod"}]}""", "rotations[0].vualt", "vault")]
    [InlineData("""{"version":1,"rotation":[]}""", "rotation", "rotations")]
    [InlineData("""{"version":1,"Conections":[]}""", "Conections", "connections")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","secretReference":{"vault":"V","secretname2":"x"}}]}""", "connections[0].secretReference.secretname2", "secretName")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","secretsMapping":{"clientSecrt":"x"}}]}""", "rotations[0].secretsMapping.clientSecrt", "clientSecret")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","copyTo":[{"secretsMapping":{"credential":"x"}}]}]}""", "rotations[0].copyTo[0].vault", "")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","copyTo":[{"vault":"W","secretMapping":{}}]}]}""", "rotations[0].copyTo[0].secretMapping", "secretsMapping")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","lastRotatedAt":"2026-01-01"}]}""", "rotations[0].lastRotatedAt", "")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","rotationInterval":"30"}]}""", "rotations[0].rotationInterval", "without quotes")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","rotationInterval":1.5}]}""", "rotations[0].rotationInterval", "without quotes")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","keepPrevious":"true"}]}""", "rotations[0].keepPrevious", "without quotes")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":7}]}""", "rotations[0].vault", "quotes")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","rotateOn":"Saturday"}]}""", "rotations[0].rotateOn", "list")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","rotateOn":["Saturday","Sonday"]}]}""", "rotations[0].rotateOn[1]", "Sunday")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","rotateOn":["6"]}]}""", "rotations[0].rotateOn[0]", "")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","rotateAtUtc":"3 am"}]}""", "rotations[0].rotateAtUtc", "03:30")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","announceFor":"7"}]}""", "rotations[0].announceFor", "1.00:00:00")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","credentialType":"Secret"}]}""", "rotations[0].credentialType", "one of")]
    [InlineData("""{"version":1,"rotations":[{"id":"1","name":"a","connection":"prod","clientId":"c","vault":"V"}]}""", "rotations[0].id", "3c90c3cc")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","clientId":"c","vault":"V"}]}""", "rotations[0].connection", "")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":null,"clientId":"c","vault":"V"}]}""", "rotations[0].connection", "")]
    [InlineData("""{"version":1,"rotations":["a"]}""", "rotations[0]", "")]
    [InlineData("""{"version":1,"rotations":{"name":"a"}}""", "rotations", "list")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","Name":"a","connection":"prod","clientId":"c","vault":"V"}]}""", "rotations[0].Name", "one")]
    [InlineData("""{"version":1,"version":1}""", "version", "one")]
    [InlineData("""{"connections":[]}""", "version", "1")]
    [InlineData("""{"version":2,"connections":[]}""", "version", "Update")]
    [InlineData("""{"version":"1","connections":[]}""", "version", "1")]
    [InlineData("""[]""", "The file", "Export-")]
    public async Task What_is_not_known_or_of_another_type_is_refused_by_its_path(string json, string path, string action)
    {
        var refused = await _scene.RefusalAsync(json);

        Refusal.AssertClear(refused, ErrorReason.InvalidConfiguration);
        Assert.Equal(path, refused.Target);
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(action, refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","clientSecret":"planted-secret-that-must-not-show"}]}""", "connections[0].clientSecret")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","client_secret":"planted-secret-that-must-not-show"}]}""", "connections[0].client_secret")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","password":12345678}]}""", "connections[0].password")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","secret":"planted-secret-that-must-not-show"}]}""", "connections[0].secret")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","credentials":{"clientId":"c","clientSecret":"planted-secret-that-must-not-show"}}]}""", "connections[0].credentials.clientSecret")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","secretReference":{"vault":"V","password":"planted-secret-that-must-not-show"}}]}""", "connections[0].secretReference.password")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","description":"-----BEGIN PRIVATE KEY-----\nplanted-secret-that-must-not-show"}]}""", "connections[0].description")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","secretReference":{"path":"-----BEGIN RSA PRIVATE KEY----- planted-secret-that-must-not-show"}}]}""", "connections[0].secretReference.path")]
    [InlineData("""{"version":1,"connections":[{"name":"prod","domain":"d.eu.auth0.com","clientId":"c","baseUri":"https://user:planted-secret-that-must-not-show@example.com/"}]}""", "connections[0].baseUri")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","privateKey":"planted-secret-that-must-not-show"}]}""", "rotations[0].privateKey")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","keyPassphrase":"planted-secret-that-must-not-show"}]}""", "rotations[0].keyPassphrase")]
    [InlineData("""{"version":1,"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V","owner":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ"}]}""", "rotations[0].owner")]
    [InlineData("""{"version":1,"secrets":["planted-secret-that-must-not-show"],"token":"planted-secret-that-must-not-show"}""", "token")]
    public async Task A_secret_is_refused_by_its_path_and_not_shown(string json, string path)
    {
        await _scene.SyncAsync(json);

        var refused = Assert.Single(_scene.Failures, failure => failure.Message.Contains("secret", StringComparison.Ordinal) && Equals(failure.Target, path));
        Assert.All(_scene.Failures, failure => Refusal.AssertClear(failure, ErrorReason.InvalidConfiguration));
        Assert.Contains("vault", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_as_Auth0_makes_them_is_known_wherever_it_is_put_and_names_that_people_give_are_not()
    {
        var random = new Random(4711);
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var missed = 0;
        for (var count = 0; count < 300; count++)
        {
            var secret = string.Concat(Enumerable.Range(0, 64).Select(_ => Letters[random.Next(Letters.Length)]));
            missed += new ConfigurationSecrets().IsSecret("description", secret) ? 0 : 1;
        }

        Assert.InRange(missed, 0, 3);
        foreach (var name in new[]
        {
            "Contoso-Production-Auth0-Billing-Client-Secret-01", "https://example.eu.auth0.com/api/v2/", "/subscriptions/3c90c3cc-0d44-4b50-8888-8dd25736052a/vaults/Prod",
            "The billing service, which Ms. Example answers for since 2026-01-01", "auth0-connection-production-eu-central-1-billing-service", "AUTH0_MANAGEMENT_CLIENT_SECRET_PRODUCTION_2",
        })
        {
            Assert.False(new ConfigurationSecrets().IsSecret("description", name), name);
        }

        // A client id and a key's thumbprint are random, too.
        await _scene.ConnectAsync();
        Assert.False(new ConfigurationSecrets().IsSecret("keyId", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
        Assert.False(new ConfigurationSecrets().IsSecret("clientId", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    }

    [Fact]
    public async Task A_secret_that_this_process_knows_is_refused_wherever_it_stands()
    {
        const string Short = "short-but-known";
        await _scene.State.Connections.AddAsync(
            new Auth0Ps.Connections.ConnectionRequest { Name = "mine", Domain = "example.eu.auth0.com", ClientId = "c", ClientSecret = Tenant.Protect(Short) }.Build(DateTimeOffset.UtcNow),
            Auth0Ps.Connections.ConnectionSecret.OfClient(Tenant.Protect(Short)),
            CancellationToken.None);

        var refused = await _scene.RefusalAsync($$"""{"version":1,"rotations":[{"name":"a","connection":"mine","clientId":"c","vault":"V","owner":"{{Short}}"}]}""");

        Assert.Equal("rotations[0].owner", refused.Target);
        Assert.DoesNotContain(Short, refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "name":"b","clientId":"d" | "name":"B","clientId":"e" """, "rotations[1].name")]
    [InlineData(""" "id":"3c90c3cc-0d44-4b50-8888-8dd25736052a","name":"b","clientId":"d" | "id":"3c90c3cc-0d44-4b50-8888-8dd25736052a","name":"c","clientId":"e" """, "rotations[1].id")]
    [InlineData(""" "name":"b","clientId":"d" | "name":"c","clientId":"d" """, "rotations[1]")]
    [InlineData(""" "name":"b","clientId":"d" | "name":"c","clientId":"e","secretsMapping":{"credential":"b-client-secret"} """, "rotations[1]")]
    [InlineData(""" "name":"B c","clientId":"d" """, "rotations[0]")]
    [InlineData(""" "name":"b","clientId":"not an id" """, "rotations[0]")]
    [InlineData(""" "name":"b","clientId":"d","rotationInterval":0 """, "rotations[0]")]
    [InlineData(""" "name":"b","clientId":"d","overlap":"1.00:00:00" """, "rotations[0]")]
    [InlineData(""" "name":"b","clientId":"d","rotationWindow":"00:00:10" """, "rotations[0]")]
    [InlineData(""" "name":"b","clientId":"d","connection":"prdo" """, "rotations[0].connection")]
    public async Task What_cannot_be_together_or_by_itself_is_refused_before_anything_is_done(string rotations, string path)
    {
        var all = rotations.Split('|').Select(static part => "{\"vault\":\"Prod\"," + (part.Contains("\"connection\"", StringComparison.Ordinal) ? "" : "\"connection\":\"prod\",") + part + "}");

        var refused = await _scene.RefusalAsync($$"""{"version":1,"connections":[{{Connection}}],"rotations":[{{string.Join(',', all)}}]}""");

        Assert.Equal(path, refused.Target);
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"prod","domain":"not a host","clientId":"abc","secretReference":{"vault":"Prod"}}""", "connections[0]")]
    [InlineData("""{"name":"prod","domain":"example.eu.auth0.com","clientId":"abc"}""", "connections[0].secretReference")]
    [InlineData("""{"name":"prod","domain":"example.eu.auth0.com","clientId":"abc","secretReference":{"location":"Process"}}""", "connections[0].secretReference")]
    [InlineData("""{"name":"prod","domain":"example.eu.auth0.com","clientId":"abc","secretReference":{"location":"Vault"}}""", "connections[0].secretReference.vault")]
    [InlineData("""{"name":"prod","domain":"example.eu.auth0.com","clientId":"abc","secretReference":{"path":"relative.pem"}}""", "connections[0].secretReference.path")]
    [InlineData("""{"name":"prod","domain":"example.eu.auth0.com","clientId":"abc","secretReference":{"location":"KeyFile","vault":"Prod"}}""", "connections[0].secretReference")]
    [InlineData("""{"name":"prod","domain":"example.eu.auth0.com","clientId":"abc","apiType":"MyAccount","grantType":"ClientCredentials","secretReference":{"vault":"Prod"}}""", "connections[0]")]
    public async Task A_connection_that_cannot_be_is_refused_before_anything_is_done(string connection, string path) =>
        Assert.Equal(path, (await _scene.RefusalAsync($$"""{"version":1,"connections":[{{connection}}],"rotations":[{"name":"a","connection":"prod","clientId":"c","vault":"V"}]}""")).Target);

    [Theory]
    [InlineData("{\"version\":1,\n\"connections\":[}", "line 2")]
    [InlineData("{\"version\":1,\"rotations\":[{\"name\":\"\\ud800\"}]}", "UTF-8")]
    [InlineData("", "line 1")]
    public void What_is_not_JSON_is_said_with_its_line(string text, string where)
    {
        var refused = Assert.Throws<Auth0Exception>(() => _scene.Read(text));

        Refusal.AssertClear(refused, ErrorReason.InvalidConfiguration);
        Assert.Contains(where, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a/auth0ps.yaml")]
    [InlineData("/a/auth0ps")]
    public void Other_endings_are_refused(string path) => Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => ConfigurationFile.At(path)).Reason);

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        _scene.Read("""{"version":1,"connections":[{"name":"a","domian":"x"}],"rotations":[{"nmae":"b"}]}""");

        Assert.Equal(
            ["connections[0].domian", "connections[0].domain", "connections[0].clientId", "rotations[0].nmae", "rotations[0].name", "rotations[0].connection", "rotations[0].clientId", "rotations[0].vault"],
            _scene.Failures.Select(static failure => failure.Target));
    }
}
