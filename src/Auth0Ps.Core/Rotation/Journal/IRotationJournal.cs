using Auth0Ps.Connections;

namespace Auth0Ps.Rotation.Journal;

/// <summary>A record for each client, which describes its last rotation. The writer holds the client's lease.</summary>
internal interface IRotationJournal
{
    /// <summary>A client's last rotation; null when there was none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/>, <see cref="ErrorReason.StateFileNewer"/> or <see cref="ErrorReason.StateFileBusy"/>.</exception>
    RotationEntry? Find(ClientIdentity client);

    /// <summary>The last rotations of all clients whose records can be read.</summary>
    /// <param name="damaged">Told of each record that cannot, with the client's <see cref="ClientIdentity.Key"/>; the others do not wait for it. Null throws.</param>
    IReadOnlyList<RotationEntry> All(Action<string, Auth0Exception>? damaged = null);

    /// <summary>The rotations that are not finished; what cannot be read of others says nothing here.</summary>
    IReadOnlyList<RotationEntry> Open();

    /// <summary>Writes a client's rotation down; when this returns, a crash no longer changes it.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot be written.</exception>
    void Write(RotationEntry entry);

    /// <summary>Moves a client's record that cannot be understood out of the way; the caller holds the client's lease.</summary>
    /// <returns>Where it is now; null where the client has no such record.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot be moved.</exception>
    string? SetAside(ClientIdentity client);

    /// <summary>Makes sure that the journal can be written.</summary>
    /// <returns>Where it is, for people.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot.</exception>
    string RequireWritable();
}

/// <summary>All rotations that ended, only ever added to.</summary>
internal interface IRotationHistory
{
    /// <summary>The records, newest first.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: they cannot be read.</exception>
    IReadOnlyList<Auth0SecretRotationRecord> NewestFirst();

    /// <summary>Makes sure, before anything is changed, that a rotation's end can be written down.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot.</exception>
    Task RequireWritableAsync();

    /// <summary>Adds a record.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot be written.</exception>
    Task AppendAsync(Auth0SecretRotationRecord record);

    /// <summary>The lines as they are, oldest first, also those that only a newer version understands.</summary>
    /// <exception cref="Auth0Exception">They cannot be read.</exception>
    IReadOnlyList<string> Lines();

    /// <summary>Puts lines in the place of all that there are, for a store that nobody else uses yet.</summary>
    /// <param name="lines">The lines, oldest first.</param>
    /// <exception cref="Auth0Exception">They cannot be written.</exception>
    Task ReplaceAsync(IReadOnlyList<string> lines);
}
