using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Auth0Ps.Http;

/// <summary>Checks certificates as the platform does, and says what is wrong with one that is refused.</summary>
internal static class CertificateCheck
{
    private const int MostNames = 3;

    /// <summary>True for a certificate that the platform trusts.</summary>
    /// <exception cref="CertificateException">It is not to be trusted.</exception>
    public static bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;

        var host = (sender as SslStream)?.TargetHostName is { Length: > 0 } name ? name : "the host";
        var shown = certificate as X509Certificate2;
        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status);
        var found = new List<(string What, string Remedy)>();
        if (shown is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            found.Add(("is missing", "Check that the domain is an Auth0 tenant's."));
        if (shown is not null && status.HasFlag(X509ChainStatusFlags.NotTimeValid))
            found.Add(OutOfTime(shown, chain!));
        if (shown is not null && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            found.Add((
                $"is for another name ({NamesOf(shown)})",
                "Check the domain's spelling, and for a custom domain that it is verified in the dashboard (Branding > Custom Domains); a network's login page may also be answering in the tenant's place."));
        }

        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != X509ChainStatusFlags.NoError)
        {
            found.Add((
                $"was issued by '{shown?.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}', which this machine does not trust",
                "If a proxy on the way opens TLS, add its root certificate to this machine's trust store."));
        }

        if (found.Count == 0)
            found.Add(($"is not trusted ({(status == X509ChainStatusFlags.NoError ? errors : status)})", "If a proxy on the way opens TLS, add its root certificate to this machine's trust store."));
        throw new CertificateException(
            $"The certificate of '{host}' {string.Join(", and ", found.Select(fault => fault.What))}.",
            string.Join(" ", found.Select(fault => fault.Remedy)));
    }

    /// <summary>The first certificate of the chain whose time it is not: mostly the host's own.</summary>
    private static (string What, string Remedy) OutOfTime(X509Certificate2 host, X509Chain chain)
    {
        var now = DateTime.Now;
        var late = chain.ChainElements.Select(element => element.Certificate).FirstOrDefault(one => one.NotAfter < now || one.NotBefore > now) ?? host;
        return late.NotBefore > now
            ? ($"is not valid before {Date(late.NotBefore)}", "Set this machine's clock right; if it is right already, the certificate's owner has to replace it.")
            : ($"expired on {Date(late.NotAfter)}", "The owner of the domain has to renew it; if that date is not past, set this machine's clock right.");
    }

    private static string Date(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames()).Take(MostNames + 1).ToList();
        if (names.Count == 0)
            return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? ", …" : "");
    }
}

/// <summary>A certificate that is not to be trusted, and what to do about it.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="remedy">What to do.</param>
internal sealed class CertificateException(string message, string remedy) : AuthenticationException(message)
{
    public string Remedy => remedy;
}
