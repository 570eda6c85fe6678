using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Http;

public sealed class TlsTests
{
    [Theory]
    [InlineData("localhost", -9, -1, "expired on", "renew")]
    [InlineData("localhost", 1, 9, "is not valid before", "clock")]
    [InlineData("other.example", -9, 9, "is for another name (other.example)", "spelling")]
    [InlineData("localhost", -9, 9, "was issued by 'localhost'", "trust store")]
    public async Task What_is_wrong_with_a_certificate_is_told_with_its_own_remedy(string name, int from, int to, string fault, string remedy)
    {
        await using var server = Server(Certificate(name, from, to));

        var failure = await FailAsync(server.Port, ErrorReason.CertificateRefused);

        Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.RecommendedAction, StringComparison.Ordinal);
        if (fault[0] == 'w')
            Assert.DoesNotContain("expired", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_in_the_place_of_TLS_is_told_as_that()
    {
        await using var server = new ScriptedServer(async (served, stream) =>
        {
            _ = await stream.ReadAtLeastAsync(new byte[16], 16);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        });

        Assert.Contains("does not speak TLS", (await FailAsync(server.Port, ErrorReason.TlsFailed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_while_it_is_secured_is_no_matter_of_certificates()
    {
        await using var server = new ScriptedServer((_, stream) => stream.ReadAtLeastAsync(new byte[16], 16).AsTask());

        Assert.Contains("while it was being secured", (await FailAsync(server.Port, ErrorReason.TlsFailed)).Message, StringComparison.Ordinal);
    }

    internal static ScriptedServer Server(X509Certificate2 certificate) => new(async (served, stream) =>
    {
        await using var secured = new SslStream(stream);
        await secured.AuthenticateAsServerAsync(certificate);
        _ = await secured.ReadAtLeastAsync(new byte[1], 1);
    });

    /// <summary>A certificate that it itself issued, for a name and from one day to another.</summary>
    internal static X509Certificate2 Certificate(string name, int from, int to)
    {
        var request = new CertificateRequest($"CN={name}", TestKeys.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(from), DateTimeOffset.UtcNow.AddDays(to));
    }

    private static async Task<Auth0Exception> FailAsync(int port, ErrorReason reason)
    {
        using var http = new TenantHttp(new SkippingTime());
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => http.SendAsync(
            new TenantRequest
            {
                Method = HttpMethod.Patch,
                Uri = new Uri($"https://localhost:{port}/api/v2/clients/x"),
                Body = () => SecretJson.ObjectWith("client_secret", Tenant.Protect(Refusal.Planted)),
            },
            observer: null,
            CancellationToken.None));

        Refusal.AssertClear(failure, reason);
        Assert.True(failure.NothingSent);
        return failure;
    }
}
