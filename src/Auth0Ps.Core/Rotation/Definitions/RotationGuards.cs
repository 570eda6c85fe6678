using System.Globalization;
using Auth0Ps.Naming;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>What a definition must keep to; asked when it is made or changed, and again under the lease.</summary>
internal static class RotationGuards
{
    /// <summary>The longest interval, in days.</summary>
    public const int LongestInterval = 3650;

    /// <summary>The shortest time that a rotation can have to begin in.</summary>
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);

    /// <summary>With a longer one every day of the week is open.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);

    private static readonly TimeSpan LongestJitter = TimeSpan.FromDays(1);

    /// <summary>The longest description, in characters.</summary>
    public const int LongestDescription = 256;

    /// <summary>Checks the fields one by one.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidName"/> or <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static void RequireFields(Auth0SecretRotation rotation)
    {
        Slug.Require(rotation.Name);
        ClientIds.Require(rotation.ClientId);
        if (rotation.Description?.Length > LongestDescription)
            throw Invalid(rotation, string.Create(CultureInfo.InvariantCulture, $"The description has {rotation.Description.Length} characters; at most {LongestDescription} are allowed."), "Shorten it.");
        if (rotation.Owner?.Length > LongestDescription)
            throw Invalid(rotation, string.Create(CultureInfo.InvariantCulture, $"The owner has {rotation.Owner.Length} characters; at most {LongestDescription} are allowed."), "Shorten it.");
        if (rotation.PlannedAt > rotation.UpdatedAt.AddDays(LongestInterval))
            throw Invalid(rotation, $"{rotation.PlannedAt.Value.UtcDateTime:u} is too far away.", $"Give -NextRotationAt a time within {LongestInterval} days.");
        if (rotation.RotationInterval is < 1 or > LongestInterval)
            throw Invalid(rotation, string.Create(CultureInfo.InvariantCulture, $"An interval of {rotation.RotationInterval} days is not possible."), $"Give -RotationInterval 1 to {LongestInterval}.");
        RequireOpenings(rotation);
        RequireKeyFields(rotation);
        if (rotation is { KeepPrevious: true, Kind.WorksBesidePrevious: true })
            throw Invalid(rotation, "-KeepPrevious is for client secrets: the previous private key stays in the vault until its overlap has ended anyway.", "Leave -KeepPrevious out.");
        Announcement.Require(rotation.AnnounceFor, rotation.Kind, rotation.RotationInterval, rotation.Name);
        if (string.IsNullOrWhiteSpace(rotation.Vault))
            throw Invalid(rotation, "It is not said which vault is to keep the secrets.", "Give -Vault; Get-SecretVault lists the names.");
        RequireEntryNames(rotation);
        CopyRules.Require(rotation.Copies, rotation.Vault, rotation.CredentialType, rotation.Name);
    }

    /// <summary>Says that no other machine could rotate it.</summary>
    /// <param name="rotation">The definition.</param>
    /// <param name="connection">The connection.</param>
    public static Auth0Exception OnlyInThisProcess(Auth0SecretRotation rotation, Auth0Connection connection) => Invalid(
        rotation,
        $"Connection '{connection.Name}' lives only in this process, and the rotation would be saved for all machines that share the state, none of which could use it.",
        $"Keep its secret in a vault that all of them reach: Set-Auth0Connection {connection.Name} -Vault NAME");

    /// <summary>Refuses what never opens, or is always open.</summary>
    private static void RequireOpenings(Auth0SecretRotation rotation)
    {
        if (rotation.RotationWindow is { } window && (window < ShortestWindow || window > LongestWindow))
            throw Invalid(rotation, $"A window of {window} never opens, or never closes.", "Give -RotationWindow 0:01 to 7.00:00, such as 2:00 for two hours, and longer than the steps of the schedule that looks. $null takes it away.");
        if (rotation.Jitter is { } jitter && (jitter < TimeSpan.Zero || jitter >= LongestJitter))
            throw Invalid(rotation, $"A jitter of {jitter} is not possible.", "Give -Jitter less than a day, such as 0:30; 0:00 takes it away.");
        if (rotation.RotateOn.FirstOrDefault(static day => !Enum.IsDefined(day), DayOfWeek.Sunday) is var unknown && !Enum.IsDefined(unknown))
            throw Invalid(rotation, $"'{unknown}' is no day of the week, so that the rotation would never begin.", "Give -RotateOn days such as Saturday, Sunday.");
    }

    /// <summary>Refuses a change, or the removal, of what an unfinished run still needs.</summary>
    /// <param name="state">The journal and the leases.</param>
    /// <param name="rotation">The rotation as it is now.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationInterrupted"/> or <see cref="ErrorReason.RotationBusy"/>.</exception>
    public static void RequireNotInterrupted(Auth0State state, Auth0SecretRotation rotation)
    {
        var run = UnreadableJournal.Look(() => ClientRun.Of(state, rotation.Client), UnreadableJournal.WayOut(rotation.Name), rotation.Name);
        if (run.IsUnderWay)
            throw UnderWay(rotation, cause: null);
        if (run.IsInterrupted)
            throw Interrupted(rotation, run.Entry!);
    }

    /// <summary>The same for one who holds the client's lease, so that whatever is unfinished is interrupted, or announced, which does no harm.</summary>
    internal static void RequireFinished(Auth0State state, Auth0SecretRotation rotation)
    {
        if (UnreadableJournal.Look(() => state.Journal.Find(rotation.Client), UnreadableJournal.WayOut(rotation.Name), rotation.Name) is { IsOpen: true, Status: not RotationStatus.Announced } open)
            throw Interrupted(rotation, open);
    }

    /// <summary>Says that a rotation cannot be changed now.</summary>
    internal static Auth0Exception UnderWay(Auth0SecretRotation rotation, Exception? cause) => new(
        ErrorReason.RotationBusy,
        $"A run of rotation '{rotation.Name}' is under way in another process or runspace.",
        "Wait until it is done, and try again; a process that hangs has to be ended.",
        cause)
    { Target = rotation.Name };

    /// <summary>Refuses a connection that does not speak to the Management API, the only one that changes secrets.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static void RequireManagement(Auth0Connection connection)
    {
        if (connection.ApiType == Auth0ApiType.Management)
            return;

        throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            $"The tokens of connection '{connection.Name}' are not for the Management API, which secrets are changed through.",
            "Choose another one with -Connection; Get-Auth0Connection shows their ApiType.")
        { Target = connection.Name };
    }

    private static void RequireKeyFields(Auth0SecretRotation rotation)
    {
        if (rotation.Specification is not { } specification)
        {
            if (rotation.Overlap is not null || rotation.KeyAlgorithm is not null || rotation.KeySize is not null)
                throw Invalid(rotation, "-Overlap, -KeyAlgorithm and -KeySize are for private keys: a client secret has no algorithm and no size, and Auth0 takes only one at a time, so that nothing overlaps.", "Leave -Overlap, -KeyAlgorithm and -KeySize out, or add -CredentialType PrivateKeyJwt.");
            return;
        }

        specification.Require(rotation.Name);
        if (specification.Overlap >= TimeSpan.FromDays(rotation.RotationInterval))
            throw Invalid(rotation, $"With an overlap of {specification.Overlap} the key before is still in use when the next one is due after {rotation.RotationInterval} day(s), and Auth0 takes two at most.", "Choose a shorter -Overlap or a longer -RotationInterval.");
    }

    private static void RequireEntryNames(Auth0SecretRotation rotation)
    {
        var mapping = rotation.SecretsMapping;
        mapping.Require(rotation.Name, rotation.CredentialType);
        IReadOnlyList<string> names = [.. rotation.CopyTo.SelectMany(static copy => copy.SecretsMapping.Names).Concat(mapping.Names)];
        if (string.IsNullOrEmpty(rotation.Environment) && names.Any(name => name.Contains("{environment}", StringComparison.OrdinalIgnoreCase)))
            throw Invalid(rotation, "The mapping has {environment} in it, and no environment is given.", "Add -Environment.");
        if (rotation.SecretPath.Trim('/').Length == 0 && names.Any(name => name.Contains("{path}", StringComparison.OrdinalIgnoreCase)))
            throw Invalid(rotation, "The mapping has {path} in it, and the path is empty.", "Add -SecretPath.");

        // Once more with the labels filled in: two names may become one.
        rotation.Entries.Require(rotation.Name, rotation.CredentialType);
        if (rotation.Entries.AllNames.Any(static name => EntryNames.AreSame(name, Fingerprint.KeyEntry)))
            throw Invalid(rotation, $"The entry '{Fingerprint.KeyEntry}' is needed for this module's own key.", "Choose another name with -SecretsMapping.");
    }

    private static Auth0Exception Interrupted(Auth0SecretRotation rotation, RotationEntry open) => new(
        ErrorReason.RotationInterrupted,
        $"A run of rotation '{rotation.Name}' is interrupted, and the secret in vault '{open.Vault}' may be the live one.",
        $"Finish it first: Resume-Auth0SecretRotation -Name {rotation.Name}")
    { Target = rotation.Name };

    private static Auth0Exception Invalid(Auth0SecretRotation rotation, string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = rotation.Name };
}
