using System.Globalization;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>What a command says of the rotations that it saves; what holds for all of them, once.</summary>
/// <param name="warn">Writes a warning.</param>
internal sealed class RotationWarnings(Action<string> warn)
{
    private bool _told;
    private int _waiting;
    private bool _mayNotRead;
    private DateTimeOffset? _firstAt;
    private Auth0SecretRotation? _last;

    /// <summary>A rotation goes into a vault that only this machine has, although other machines may rotate it.</summary>
    public void OnThisMachine(Auth0SecretRotation rotation) =>
        warn($"Vault '{rotation.Vault}' is this account's own, and the state is shared with other machines: there, rotation '{rotation.Name}' finds another vault of that name, or none, and does not rotate. Choose a vault that all of them reach, or run -Due only here.");

    /// <summary>A rotation was made.</summary>
    public void Created(Auth0SecretRotation rotation, Auth0Connection connection)
    {
        if (!connection.Persisted)
            warn($"Rotation '{rotation.Name}' goes through connection '{connection.Name}', which lives only in this process: other processes cannot rotate it until there is a connection of that name.");
        Automatic(rotation);
    }

    /// <summary>A rotation was saved, and has put nothing into its vault yet.</summary>
    /// <param name="mayNotRead">True where the present credentials would be there, if the connection was allowed to read them.</param>
    public void NothingIssued(Auth0SecretRotation rotation, bool mayNotRead = false)
    {
        _mayNotRead |= mayNotRead && rotation.Kind.IsReadable;
        _waiting++;
        if (rotation.NextRotationAt is { } next && !(_firstAt < next))
            _firstAt = next;
        _last = rotation;
    }

    /// <summary>Says once of all of them when their vaults will hold something, and how to have that now.</summary>
    public void End()
    {
        if (_last is null)
            return;

        var what = _waiting == 1 ? $"rotation '{_last.Name}' has" : $"the {_waiting} new rotations have";
        var when = _firstAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"; {(_waiting == 1 ? "that" : "the first of them")} is due {at:yyyy-MM-dd HH:mm} UTC") : ", and they do not rotate by themselves";
        warn($"Nothing is in the vault until {what} rotated for the first time{when}. To rotate at once: Invoke-Auth0SecretRotation {(_waiting == 1 ? _last.Name : "-Name NAME")}, or create with -RotateNow.{(_mayNotRead ? " With the permission read:client_keys the present credentials are put there when a rotation is created." : "")}");
    }

    /// <summary>A rotation was changed.</summary>
    public void Changed(Auth0SecretRotation former, Auth0SecretRotation changed)
    {
        var (before, after) = (EntriesOf(former), EntriesOf(changed));
        if (!string.Equals(former.Connection, changed.Connection, StringComparison.OrdinalIgnoreCase))
            warn($"Rotation '{changed.Name}' goes through connection '{changed.Connection}' now, and no longer through '{former.Connection}'.");
        if (former.LastRotatedAt is not null && (former.Vault != changed.Vault || before != after))
            warn($"Until the next rotation of '{changed.Name}' the live secret stays where it is ({before.InWords} in vault '{former.Vault}'); then {after.InWords} in vault '{changed.Vault}' get the new one, and the old entries are left behind.");
        if (former.LastRotatedAt is not null && changed.Copies.FirstOrDefault(copy => !former.Copies.Any(copy.IsAt)) is { } added)
            warn($"The copy {added.SecretsMapping.InWords} in vault '{added.Vault}' gets a secret with the next rotation of '{changed.Name}'. To rotate at once: Invoke-Auth0SecretRotation {changed.Name}");
        if (former.LastRotatedAt is not null && former.Copies.FirstOrDefault(copy => !changed.Copies.Any(copy.IsAt)) is { } dropped)
            warn($"The copy {dropped.SecretsMapping.InWords} in vault '{dropped.Vault}' stays as it is, and stops working with the next rotation of '{changed.Name}'.");
        if (!former.AutoRotation)
            Automatic(changed);
    }

    /// <summary>What the first rotation of a private key changes for those who use the application.</summary>
    public void Planned(Auth0SecretRotation rotation, KeyPlan plan)
    {
        if (plan.Move is { } move)
            warn(move);
        if (plan.MustGo is not null)
            warn($"There is no room for a key of rotation '{rotation.Name}': Auth0 takes two, and {plan.MustGoDescription} was not made here. Delete it in the dashboard, or rotate with -Force, which deletes it.");
    }

    private static SecretsMapping EntriesOf(Auth0SecretRotation rotation) => rotation.SecretsMapping.With(rotation.Environment, rotation.SecretPath);

    private void Automatic(Auth0SecretRotation rotation)
    {
        // A key keeps working beside the next one, and an announced secret can be read before it is live.
        if (_told || !rotation.AutoRotation || rotation.Kind.WorksBesidePrevious || rotation.AnnounceFor is not null)
            return;
        _told = true;
        warn("Each rotation ends the old client secret at once: consumers are interrupted until they read the new one from the vault.");
    }
}
