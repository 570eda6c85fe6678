using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

public sealed class PatchTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Fact]
    public async Task The_answer_is_the_whole_application_and_only_what_was_sent_changes()
    {
        var (id, secret) = await shared.CreateAsync(new { name = "Before", description = "kept", app_type = "regular_web" });
        var changed = await PatchAsync(id, new { name = "After" });
        Assert.Equal(200, (int)changed.Status);
        Assert.Equal("After", changed.String("name"));
        Assert.Equal("kept", changed.String("description"));
        Assert.Equal("regular_web", changed.String("app_type"));
        Assert.Equal(secret, changed.String("client_secret"));
        Assert.Equal("After", (await GetAsync(id)).String("name"));
    }

    [Fact]
    public async Task A_form_changes_as_json_does()
    {
        var (id, _) = await shared.CreateAsync();
        using var form = new FormUrlEncodedContent([new("client_secret", "a secret & more"), new("sso_disabled", "true"), new("name", "true")]);
        var changed = await shared.Client.SendAsync(HttpMethod.Patch, "/api/v2/clients/" + id, form, shared.Token);
        Assert.Equal(200, (int)changed.Status);
        Assert.Equal("a secret & more", changed.String("client_secret"));
        Assert.True(changed["sso_disabled"].GetBoolean());
        Assert.Equal("true", changed.String("name"));
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("tenant")]
    [InlineData("global")]
    [InlineData("signing_keys")]
    [InlineData("callback_url_template")]
    [InlineData("resource_server_identifier")]
    [InlineData("jwks_uri")]
    [InlineData("third_party_security_mode")]
    public async Task Members_that_only_Auth0_sets_are_refused(string name)
    {
        var (id, _) = await shared.CreateAsync();
        var reply = await PatchAsync(id, new Dictionary<string, object> { [name] = "x" });
        reply.IsError(400, "invalid_body", $"Payload validation error: 'Additional properties not allowed: {name}'.");
    }

    [Fact]
    public async Task The_encoding_of_the_secret_cannot_be_changed()
    {
        var (id, _) = await shared.CreateAsync();
        var reply = await PatchAsync(id, new { jwt_configuration = new { secret_encoded = true } });
        reply.IsError(400, "invalid_body", "Payload validation error: 'Additional properties not allowed: secret_encoded' on property jwt_configuration.");
    }

    [Fact]
    public async Task A_refused_change_changes_nothing()
    {
        var (id, secret) = await shared.CreateMachineAsync();
        await PatchAsync(id, new { client_secret = "another", name = "<" });
        Assert.Equal(200, await shared.SignInAsync(id, secret));
        Assert.Equal("Machine", (await GetAsync(id)).String("name"));
    }

    [Fact]
    public async Task Metadata_and_token_settings_are_merged_and_null_removes()
    {
        var (id, _) = await shared.CreateAsync(new { name = "Merge", client_metadata = new { keep = "1", drop = "2" }, description = "d" });
        var changed = await PatchAsync(id, new { client_metadata = new Dictionary<string, string?> { ["drop"] = null, ["add"] = "3" }, jwt_configuration = new { alg = "RS256" } });
        Assert.Equal("""{"keep":"1","add":"3"}""", changed["client_metadata"].GetRawText());
        Assert.Equal("RS256", changed["jwt_configuration"].GetProperty("alg").GetString());
        Assert.Equal(36000, changed["jwt_configuration"].GetProperty("lifetime_in_seconds").GetInt32());
        var cleared = await PatchAsync(id, new Dictionary<string, object?> { ["refresh_token"] = null });
        Assert.False(cleared.Has("refresh_token"));
    }

    [Fact]
    public async Task Metadata_cannot_grow_beyond_ten_keys_by_merging()
    {
        var (id, _) = await shared.CreateAsync(new { name = "Grow", client_metadata = Enumerable.Range(0, 10).ToDictionary(number => "k" + number, _ => "v") });
        Assert.Equal(400, (int)(await PatchAsync(id, new { client_metadata = new { one_more = "v" } })).Status);
    }

    [Fact]
    public async Task An_unknown_application_is_not_found() =>
        (await PatchAsync("nobody", new { name = "x" })).IsError(404, "inexistent_client", "The client does not exist");

    [Fact]
    public async Task An_empty_change_is_fine()
    {
        var (id, secret) = await shared.CreateAsync();
        Assert.Equal(secret, (await PatchAsync(id, new { })).String("client_secret"));
    }

    private Task<Reply> PatchAsync(string id, object body) => shared.Client.PatchAsync("/api/v2/clients/" + id, body, shared.Token);

    private Task<Reply> GetAsync(string id) => shared.Client.GetAsync("/api/v2/clients/" + id, shared.Token);
}
