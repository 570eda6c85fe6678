using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Credentials;

public sealed class AuthenticationSwitchTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Fact]
    public async Task Switching_to_keys_hides_and_disables_the_secret_and_switching_back_brings_it_back()
    {
        var (id, secret) = await shared.CreateMachineAsync();
        var credential = await RegisterAsync(id);
        var switched = await PatchAsync(id, Methods([credential]), null);
        Assert.Equal(200, (int)switched.Status);
        Assert.False(switched.Has("client_secret"));
        Assert.False(switched.Has("token_endpoint_auth_method"));
        Assert.Equal(credential, switched["client_authentication_methods"].GetProperty("private_key_jwt").GetProperty("credentials")[0].GetProperty("id").GetString());
        Assert.Equal(401, await shared.SignInAsync(id, secret));

        var back = await PatchAsync(id, null, "client_secret_post");
        Assert.Equal(secret, back.String("client_secret"));
        Assert.False(back.Has("client_authentication_methods"));
        Assert.Equal(200, await shared.SignInAsync(id, secret));
    }

    [Fact]
    public async Task A_credential_in_use_cannot_be_deleted_until_the_application_lets_go_of_it()
    {
        var (id, _) = await shared.CreateMachineAsync();
        var (first, second) = (await RegisterAsync(id), await RegisterAsync(id));
        await PatchAsync(id, Methods([first, second]), null);
        var path = $"/api/v2/clients/{id}/credentials/{first}";
        (await shared.Client.DeleteAsync(path, shared.Token)).IsError(400, "invalid_body", "The credential is in use by the client and cannot be deleted");
        Assert.Equal(200, (int)(await shared.Client.PatchAsync("/api/v2/clients/" + id, new { client_authentication_methods = Methods([second]) }, shared.Token)).Status);
        Assert.Equal(204, (int)(await shared.Client.DeleteAsync(path, shared.Token)).Status);
        Assert.Equal(404, (int)(await shared.Client.GetAsync(path, shared.Token)).Status);
    }

    [Fact]
    public async Task Both_ways_at_once_are_refused()
    {
        var (id, secret) = await shared.CreateMachineAsync();
        var credential = await RegisterAsync(id);
        Assert.Equal(400, (int)(await PatchAsync(id, Methods([credential]), "client_secret_post")).Status);
        Assert.Equal(400, (int)(await shared.Client.PatchAsync("/api/v2/clients/" + id, new { client_authentication_methods = Methods([credential]) }, shared.Token)).Status);
        Assert.Equal(200, await shared.SignInAsync(id, secret));
        await PatchAsync(id, Methods([credential]), null);
        Assert.Equal(400, (int)(await shared.Client.PatchAsync("/api/v2/clients/" + id, new { token_endpoint_auth_method = "client_secret_post" }, shared.Token)).Status);
        Assert.Equal(400, (int)(await PatchAsync(id, null, null)).Status);
    }

    [Fact]
    public async Task Unknown_credentials_and_foreign_ones_are_refused()
    {
        var (id, _) = await shared.CreateMachineAsync();
        var (other, _) = await shared.CreateMachineAsync();
        Assert.Equal(400, (int)(await PatchAsync(id, Methods(["cred_none"]), null)).Status);
        Assert.Equal(400, (int)(await PatchAsync(id, Methods([await RegisterAsync(other)]), null)).Status);
    }

    [Fact]
    public async Task References_carry_the_id_alone()
    {
        var (id, _) = await shared.CreateMachineAsync();
        var credential = await RegisterAsync(id);
        var methods = new { private_key_jwt = new { credentials = new[] { new { id = credential, name = "x" } } } };
        (await PatchAsync(id, methods, null)).IsError(400, "invalid_body", "Payload validation error: 'Additional properties not allowed: name' on property client_authentication_methods.private_key_jwt.credentials[0].");
    }

    [Fact]
    public async Task Keys_need_asymmetric_signatures()
    {
        var (id, _) = await shared.CreateAsync(new { name = "hs", jwt_configuration = new { alg = "HS256" }, token_endpoint_auth_method = "client_secret_post" });
        var credential = await RegisterAsync(id);
        (await PatchAsync(id, Methods([credential]), null)).IsError(400, "invalid_body", "jwt_configuration.alg must be RS256 when private_key_jwt is used");
    }

    [Fact]
    public async Task An_application_can_be_created_with_a_key()
    {
        using var key = TestKeys.New();
        var created = await shared.Client.PostAsync(
            "/api/v2/clients",
            new { name = "Born with a key", client_authentication_methods = new { private_key_jwt = new { credentials = new[] { new { credential_type = "public_key", pem = TestKeys.PublicPem(key) } } } } },
            shared.Token);
        Assert.Equal(201, (int)created.Status);
        Assert.False(created.Has("client_secret"));
        var list = await shared.Client.GetAsync($"/api/v2/clients/{created.String("client_id")}/credentials", shared.Token);
        Assert.Equal(TestKeys.Thumbprint(key), Assert.Single(list.Body.EnumerateArray()).GetProperty("kid").GetString());
    }

    [Fact]
    public async Task Creating_with_a_key_needs_the_scope_for_keys()
    {
        using var key = TestKeys.New();
        var reply = await shared.Client.PostAsync(
            "/api/v2/clients",
            new { name = "x", client_authentication_methods = new { private_key_jwt = new { credentials = new[] { new { credential_type = "public_key", pem = TestKeys.PublicPem(key) } } } } },
            await shared.Running.TokenAsync("create:clients"));
        reply.IsError(403, "insufficient_scope", "Insufficient scope, expected any of: create:client_credentials");
    }

    [Fact]
    public async Task The_scope_for_credentials_is_enough_to_switch()
    {
        var (id, _) = await shared.CreateMachineAsync();
        var credential = await RegisterAsync(id);
        var token = await shared.Running.TokenAsync("update:client_credentials");
        var body = new Dictionary<string, object?> { ["client_authentication_methods"] = Methods([credential]), ["token_endpoint_auth_method"] = null };
        Assert.Equal(200, (int)(await shared.Client.PatchAsync("/api/v2/clients/" + id, body, token)).Status);
        Assert.Equal(403, (int)(await shared.Client.PatchAsync("/api/v2/clients/" + id, body, await shared.Running.TokenAsync("update:client_keys"))).Status);
    }

    private static object Methods(string[] ids) => new { private_key_jwt = new { credentials = ids.Select(id => new { id }) } };

    private async Task<string> RegisterAsync(string id)
    {
        using var key = TestKeys.New();
        var created = await shared.Client.PostAsync($"/api/v2/clients/{id}/credentials", new { credential_type = "public_key", pem = TestKeys.PublicPem(key) }, shared.Token);
        return created.String("id");
    }

    private Task<Reply> PatchAsync(string id, object? methods, string? endpointMethod) => shared.Client.PatchAsync(
        "/api/v2/clients/" + id,
        new Dictionary<string, object?> { ["client_authentication_methods"] = methods, ["token_endpoint_auth_method"] = endpointMethod },
        shared.Token);
}
