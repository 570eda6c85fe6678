using System.Globalization;
using Auth0Ps.Connections;
using Auth0Ps.Naming;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>What a definition must keep to; asked when it is made or changed, and again under the lease.</summary>
public static class RotationGuards
{
    /// <summary>The longest interval, in days.</summary>
    public const int LongestInterval = 3650;

    /// <summary>The longest description, in characters.</summary>
    public const int LongestDescription = 256;

    /// <summary>Checks the fields one by one.</summary>
    /// <param name="rotation">The definition.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidName"/> or <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static void RequireFields(Auth0SecretRotation rotation)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        Slug.Require(rotation.Name);
        ClientIds.Require(rotation.ClientId);
        if (rotation.Description?.Length > LongestDescription)
            throw Invalid(rotation, string.Create(CultureInfo.InvariantCulture, $"The description has {rotation.Description.Length} characters; at most {LongestDescription} are allowed."), "Shorten it.");
        if (rotation.RotationInterval is < 1 or > LongestInterval)
            throw Invalid(rotation, string.Create(CultureInfo.InvariantCulture, $"An interval of {rotation.RotationInterval} days is not possible."), $"Give -RotationInterval 1 to {LongestInterval}.");
        if (rotation.CredentialType != CredentialType.ClientSecret)
            throw Invalid(rotation, "Saved rotations of private keys are not supported.", "Leave -CredentialType out to rotate the client secret.");
        if (rotation.Overlap is not null)
            throw Invalid(rotation, "Of client secrets only one works at a time, so there is no overlap.", "Leave -Overlap out.");
        if (string.IsNullOrWhiteSpace(rotation.Vault))
            throw Invalid(rotation, "It is not said which vault is to keep the secrets.", "Give -Vault; Get-SecretVault lists the names.");
        RequireEntryNames(rotation);
    }

    /// <summary>Refuses a definition that gets into the way of another one.</summary>
    /// <param name="rotation">The definition.</param>
    /// <param name="all">All definitions; the same one's former state among them is passed over.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationExists"/>.</exception>
    public static void RequireApart(Auth0SecretRotation rotation, IEnumerable<Auth0SecretRotation> all)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        ArgumentNullException.ThrowIfNull(all);
        var names = AllNames(rotation.Entries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var other in all.Where(other => other.Id != rotation.Id))
        {
            if (string.Equals(other.Name, rotation.Name, StringComparison.OrdinalIgnoreCase))
                throw Exists(rotation.Name, $"A rotation '{other.Name}' exists already.", $"Choose another -Name, or change that one: Set-Auth0SecretRotation {other.Name}");
            if (other.ClientId == rotation.ClientId && other.Domain == rotation.Domain)
                throw Exists(rotation.ClientId, $"The application '{rotation.ClientId}' has a rotation already: '{other.Name}'. Two would put each other's secrets out of use.", $"Change that one: Set-Auth0SecretRotation {other.Name}");
            if (string.Equals(other.Vault, rotation.Vault, StringComparison.OrdinalIgnoreCase) && AllNames(other.Entries).FirstOrDefault(names.Contains) is { } shared)
                throw Exists(rotation.Name, $"The entry '{shared}' in vault '{rotation.Vault}' belongs to rotation '{other.Name}'.", "Choose other names with -SecretsMapping; the secret's name with -pending behind it is needed too.");
        }
    }

    /// <summary>Refuses entries from which a connection signs in as another application; its secret would be lost.</summary>
    /// <param name="rotation">The definition.</param>
    /// <param name="connections">All connections.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultEntryExists"/>.</exception>
    public static void RequireNotOfConnections(Auth0SecretRotation rotation, IEnumerable<Auth0Connection> connections)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        ArgumentNullException.ThrowIfNull(connections);
        foreach (var connection in connections.Where(connection => connection.ClientId != rotation.ClientId || connection.Domain != rotation.Domain))
        {
            if (ConnectionOf(rotation, [connection]) is { } entry)
            {
                throw new Auth0Exception(
                    ErrorReason.VaultEntryExists,
                    $"The entry '{entry}' in vault '{rotation.Vault}' keeps the secret of connection '{connection.Name}'.",
                    "Choose other names with -SecretsMapping.")
                { Target = rotation.Name };
            }
        }
    }

    /// <summary>Refuses a change, or the removal, of what an unfinished run still needs.</summary>
    /// <param name="rotation">The rotation as it stands.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationInterrupted"/>.</exception>
    public static void RequireNotInterrupted(Auth0SecretRotation rotation)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        if (RotationJournal.Find(rotation.Domain, rotation.ClientId) is not { IsOpen: true } open)
            return;

        throw new Auth0Exception(
            ErrorReason.RotationInterrupted,
            $"A run of rotation '{rotation.Name}' is interrupted or under way, and the secret in vault '{open.Vault}' may be the live one.",
            $"Finish it first: Resume-Auth0SecretRotation -Name {rotation.Name}")
        { Target = rotation.Name };
    }

    /// <summary>Refuses an application whose secret cannot be rotated through its connection.</summary>
    /// <param name="application">The application, as read through the connection.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ApplicationNotRotatable"/>.</exception>
    public static void RequireRotatable(Auth0Application application)
    {
        ArgumentNullException.ThrowIfNull(application);
        var connection = application.Connection;
        var isOwn = string.Equals(application.ClientId, connection.ClientId, StringComparison.Ordinal);
        if (application.WhyNotRotatable is not { } why || (isOwn && IsMovable(application)))
            return;

        throw new Auth0Exception(
            ErrorReason.ApplicationNotRotatable,
            $"The client secret of '{application.Name}' ({application.ClientId}) cannot be rotated here: {why}.",
            isOwn && !application.IsGlobal
                ? $"Keep the connection's secret in a vault first, where its new one can be put: Set-Auth0Connection {connection.Name} -Vault NAME"
                : "Get-Auth0Application -Rotatable lists those that can be.")
        { Target = application.ClientId };
    }

    /// <summary>Refuses a connection that does not speak to the Management API, which alone changes secrets.</summary>
    /// <param name="connection">The connection.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static void RequireManagement(Auth0Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.ApiType == Auth0ApiType.Management)
            return;

        throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            $"The tokens of connection '{connection.Name}' are not for the Management API, which secrets are changed through.",
            "Choose another one with -Connection; Get-Auth0Connection shows their ApiType.")
        { Target = connection.Name };
    }

    /// <summary>The final and pending names of a mapping.</summary>
    internal static IEnumerable<string> AllNames(SecretsMapping mapping) => mapping.Names.Append(mapping.PendingEntry);

    /// <summary>The rotation's entry that one of these connections signs in from; null when there is none.</summary>
    internal static string? ConnectionOf(Auth0SecretRotation rotation, IEnumerable<Auth0Connection> connections) =>
        AllNames(rotation.Entries).FirstOrDefault(name => connections.Any(connection =>
            connection.SecretReference is { Location: SecretLocation.Vault, Vault: { } vault, SecretName: { } entry } && new VaultPlace(vault, entry).IsAt(rotation.Vault, name)));

    private static bool IsMovable(Auth0Application application) =>
        !application.IsGlobal
        && application.Connection.SecretReference.Location == SecretLocation.Vault
        && application.Connection.TokenEndpointAuthMethod == CredentialProof.SecretMethod;

    private static void RequireEntryNames(Auth0SecretRotation rotation)
    {
        var mapping = rotation.SecretsMapping;
        mapping.Require(rotation.Name);
        if (string.IsNullOrEmpty(rotation.Environment) && mapping.Names.Any(name => name.Contains("{environment}", StringComparison.OrdinalIgnoreCase)))
            throw Invalid(rotation, "The mapping has {environment} in it, and no environment is given.", "Add -Environment.");
        if (rotation.SecretPath.Trim('/').Length == 0 && mapping.Names.Any(name => name.Contains("{path}", StringComparison.OrdinalIgnoreCase)))
            throw Invalid(rotation, "The mapping has {path} in it, and the path is empty.", "Add -SecretPath.");

        // Once more with the labels filled in: two names may become one.
        rotation.Entries.Require(rotation.Name);
        if (AllNames(rotation.Entries).Contains(Fingerprint.KeyEntry, StringComparer.OrdinalIgnoreCase))
            throw Invalid(rotation, $"The entry '{Fingerprint.KeyEntry}' is needed for this module's own key.", "Choose another name with -SecretsMapping.");
    }

    private static Auth0Exception Invalid(Auth0SecretRotation rotation, string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = rotation.Name };

    private static Auth0Exception Exists(string target, string message, string action) =>
        new(ErrorReason.RotationExists, message, action) { Target = target };
}
