using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

public sealed class SecretChangeTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Fact]
    public async Task A_secret_set_by_patch_kills_the_old_one_at_once()
    {
        var (id, old) = await shared.CreateMachineAsync();
        Assert.Equal(200, await shared.SignInAsync(id, old));
        var changed = await shared.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "the-new-one" }, shared.Token);
        Assert.Equal("the-new-one", changed.String("client_secret"));
        Assert.Equal(401, await shared.SignInAsync(id, old));
        Assert.Equal(200, await shared.SignInAsync(id, "the-new-one"));
    }

    [Fact]
    public async Task Rotating_answers_the_whole_application_with_a_new_secret()
    {
        var (id, old) = await shared.CreateMachineAsync();
        var rotated = await RotateAsync(id, "{}");
        Assert.Equal(200, (int)rotated.Status);
        Assert.Equal("Machine", rotated.String("name"));
        Assert.Matches("^[A-Za-z0-9_-]{64}$", rotated.String("client_secret"));
        Assert.Equal(401, await shared.SignInAsync(id, old));
        Assert.Equal(200, await shared.SignInAsync(id, rotated.String("client_secret")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Rotating_takes_no_body_or_an_empty_one(string? body)
    {
        var (id, old) = await shared.CreateAsync();
        var rotated = await RotateAsync(id, body);
        Assert.Equal(200, (int)rotated.Status);
        Assert.NotEqual(old, rotated.String("client_secret"));
    }

    [Theory]
    [InlineData("""{"client_secret":"x"}""")]
    [InlineData("[]")]
    [InlineData("5")]
    public async Task Rotating_takes_nothing_else(string body)
    {
        var (id, old) = await shared.CreateMachineAsync();
        Assert.Equal(400, (int)(await RotateAsync(id, body)).Status);
        Assert.Equal(200, await shared.SignInAsync(id, old));
    }

    [Fact]
    public async Task Rotating_an_unknown_application_is_not_found() =>
        (await RotateAsync("nobody", "{}")).IsError(404, "inexistent_client", "The client does not exist");

    [Fact]
    public async Task Rotating_twice_gives_two_secrets_and_only_the_last_lives()
    {
        var (id, _) = await shared.CreateMachineAsync();
        var first = (await RotateAsync(id, "{}")).String("client_secret");
        var second = (await RotateAsync(id, "{}")).String("client_secret");
        Assert.NotEqual(first, second);
        Assert.Equal(401, await shared.SignInAsync(id, first));
        Assert.Equal(200, await shared.SignInAsync(id, second));
    }

    [Fact]
    public async Task An_application_on_private_keys_has_no_secret_to_rotate()
    {
        var client = await shared.Running.ApplicationAsync(shared.Token, candidate => candidate.TryGetProperty("client_authentication_methods", out _));
        Assert.False(client.TryGetProperty("client_secret", out _));
        var reply = await RotateAsync(client.GetProperty("client_id").GetString()!, "{}");
        reply.IsError(400, "invalid_body", "The client secret cannot be rotated while the client uses private_key_jwt or mTLS for authentication");
    }

    [Fact]
    public async Task Parallel_changes_leave_exactly_one_of_the_secrets_alive()
    {
        var (id, _) = await shared.CreateMachineAsync();
        var secrets = Enumerable.Range(0, 20).Select(number => "secret-number-" + number).ToList();
        await Task.WhenAll(secrets.Select(secret => shared.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = secret }, shared.Token)));
        var statuses = await Task.WhenAll(secrets.Select(secret => shared.SignInAsync(id, secret)));
        Assert.Equal(1, statuses.Count(status => status == 200));
    }

    [Theory]
    [InlineData("update:client_keys", true)]
    [InlineData("update:client_keys read:clients", true)]
    [InlineData("update:clients read:client_keys", true)]
    [InlineData("update:clients read:client_credentials", true)]
    [InlineData("update:clients", false)]
    [InlineData("update:clients read:clients", false)]
    public async Task The_answer_to_a_change_shows_the_secret_to_those_who_may_see_or_set_it(string scopes, bool shown)
    {
        var (id, secret) = await shared.CreateAsync();
        var token = await shared.Running.TokenAsync(scopes.Split(' '));
        object body = scopes.Contains("update:clients", StringComparison.Ordinal) ? new { name = "x" } : new { client_secret = secret };
        var changed = await shared.Client.PatchAsync("/api/v2/clients/" + id, body, token);
        Assert.Equal(200, (int)changed.Status);
        Assert.Equal(shown, changed.Has("client_secret"));
    }

    private Task<Reply> RotateAsync(string id, string? body) => shared.Client.SendAsync(
        HttpMethod.Post,
        $"/api/v2/clients/{id}/rotate-secret",
        body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        shared.Token);
}
