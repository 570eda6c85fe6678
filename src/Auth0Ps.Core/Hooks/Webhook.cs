using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Http;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Hooks;

/// <summary>Sends events as Standard Webhooks do: with an id, a time, and a signature of both and the body.</summary>
/// <param name="state">Knows the vaults and the clock.</param>
internal sealed class Webhook(Auth0State state)
{
    private const string KeyPrefix = "whsec_";

    private static readonly Lazy<HttpClient> Client = new(static () => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        Proxy = new TenantProxy(),
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = CertificateCheck.Validate },
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>The key's words for people.</summary>
    public const string KeyForm = "A signing key is whsec_ followed by 24 to 64 random bytes as base64: \"whsec_$([Convert]::ToBase64String([Security.Cryptography.RandomNumberGenerator]::GetBytes(32)))\"";

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="key">The key's bytes.</param>
    public static string Sign(ReadOnlySpan<byte> key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. head, .. body]));
    }

    /// <summary>Sends one event once.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<HookAttempt> SendAsync(Auth0RotationHook hook, string id, byte[] body, CancellationToken stop)
    {
        Uri uri;
        using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null);
        try
        {
            uri = hook.Uri ?? await AddressAsync(hook, stop);
            request.RequestUri = uri;
            var timestamp = state.Time.GetUtcNow().ToUnixTimeSeconds();
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
            if (hook is { Uri: not null, Vault: not null })
                request.Headers.Add("webhook-signature", await SignAsync(hook, id, timestamp, body, stop));
        }
        catch (Auth0Exception exception)
        {
            return new HookAttempt(Succeeded: false, exception.Message) { Recommendation = exception.RecommendedAction };
        }

        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Auth0Ps", "1"));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(hook.TimeoutSeconds));
        try
        {
            // The body of the answer is of no interest, however long it is.
            using var answer = await Client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Judge(uri, answer);
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return new HookAttempt(Succeeded: false, $"'{uri.Authority}' did not answer within {hook.TimeoutSeconds} seconds.") { IsOutOfTime = true, Recommendation = "A webhook answers first and works afterwards; or give it more time: -TimeoutSeconds." };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var fault = TransportFaults.From(uri, proxy: null, begun: true, exception);
            return new HookAttempt(Succeeded: false, fault.Message)
            {
                IsOutOfTime = exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError },
                Recommendation = exception.InnerException is AuthenticationException ? fault.RecommendedAction : "Check the address, and whether the other side runs.",
            };
        }
    }

    private static HookAttempt Judge(Uri uri, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        var from = $"'{uri.Authority}' answered with status {status}";
        return answer.StatusCode switch
        {
            _ when status is >= 200 and < 300 => new HookAttempt(Succeeded: true, $"{from}."),
            HttpStatusCode.Gone => new HookAttempt(Succeeded: false, $"{from}: it wants no more of them. It is given up.") { IsFinal = true, Recommendation = "Unregister the hook, or register its new address with -Force." },
            _ when status is >= 300 and < 400 => new HookAttempt(Succeeded: false, $"{from}, a redirect{(HostOf(uri, answer) is { } host ? $" to '{host}'" : "")}, which is not followed.") { Recommendation = "Register the address that it leads to, with -Force." },
            _ => new HookAttempt(Succeeded: false, $"{from}.")
            {
                Wait = answer.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date is { } date ? date - DateTimeOffset.UtcNow : null) : null,
                Recommendation = status is 401 or 403 ? "Check the signing key on both sides, and the address." : "Look at the log of the other side.",
            },
        };
    }

    private static string? HostOf(Uri uri, HttpResponseMessage answer) =>
        answer.Headers.Location is { } location && Uri.TryCreate(uri, location, out var to) ? to.Authority : null;

    private async Task<Uri> AddressAsync(Auth0RotationHook hook, CancellationToken stop)
    {
        using var secret = await ReadAsync(hook, "the address", stop);
        return RotationHookRequest.ParseAddress(SecureStrings.Reveal(secret), hook.Name);
    }

    private async Task<string> SignAsync(Auth0RotationHook hook, string id, long timestamp, byte[] body, CancellationToken stop)
    {
        using var secret = await ReadAsync(hook, "the signing key", stop);
        return SecureStrings.Use(secret, (id, timestamp, body), static (bytes, message) =>
        {
            var text = new char[Encoding.UTF8.GetCharCount(bytes)];
            Encoding.UTF8.GetChars(bytes, text);
            var key = new byte[text.Length];
            try
            {
                return text.AsSpan().Trim().StartsWith(KeyPrefix, StringComparison.Ordinal) && Convert.TryFromBase64Chars(text.AsSpan().Trim()[KeyPrefix.Length..], key, out var length) && length is >= 24 and <= 64
                    ? Sign(key.AsSpan(0, length), message.id, message.timestamp, message.body)
                    : null;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
                Array.Clear(text);
            }
        }) ?? throw new Auth0Exception(ErrorReason.HookFailed, $"Entry '{hook.SecretName}' in vault '{hook.Vault}' holds no signing key.", KeyForm) { Target = hook.Name };
    }

    private async Task<SecureString> ReadAsync(Auth0RotationHook hook, string what, CancellationToken stop)
    {
        var vault = await state.RequireVaults(hook.Vault!).FindAsync(hook.Vault!, stop);
        return (await vault.ReadAsync(hook.SecretName!, stop))?.Secret
            ?? throw new Auth0Exception(ErrorReason.HookFailed, $"There is no entry '{hook.SecretName}' in vault '{hook.Vault}', which is to hold {what} of hook '{hook.Name}'.", $"Put it there: Set-Secret -Vault {hook.Vault} -Name {hook.SecretName}") { Target = hook.Name };
    }
}
