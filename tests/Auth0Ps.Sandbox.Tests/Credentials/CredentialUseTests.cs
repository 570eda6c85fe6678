using System.Text.Json.Nodes;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Credentials;

/// <summary>A credential serves one or more uses; each takes two, and whatever refers to it keeps it from being deleted.</summary>
public sealed class CredentialUseTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Theory]
    [InlineData("client_authentication_methods.private_key_jwt")]
    [InlineData("client_authentication_methods.tls_client_auth")]
    [InlineData("client_authentication_methods.self_signed_tls_client_auth")]
    [InlineData("signed_request_object")]
    [InlineData("token_vault_privileged_access")]
    public async Task Each_use_takes_two_and_holds_what_it_names(string use)
    {
        var (id, _) = await shared.CreateMachineAsync();
        string[] keys = [await RegisterAsync(id, 1), await RegisterAsync(id, 2), await RegisterAsync(id, 3)];
        (await PatchAsync(id, use, keys)).IsError(400, "invalid_body", $"Payload validation error: 'Array is too long (3), maximum 2' on property {use}.credentials.");
        Assert.Equal(400, (int)(await PatchAsync(id, use, ["cred_none"])).Status);
        var attached = await PatchAsync(id, use, keys[..2]);
        Assert.True((int)attached.Status == 200, attached.Text);

        foreach (var key in keys[..2])
            (await DeleteAsync(id, key)).IsError(400, "invalid_body", "The credential is in use by the client and cannot be deleted");
        Assert.Equal(204, (int)(await DeleteAsync(id, keys[2])).Status);
        Assert.Equal(200, (int)(await PatchAsync(id, use, [])).Status);
        Assert.Equal(204, (int)(await DeleteAsync(id, keys[0])).Status);
    }

    [Fact]
    public async Task Two_uses_have_two_each()
    {
        var (id, _) = await shared.CreateMachineAsync();
        string[] keys = [await RegisterAsync(id, 1), await RegisterAsync(id, 2), await RegisterAsync(id, 3), await RegisterAsync(id, 4)];
        Assert.Equal(200, (int)(await PatchAsync(id, "client_authentication_methods.private_key_jwt", keys[..2])).Status);
        var both = await PatchAsync(id, "token_vault_privileged_access", keys[2..]);
        Assert.True((int)both.Status == 200, both.Text);
        Assert.Equal(2, both["client_authentication_methods"].GetProperty("private_key_jwt").GetProperty("credentials").GetArrayLength());
        Assert.Equal(2, both["token_vault_privileged_access"].GetProperty("credentials").GetArrayLength());
    }

    [Fact]
    public async Task A_key_for_another_use_signs_nobody_in()
    {
        var (id, secret) = await shared.CreateMachineAsync();
        await PatchAsync(id, "token_vault_privileged_access", [await RegisterAsync(id, 1)]);
        var read = await shared.Client.GetAsync("/api/v2/clients/" + id, shared.Token);
        Assert.Equal(secret, read.String("client_secret"));
        Assert.Equal(200, await shared.SignInAsync(id, secret));
    }

    [Fact]
    public async Task Keys_for_every_use_can_come_with_the_creation()
    {
        using var first = TestKeys.New();
        using var second = TestKeys.New();
        var created = await shared.Client.PostAsync(
            "/api/v2/clients",
            new { name = "x", signed_request_object = new { required = true, credentials = Keys(first) }, token_vault_privileged_access = new { credentials = Keys(second) } },
            shared.Token);
        Assert.True((int)created.Status == 201, created.Text);
        var registered = (await shared.Client.GetAsync($"/api/v2/clients/{created.String("client_id")}/credentials", shared.Token)).Body.EnumerateArray()
            .Select(credential => credential.GetProperty("id").GetString()).ToList();
        Assert.Equal(2, registered.Count);
        Assert.Contains(created["signed_request_object"].GetProperty("credentials")[0].GetProperty("id").GetString(), registered);
        Assert.Contains(created["token_vault_privileged_access"].GetProperty("credentials")[0].GetProperty("id").GetString(), registered);

        static object[] Keys(System.Security.Cryptography.RSA key) => [new { credential_type = "public_key", pem = TestKeys.PublicPem(key) }];
    }

    private async Task<string> RegisterAsync(string id, int number) =>
        (await shared.Client.PostAsync($"/api/v2/clients/{id}/credentials", new { credential_type = "cert_subject_dn", subject_dn = "CN=" + number }, shared.Token)).String("id");

    private Task<Reply> PatchAsync(string id, string use, string[] credentials)
    {
        JsonNode value = new JsonObject { ["credentials"] = new JsonArray([.. credentials.Select(credential => new JsonObject { ["id"] = credential })]) };
        var body = new JsonObject();
        foreach (var name in use.Split('.').Skip(1))
            value = new JsonObject { [name] = value };
        body[use.Split('.')[0]] = value;
        if (use.StartsWith("client_authentication", StringComparison.Ordinal))
            body["token_endpoint_auth_method"] = null;
        return shared.Client.PatchAsync("/api/v2/clients/" + id, body, shared.Token);
    }

    private Task<Reply> DeleteAsync(string id, string credential) => shared.Client.DeleteAsync($"/api/v2/clients/{id}/credentials/{credential}", shared.Token);
}
