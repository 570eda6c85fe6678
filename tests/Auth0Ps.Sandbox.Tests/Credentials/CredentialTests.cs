using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Credentials;

public sealed class CredentialTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Fact]
    public async Task A_public_key_is_registered_under_its_thumbprint_and_never_shown_again()
    {
        var (id, _) = await shared.CreateAsync();
        using var key = TestKeys.New();
        var created = await PostAsync(id, new { credential_type = "public_key", name = "first", pem = TestKeys.PublicPem(key) });
        Assert.Equal(201, (int)created.Status);
        Assert.Equal(TestKeys.Thumbprint(key), created.String("kid"));
        Assert.Equal("RS256", created.String("alg"));
        Assert.Equal("first", created.String("name"));
        Assert.Matches("^cred_[A-Za-z0-9]{22}$", created.String("id"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", created.String("created_at"));
        Assert.False(created.Has("expires_at"));
        var list = await shared.Client.GetAsync($"/api/v2/clients/{id}/credentials", shared.Token);
        Assert.Equal(created.Text, Assert.Single(list.Body.EnumerateArray()).GetRawText());
        Assert.Equal(created.Text, (await GetAsync(id, created.String("id"))).Text);
        Assert.DoesNotContain("pem", list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pkcs1_key_and_a_key_id_of_ones_own_are_taken()
    {
        var (id, _) = await shared.CreateAsync();
        using var key = TestKeys.New();
        var created = await PostAsync(id, new { credential_type = "public_key", pem = key.ExportRSAPublicKeyPem(), alg = "PS256", kid = "my-own_key-id" });
        Assert.Equal("my-own_key-id", created.String("kid"));
        Assert.Equal("PS256", created.String("alg"));
        Assert.False(created.Has("name"));
    }

    [Fact]
    public async Task The_expiry_can_come_from_the_certificate()
    {
        var (id, _) = await shared.CreateAsync();
        using var key = TestKeys.New();
        var notAfter = new DateTimeOffset(2041, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var created = await PostAsync(id, new { credential_type = "public_key", pem = TestKeys.CertificatePem(key, notAfter), parse_expiry_from_cert = true });
        Assert.Equal("2041-05-06T07:08:09.000Z", created.String("expires_at"));
        Assert.Equal(TestKeys.Thumbprint(key), created.String("kid"));
    }

    [Fact]
    public async Task Certificates_for_tls_have_a_thumbprint_or_a_subject()
    {
        var (id, _) = await shared.CreateAsync();
        using var key = TestKeys.New();
        var pem = TestKeys.CertificatePem(key, new DateTimeOffset(2041, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var certificate = await PostAsync(id, new { credential_type = "x509_cert", pem });
        Assert.Matches("^[A-Za-z0-9_-]{43}$", certificate.String("thumbprint_sha256"));
        Assert.Equal("2041-01-01T00:00:00.000Z", certificate.String("expires_at"));
        Assert.False(certificate.Has("kid"));
        var subject = await PostAsync(id, new { credential_type = "cert_subject_dn", subject_dn = "CN=a" });
        Assert.Equal("CN=a", subject.String("subject_dn"));
    }

    [Fact]
    public async Task A_fifth_credential_is_refused_until_one_is_deleted()
    {
        var (id, _) = await shared.CreateAsync();
        using var last = TestKeys.New();
        var first = "";
        for (var number = 0; number < 4; number++)
        {
            using var key = TestKeys.New();
            var created = await PostAsync(id, Key(key));
            Assert.Equal(201, (int)created.Status);
            first = number == 0 ? created.String("id") : first;
        }

        (await PostAsync(id, Key(last))).IsError(400, "invalid_body", "A client can have a maximum of 4 credentials.");
        Assert.Equal(204, (int)(await DeleteAsync(id, first)).Status);
        Assert.Equal(201, (int)(await PostAsync(id, Key(last))).Status);
    }

    [Fact]
    public async Task The_list_is_in_no_order_by_age_and_in_the_same_one_each_time()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var (id, _) = await shared.CreateAsync();
            var made = new List<string>();
            for (var number = 0; number < 4; number++)
                made.Add((await PostAsync(id, new { credential_type = "cert_subject_dn", subject_dn = "CN=" + number })).String("id"));
            var (once, again) = (await ListAsync(id), await ListAsync(id));
            Assert.Equal(once, again);
            Assert.Equal(made.Order(StringComparer.Ordinal), once.Order(StringComparer.Ordinal));
            if (!once.SequenceEqual(made))
                return;
        }

        Assert.Fail("Twenty lists were in the order of creation.");
    }

    private async Task<List<string>> ListAsync(string id) =>
        [.. (await shared.Client.GetAsync($"/api/v2/clients/{id}/credentials", shared.Token)).Body.EnumerateArray().Select(credential => credential.GetProperty("id").GetString()!)];

    [Fact]
    public async Task The_same_key_twice_is_a_conflict()
    {
        var (id, _) = await shared.CreateAsync();
        using var key = TestKeys.New();
        await PostAsync(id, Key(key));
        Assert.Equal(409, (int)(await PostAsync(id, Key(key))).Status);
    }

    [Theory]
    [InlineData("{}", "'Missing required property: credential_type'.")]
    [InlineData("""{"credential_type":"password"}""", "'No enum match for: password' on property credential_type.")]
    [InlineData("""{"credential_type":"public_key"}""", "'Missing required property: pem'.")]
    [InlineData("""{"credential_type":"public_key","pem":"x","alg":"ES256"}""", "'No enum match for: ES256' on property alg.")]
    [InlineData("""{"credential_type":"public_key","pem":"x","kid":"short"}""", "'String is too short (5 chars), minimum 10' on property kid.")]
    [InlineData("""{"credential_type":"public_key","pem":"x","expires_at":"tomorrow"}""", "'Object didn't pass validation for format date-time: tomorrow' on property expires_at.")]
    [InlineData("""{"credential_type":"public_key","pem":"x","expires_at":"2030-13-45T00:00:00Z"}""", "'Object didn't pass validation for format date-time: 2030-13-45T00:00:00Z' on property expires_at.")]
    public async Task A_malformed_registration_is_refused_by_name(string body, string violation)
    {
        var (id, _) = await shared.CreateAsync();
        var reply = await shared.Client.SendAsync(HttpMethod.Post, $"/api/v2/clients/{id}/credentials", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), shared.Token);
        reply.IsError(400, "invalid_body", "Payload validation error: " + violation);
    }

    [Fact]
    public async Task Only_public_rsa_keys_of_2048_bits_are_taken()
    {
        var (id, _) = await shared.CreateAsync();
        using var key = TestKeys.New();
        using var small = TestKeys.New(1024);
        using var curve = System.Security.Cryptography.ECDsa.Create();
        foreach (var pem in new[] { "rubbish", key.ExportPkcs8PrivateKeyPem(), curve.ExportSubjectPublicKeyInfoPem(), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" })
            (await PostAsync(id, new { credential_type = "public_key", pem })).IsError(400, "invalid_body", "The pem is not a valid RSA public key or X.509 certificate");
        (await PostAsync(id, Key(small))).IsError(400, "invalid_body", "The key must have at least 2048 bits");
    }

    [Fact]
    public async Task Expiry_comes_from_one_place_and_from_a_certificate_only()
    {
        var (id, _) = await shared.CreateAsync();
        using var key = TestKeys.New();
        (await PostAsync(id, new { credential_type = "public_key", pem = TestKeys.PublicPem(key), parse_expiry_from_cert = true }))
            .IsError(400, "invalid_body", "parse_expiry_from_cert requires the pem to be an X.509 certificate");
        var pem = TestKeys.CertificatePem(key, DateTimeOffset.UtcNow.AddDays(10));
        (await PostAsync(id, new { credential_type = "public_key", pem, parse_expiry_from_cert = true, expires_at = "2040-01-01T00:00:00Z" }))
            .IsError(400, "invalid_body", "parse_expiry_from_cert and expires_at are mutually exclusive");
    }

    [Fact]
    public async Task Only_the_expiry_can_be_changed_and_the_answer_is_200()
    {
        var (id, _) = await shared.CreateAsync();
        using var key = TestKeys.New();
        var credential = (await PostAsync(id, Key(key))).String("id");
        var changed = await PatchAsync(id, credential, new { expires_at = "2040-01-02T03:04:05+01:00" });
        Assert.Equal(200, (int)changed.Status);
        Assert.Equal("2040-01-02T02:04:05.000Z", changed.String("expires_at"));
        Assert.False((await PatchAsync(id, credential, new { expires_at = (string?)null })).Has("expires_at"));
        Assert.Equal(400, (int)(await PatchAsync(id, credential, new { name = "x" })).Status);
    }

    [Fact]
    public async Task Unknown_ones_are_not_found()
    {
        var (id, _) = await shared.CreateAsync();
        (await GetAsync(id, "cred_none")).IsError(404, "inexistent_credential", "The credential does not exist");
        (await PatchAsync(id, "cred_none", new { })).IsError(404, "inexistent_credential", "The credential does not exist");
        (await shared.Client.GetAsync("/api/v2/clients/nobody/credentials", shared.Token)).IsError(404, "inexistent_client", "The client does not exist");
        Assert.Equal(204, (int)(await DeleteAsync(id, "cred_none")).Status);
    }

    private static object Key(System.Security.Cryptography.RSA key) => new { credential_type = "public_key", pem = TestKeys.PublicPem(key) };

    private Task<Reply> PostAsync(string id, object body) => shared.Client.PostAsync($"/api/v2/clients/{id}/credentials", body, shared.Token);

    private Task<Reply> GetAsync(string id, string credential) => shared.Client.GetAsync($"/api/v2/clients/{id}/credentials/{credential}", shared.Token);

    private Task<Reply> PatchAsync(string id, string credential, object body) => shared.Client.PatchAsync($"/api/v2/clients/{id}/credentials/{credential}", body, shared.Token);

    private Task<Reply> DeleteAsync(string id, string credential) => shared.Client.DeleteAsync($"/api/v2/clients/{id}/credentials/{credential}", shared.Token);
}
