using System.Collections.Concurrent;
using Auth0Ps.Applications;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>Puts the present credentials of applications under the names of rotations that a command saves; one that cannot be done is told, and keeps nothing else.</summary>
/// <param name="open">Opens a tenant.</param>
/// <param name="tell">Writes a verbose line.</param>
/// <param name="fail">Writes an error.</param>
internal sealed class Adoptions(Func<Auth0Connection, TenantSession> open, Action<string> tell, Action<Auth0Exception> fail)
{
    private readonly ConcurrentDictionary<Guid, Adoption> _adoptions = new();

    /// <summary>True where there is something to adopt: of a private key Auth0 has only the public half.</summary>
    /// <param name="rotation">The rotation, which need not be saved yet.</param>
    /// <param name="stop">Ends the request for a token.</param>
    /// <exception cref="Auth0Exception">No token is available.</exception>
    public async Task<bool> ArePossibleAsync(Auth0SecretRotation rotation, Auth0Connection connection, CancellationToken stop) =>
        rotation.Kind.IsReadable && await Of(connection).IsPermittedAsync(stop);

    /// <summary>Adopts; false where nothing came of it.</summary>
    /// <param name="rotation">The rotation, which is saved.</param>
    /// <param name="force">True overwrites entries of others.</param>
    /// <param name="stop">Before anything is written it stops at once.</param>
    public async Task<bool> AdoptAsync(Auth0SecretRotation rotation, Auth0Connection connection, bool force, CancellationToken stop)
    {
        try
        {
            if (!await Of(connection).AdoptAsync(rotation, force, stop))
                return false;
            tell($"The present credentials of '{rotation.ApplicationName}' ({rotation.ClientId}) are in vault '{rotation.Vault}' as {rotation.Entries}.");
            return true;
        }
        catch (Auth0Exception exception)
        {
            fail(new Auth0Exception(
                exception.Reason,
                $"Rotation '{rotation.Name}' is saved, but the application's present credentials could not be put into vault '{rotation.Vault}': {exception.Message}",
                $"{exception.RecommendedAction?.TrimEnd().TrimEnd('.')}{(exception.RecommendedAction is { Length: > 0 } ? ". " : "")}Then have a new secret put there, Invoke-Auth0SecretRotation {rotation.Name}; or remove the rotation and create it again, which puts the present one there.",
                exception)
            { Target = rotation.Name, AnswerOf = exception });
            return false;
        }
    }

    private Adoption Of(Auth0Connection connection) => _adoptions.GetOrAdd(connection.Id, _ => new Adoption(open(connection)));
}
