using Auth0Ps.Applications;
using Auth0Ps.Naming;

namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>Finds applications by the names they have as entries, with as few requests as possible.</summary>
internal sealed class TenantVaultSearch(TenantSession session)
{
    /// <summary>Lists the applications that have a client secret.</summary>
    /// <param name="exact">The one name or client id that is wanted; null when many may match.</param>
    /// <param name="matches">Whether a name is wanted.</param>
    /// <returns>The entries by name. An application asked for by its client id has that for a name.</returns>
    /// <exception cref="Auth0Exception">Why they cannot be listed.</exception>
    public async Task<IReadOnlyList<TenantVaultEntry>> ListAsync(string? exact, Func<string, bool> matches, CancellationToken cancellationToken)
    {
        if (exact is null)
            return (session.State.Listings.Peek(session) ?? await session.State.Listings.RefreshAsync(session, cancellationToken)).List(matches);

        if (session.State.Listings.Peek(session) is { } known && Pick(known) is { Count: > 0 } found)
            return found;
        if (await FindByIdAsync(exact, cancellationToken) is { } application)
            return TenantVaultNames.HasSecret(application) ? [new(exact, application)] : [];
        return Pick(session.State.Listings.PeekRecent(session) ?? await session.State.Listings.RefreshAsync(session, cancellationToken));

        IReadOnlyList<TenantVaultEntry> Pick(TenantVaultNames names) =>
            !names.HasId(exact) ? names.List(matches)
            : names.Find(exact) is { } one && TenantVaultNames.HasSecret(one) ? [new(exact, one)]
            : [];
    }

    /// <summary>The application that a name or client id means; null when there is none.</summary>
    /// <param name="name">The name or client id.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: several have that name.</exception>
    public async Task<Auth0Application?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (session.State.Listings.Peek(session)?.Find(name) is { } known)
            return known;
        if (await FindByIdAsync(name, cancellationToken) is { } application)
            return application;
        return (session.State.Listings.PeekRecent(session) ?? await session.State.Listings.RefreshAsync(session, cancellationToken)).Find(name);
    }

    /// <summary>Asks for only what has the form of Auth0's client ids, instead of listing the tenant; null when it is not one.</summary>
    private async Task<Auth0Application?> FindByIdAsync(string name, CancellationToken cancellationToken)
    {
        if (!IsLikeClientId(name))
            return null;
        try
        {
            return await new ApplicationDirectory(session).GetAsync(name, cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.ApplicationNotFound)
        {
            return null;
        }
    }

    /// <summary>32 letters and digits, or those of third parties, which begin with <c>tpc_</c> (Auth0 docs, "Third-party applications").</summary>
    private static bool IsLikeClientId(string name) =>
        name.StartsWith("tpc_", StringComparison.Ordinal) ? ClientIds.IsValid(name) : name.Length == 32 && name.All(char.IsAsciiLetterOrDigit);
}
