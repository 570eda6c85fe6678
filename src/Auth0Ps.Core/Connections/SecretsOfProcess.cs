using System.Collections.Concurrent;
using System.Security;

namespace Auth0Ps.Connections;

/// <summary>What only this process knows of connections' secrets and logins.</summary>
internal sealed class SecretsOfProcess
{
    private readonly ConcurrentDictionary<Guid, ConnectionSecret> _secrets = new();
    private readonly ConcurrentDictionary<Guid, SecureString> _refreshTokens = new();

    public ConnectionSecret Of(Guid connection) => _secrets.GetValueOrDefault(connection, ConnectionSecret.None);

    /// <summary>Keeps a copy.</summary>
    public void Keep(Guid connection, ConnectionSecret secret) => _secrets[connection] = secret.Copy();

    /// <summary>The refresh token; null when there is none.</summary>
    public SecureString? RefreshTokenOf(Guid connection) => _refreshTokens.GetValueOrDefault(connection);

    /// <summary>Keeps, or with null forgets, a refresh token.</summary>
    public void KeepRefreshToken(Guid connection, SecureString? token)
    {
        if (token is null)
            _refreshTokens.TryRemove(connection, out _);
        else
            _refreshTokens[connection] = token;
    }

    /// <summary>Forgets all of a connection. Nothing is wiped: a call of another runspace may be using it; it goes with the collector.</summary>
    public void Forget(Guid connection)
    {
        _secrets.TryRemove(connection, out _);
        _refreshTokens.TryRemove(connection, out _);
    }
}
