using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary>How a changed secret spreads over the servers that answer for the token endpoint.</summary>
internal sealed class SecretPropagation
{
    private readonly TimeSpan _delay;
    private readonly SecretAcceptance _acceptance;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, int Number)> _turns = new(StringComparer.Ordinal);

    public SecretPropagation(SandboxOptions options)
    {
        _delay = options.PropagationDelay;
        _acceptance = options.AcceptDuringPropagation;
        _time = options.TimeProvider;
    }

    /// <summary>Whether one of the texts, which are spellings of one secret, is accepted now.</summary>
    public bool Accepts(Client client, IEnumerable<string> secrets)
    {
        var accepted = Accepted(client);
        return secrets.Any(secret => accepted.Any(candidate =>
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(candidate), Encoding.UTF8.GetBytes(secret))));
    }

    private IReadOnlyList<string> Accepted(Client client)
    {
        var now = _time.GetUtcNow();
        var former = client.FormerSecrets.Where(secret => now < secret.SupersededAt + _delay).ToList();
        if (former.Count == 0)
            return [client.Secret];
        return _acceptance switch
        {
            SecretAcceptance.New => [client.Secret],
            SecretAcceptance.Both => [.. former.Select(secret => secret.Secret), client.Secret],
            SecretAcceptance.Alternating => [IsOldsTurn(client.ClientId, former[0].SupersededAt) ? former[0].Secret : client.Secret],
            _ => [former[0].Secret],
        };
    }

    private bool IsOldsTurn(string clientId, DateTimeOffset since) =>
        _turns.AddOrUpdate(clientId, (since, 0), (_, turn) => turn.Since == since ? (since, turn.Number + 1) : (since, 0)).Number % 2 == 0;
}
