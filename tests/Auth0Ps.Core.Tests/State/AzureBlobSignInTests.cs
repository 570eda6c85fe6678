using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Auth0Ps.Core.Tests.Rotation;

namespace Auth0Ps.Core.Tests.State;

/// <summary>Processes that sign in with an identity that they find. The emulator takes tokens over TLS only, and looks at what is in them.</summary>
[Collection(AzureBlobTests.Name)]
public sealed class AzureBlobSignInTests(Azurite server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-identity-").FullName;

    private string Certificate => Path.Combine(_folder, "server.crt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [LongFact]
    public async Task A_managed_identity_signs_in_as_in_Azure_Automation_and_Functions()
    {
        await using var secure = await StartAsync();
        using var endpoint = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Find()}/msi/";
        endpoint.Prefixes.Add(address);
        endpoint.Start();
        var asked = AnswerAsync(endpoint);

        var (exitCode, said) = await RunAsync(secure, ("IDENTITY_ENDPOINT", address + "token"), ("IDENTITY_HEADER", "header"), ("AZURE_CLIENT_ID", "11111111-2222-3333-4444-555555555555"));

        Assert.True(exitCode == 0 && said == "Started", said);

        // For the storage, and for the one of several identities that was named.
        Assert.Equal("https://storage.azure.com 11111111-2222-3333-4444-555555555555", await asked);
    }

    [LongFact]
    public async Task The_login_of_az_signs_in()
    {
        await using var secure = await StartAsync();
        var programs = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        var (az, answer) = (Path.Combine(programs, "az"), JsonSerializer.Serialize(new { accessToken = Token(), expires_on = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds(), tokenType = "Bearer" }));
        await File.WriteAllTextAsync(az, $"#!/bin/sh\necho '{answer}'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(az, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (exitCode, said) = await RunAsync(secure, ("PATH", $"{programs}:{Environment.GetEnvironmentVariable("PATH")}"));

        Assert.True(exitCode == 0 && said == "Started", said);
    }

    [LongFact]
    public async Task A_certificate_that_nobody_vouches_for_and_the_lack_of_any_identity_are_said()
    {
        await using var secure = await StartAsync();

        var (untrusted, nobody) = (await RunAsync(secure, ("SSL_CERT_FILE", "/dev/null"), ("AZURE_STORAGE_KEY", server.Key)), await RunAsync(secure, ("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential"), ("PATH", Path.GetDirectoryName(Environment.ProcessPath)!)));

        Assert.NotEqual(0, untrusted.ExitCode);
        Assert.Contains("cannot be reached by TLS", untrusted.Said, StringComparison.Ordinal);
        Assert.NotEqual(0, nobody.ExitCode);
        Assert.Contains("finds nobody to sign in as", nobody.Said, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(HttpListener endpoint)
    {
        var context = await endpoint.GetContextAsync();
        var answer = JsonSerializer.SerializeToUtf8Bytes(new
        {
            access_token = Token(),
            expires_on = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            resource = "https://storage.azure.com",
            token_type = "Bearer",
        });
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(answer);
        context.Response.Close();
        return $"{context.Request.QueryString["resource"]} {context.Request.QueryString["client_id"]}";
    }

    /// <summary>A token as Entra ID makes them, which the emulator reads and does not verify.</summary>
    private static string Token()
    {
        var now = DateTimeOffset.UtcNow;
        return $"{Part(new { alg = "RS256", typ = "JWT" })}.{Part(new { aud = "https://storage.azure.com", iss = "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/", iat = now.ToUnixTimeSeconds(), nbf = now.AddMinutes(-1).ToUnixTimeSeconds(), exp = now.AddHours(1).ToUnixTimeSeconds() })}.{Part(new { none = true })}";

        static string Part(object part) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(part)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private async Task<Azurite.Secure> StartAsync()
    {
        Skip.If(server.WhyNot is not null, server.WhyNot);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Certificate + ".key", key.ExportPkcs8PrivateKeyPem());
        return await server.StartSecureAsync(Certificate, Certificate + ".key");
    }

    /// <summary>Runs what is due, which is nothing, with the state there.</summary>
    private async Task<(int ExitCode, string Said)> RunAsync(Azurite.Secure secure, params (string Name, string Value)[] environment)
    {
        var home = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName;
        var order = new RunnerOrder { Domain = "http://127.0.0.1:1", ConnectionClientId = "client", ConnectionSecret = "secret", ClientId = "", State = $"{secure.Address}/auth0ps/state", Lease = TimeSpan.FromSeconds(30) };
        using var runner = RunnerProcess.Launch(home, home, order, [("SSL_CERT_FILE", Certificate), ("NO_PROXY", "127.0.0.1"), ("no_proxy", "127.0.0.1"), ("AUTH0PS_HOME", Path.Combine(home, "data")), .. environment]);
        runner.LetGo();
        var said = await runner.EndAsync();
        return (runner.Process.ExitCode, said.Trim());
    }
}
