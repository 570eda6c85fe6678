using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.RefreshTokens;

/// <summary>Hands out, exchanges and revokes refresh tokens. A token used twice means that someone copied it, and ends its family (RFC 9700, section 4.14.2).</summary>
internal sealed class RefreshTokenStore
{
    // Older ones are forgotten: they are refused like unknown tokens.
    private const int Remembered = 50;
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public RefreshTokenStore(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>The first token of a login.</summary>
    /// <param name="login">What it prolongs.</param>
    /// <param name="handle">The family's shared part.</param>
    /// <param name="stillGood">Asked while nobody else changes anything; when false there is no token.</param>
    /// <returns>The token, or null when the login was revoked meanwhile.</returns>
    public string? Start(Login login, byte[] handle, Func<bool> stillGood) => _store.Change(changes =>
    {
        if (!stillGood())
            return null;
        var now = _time.GetUtcNow();
        var token = RefreshTokenText.NewToken(handle);
        changes.Put(new RefreshTokenFamily
        {
            Id = RefreshTokenText.FamilyId(handle),
            ClientId = login.Client.ClientId,
            UserId = login.User.Id,
            Audience = login.Server?.Identifier,
            Scope = login.Scopes,
            OrganizationId = login.Organization?.Id,
            AuthenticatedAt = login.AuthenticatedAt,
            CreatedAt = now,
            UsedAt = now,
            Tokens = [new(RefreshTokenText.Hash(token))],
        });
        return token;
    });

    /// <summary>Uses a token.</summary>
    /// <param name="client">Who sent it.</param>
    /// <param name="token">As sent.</param>
    /// <param name="resolve">What it is good for now; a refusal leaves the token as it was.</param>
    /// <returns>That, and the new token where the application's tokens rotate.</returns>
    /// <exception cref="OAuthException">Unknown, of another application, over, or used before; in the last case its family is gone.</exception>
    public (T Result, string? NewToken) Use<T>(Client client, string token, Func<RefreshTokenFamily, T> resolve)
    {
        var outcome = _store.Change(changes => Use(changes, client, token, resolve));
        return outcome ?? throw OAuthErrors.UnknownRefreshToken();
    }

    /// <summary>Ends the family of a token of that application; anything else changes nothing.</summary>
    public void Revoke(Client client, string token) => _store.Change(changes =>
    {
        if (Find(client, token) is { } found)
            changes.Remove(found.Family);
        return true;
    });

    /// <summary>Ends the family with that shared part, if there is one.</summary>
    public void Revoke(byte[] handle) => _store.Change(changes =>
    {
        if (_store.RefreshTokenFamilies.Find(RefreshTokenText.FamilyId(handle)) is { } family)
            changes.Remove(family);
        return true;
    });

    private (T Result, string? NewToken)? Use<T>(TenantChanges changes, Client client, string token, Func<RefreshTokenFamily, T> resolve)
    {
        if (Find(client, token) is not var (family, used))
            return null;
        var (policy, now) = (RefreshTokenPolicy.Of(client), _time.GetUtcNow());
        if (policy.IsOver(family, now) || (!used.IsCurrent && now >= used.SupersededAt + policy.Leeway))
        {
            changes.Remove(family);
            return null;
        }

        var result = resolve(family);
        if (!policy.Rotates)
        {
            changes.Put(family with { UsedAt = now });
            return (result, null);
        }

        var successor = RefreshTokenText.NewToken(RefreshTokenText.Handle(token)!);
        var tokens = family.Tokens.Select(known => known == used && known.IsCurrent ? known with { SupersededAt = now } : known)
            .Append(new(RefreshTokenText.Hash(successor)));
        changes.Put(family with { UsedAt = now, Tokens = [.. tokens.TakeLast(Remembered)] });
        return (result, successor);
    }

    private (RefreshTokenFamily Family, RefreshTokenHash Token)? Find(Client client, string token)
    {
        if (RefreshTokenText.Handle(token) is not { } handle || _store.RefreshTokenFamilies.Find(RefreshTokenText.FamilyId(handle)) is not { } family || family.ClientId != client.ClientId)
            return null;
        var hash = RefreshTokenText.Hash(token);
        return family.Tokens.FirstOrDefault(known => known.Hash == hash) is { } known ? (family, known) : null;
    }
}
