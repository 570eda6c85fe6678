using Auth0Ps.Applications;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Rotation;

/// <summary>A run that begins: what keeps it from beginning, and what its journal says first.</summary>
internal sealed class NewRun(TenantSession session)
{
    /// <summary>A connection's own secret can only be rotated where the connection will find the new one.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ApplicationNotRotatable"/>.</exception>
    public void RequireMovable(string clientId)
    {
        var connection = session.Connection;
        if (clientId != connection.ClientId || connection.SecretReference.Location == SecretLocation.Vault)
            return;

        throw new Auth0Exception(
            ErrorReason.ApplicationNotRotatable,
            $"Connection '{connection.Name}' signs in with this application, and its secret is kept in {connection.SecretReference}, where the new one cannot be put.",
            $"Keep it in a vault first: Set-Auth0Connection {connection.Name} -Vault NAME")
        { Target = clientId };
    }

    /// <summary>A saved rotation takes an application back from private keys only where it was the one that moved it: else someone wanted them.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ApplicationNotRotatable"/>.</exception>
    public static void RequireOwnMove(RotationTarget target, RotationEntry? former)
    {
        if (target is not { Kind.IsKey: false, RotationId: { } id } || former is not { Kind.IsKey: true } || former.RotationId == id)
            return;

        throw new Auth0Exception(
            ErrorReason.ApplicationNotRotatable,
            $"'{target.ApplicationName}' ({target.ClientId}) was moved to private keys by another command than this rotation, and signs in with no client secret.",
            $"Let it rotate keys: Set-Auth0SecretRotation {target.Name} -CredentialType PrivateKeyJwt. Or move the application back: Invoke-Auth0SecretRotation -ClientId {target.ClientId} -Vault {former.Vault} -CredentialType ClientSecret")
        { Target = target.ClientId };
    }

    /// <summary>What the journal says first.</summary>
    /// <param name="former">The client's last run; null for none.</param>
    public RotationEntry EntryOf(RotationTarget target, RotationEntry? former) => new()
    {
        JobId = Guid.NewGuid(),
        RotationId = target.RotationId,
        Name = target.Name,
        Domain = session.Connection.Domain,
        Tenant = session.ClientOf(target.ClientId).Tenant is var tenant && tenant == session.Connection.Domain ? null : tenant,
        ClientId = target.ClientId,
        ApplicationName = target.ApplicationName,
        ConnectionId = session.Connection.Id,
        Vault = target.Vault,
        Mapping = target.Mapping,
        NextSuffix = SecretsMapping.NextSuffix,
        Copies = JournaledCopy.Of(target.CopyTo),
        CredentialType = target.CredentialType,
        MovesBack = !target.Kind.IsKey && (target.MovesBack || former?.Kind.IsKey == true),
        Key = target.Kind.IsKey ? target.Key ?? new KeySpecification() : null,
        Keys = former?.Keys ?? [],
        KeyCount = former?.KeyCount ?? 0,
        MovedFrom = former?.MovedFrom,
        Connections = ConnectionsOf(target.ClientId, target.Vault, target.Mapping),
        AnnounceFor = target.Options.AppliesAtOnce || target.Options.Undoes ? null : target.AnnounceFor,
        KeepsPrevious = target.KeepsPrevious || target.Options.Undoes,
        Undoes = target.Options.Undoes,
        IsUndone = former?.IsUndone ?? false,
        AttemptedAt = session.Http.Time.GetUtcNow(),
        DueAt = target.DueAt,
        RotatedAt = former?.RotatedAt,
        RotatedBy = former?.RotatedBy,
        Spent = former?.Spent,
        AdoptedAt = former?.AdoptedAt,
        DriftedAt = former?.DriftedAt,
        FormerStatus = former?.Status,
    };

    /// <summary>An attempt that wrote nothing: whatever was written before it stays where it is.</summary>
    public RotationEntry AttemptOf(RotationTarget target)
    {
        var former = session.State.Journal.Find(session.ClientOf(target.ClientId));
        var attempt = EntryOf(target, former);
        return former is null ? attempt : attempt with { Copies = [.. former.Copies.Select(static copy => copy.Anew())], Vault = former.Vault, Mapping = former.Mapping, CredentialType = former.CredentialType, Key = former.Key, MovesBack = former.MovesBack };
    }

    /// <summary>The entries that connections of a client sign in with, besides those of its own rotation.</summary>
    public IReadOnlyList<VaultPlace> ConnectionsOf(string clientId, string vault, SecretsMapping mapping) =>
        session.State.Connections.PlacesOf(session.Connection.Domain, clientId, vault, mapping);
}
