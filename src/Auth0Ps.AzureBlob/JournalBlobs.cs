using System.Collections.Concurrent;
using Auth0Ps.Connections;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State.Shared;

namespace Auth0Ps.AzureBlob;

/// <summary>
/// The journal as a blob for each client, which has the client's lease as well: where this process took that, a write needs the state in which it was seen to
/// be this process's, and nobody else's write can come between.
/// </summary>
/// <param name="container">The container.</param>
/// <param name="leases">The leases of this process.</param>
internal sealed class JournalBlobs(Container container, LeaseKeeper leases) : IRotationJournal
{
    /// <summary>The folder that they are in.</summary>
    public const string Folder = "clients/";

    private const string IsOpen = "open";
    private const string Revision = "revision";

    private readonly ConcurrentDictionary<string, (string Revision, RotationEntry Entry)> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public RotationEntry? Find(ClientIdentity client)
    {
        RotationEntry? found = null;
        foreach (var key in client.Keys)
        {
            if (Content(container.Run(blobs => blobs.Read(LeaseBlobs.NameOf(key)))) is not { } content)
                continue;
            var entry = Read(key, content);
            if (found is null || entry.Supersedes(found))
                found = entry;
        }

        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RotationEntry> All(Action<string, Auth0Exception>? damaged = null) => ReadAll(static _ => true, damaged);

    /// <inheritdoc/>
    public IReadOnlyList<RotationEntry> Open() => [.. ReadAll(static metadata => metadata.ContainsKey(IsOpen), damaged: static (_, _) => { }).Where(static entry => entry.IsOpen)];

    /// <inheritdoc/>
    public void Write(RotationEntry entry)
    {
        var (content, name, token) = (JournalDocument.Write(entry), LeaseBlobs.NameOf(entry.FileName), leases.TokenOf(entry.FileName));
        container.Run(blobs =>
        {
            while (true)
            {
                var seen = blobs.Look(name);
                var lease = LeaseRecord.Of(seen.Blob);
                if (token is { } mine && !lease.IsHeldBy(mine, seen.Now))
                    throw LeaseTerm.Lost(entry.ClientId);
                var metadata = lease.In(seen.Blob?.Metadata);
                metadata[Revision] = Guid.NewGuid().ToString("n");
                metadata.Remove(IsOpen);
                if (entry.IsOpen)
                    metadata[IsOpen] = "true";
                if (blobs.Put(name, content, metadata, seen.Blob?.ETag))
                    return true;
            }
        });
    }

    /// <inheritdoc/>
    public string? SetAside(ClientIdentity client)
    {
        string? aside = null;
        foreach (var key in client.Keys)
        {
            var name = LeaseBlobs.NameOf(key);
            var seen = container.Run(blobs => blobs.Read(name));
            if (Content(seen) is not { } content || !IsDamaged(key, content))
                continue;
            var copy = $"damaged/{key}-{Guid.NewGuid():n}.json";
            var isMoved = container.Run(blobs =>
            {
                _ = blobs.Put(copy, content, metadata: null, known: null);
                return blobs.Put(name, [], LeaseRecord.Of(seen.Blob).In(metadata: null), seen.Blob!.ETag) || Content(blobs.Read(name)) is null;
            });
            aside = isMoved ? $"blob {container.Location.Display}/{copy}" : aside;
        }

        return aside;
    }

    /// <inheritdoc/>
    public string RequireWritable()
    {
        container.Run(static blobs =>
        {
            FormBlob.RequireWritable(blobs);
            return true;
        });
        return container.Location.Display;
    }

    /// <summary>A client that only a lease was taken of has no record.</summary>
    private static byte[]? Content(Seen seen) => seen.Blob is { Content: { Length: > 0 } content } ? content : null;

    private RotationEntry Read(string key, byte[] content) => JournalDocument.Read(content, key, $"{container.Location.Display}/{LeaseBlobs.NameOf(key)}");

    private bool IsDamaged(string key, byte[] content)
    {
        try
        {
            _ = Read(key, content);
            return false;
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileDamaged)
        {
            return true;
        }
    }

    private List<RotationEntry> ReadAll(Func<IDictionary<string, string>, bool> isWanted, Action<string, Auth0Exception>? damaged)
    {
        var wanted = container.Run(static blobs => blobs.List(Folder)).Where(one => one.Blob.Properties.ContentLength > 0 && isWanted(one.Blob.Metadata))
            .Select(static one => (Key: Path.GetFileNameWithoutExtension(one.Name), Revision: one.Blob.Metadata.TryGetValue(Revision, out var revision) ? revision : null)).ToArray();
        var read = Many.Select(wanted, one =>
        {
            if (one.Revision is not null && _known.TryGetValue(one.Key, out var known) && known.Revision == one.Revision)
                return (one.Key, Entry: known.Entry, Fault: null);
            try
            {
                if (Content(container.Run(blobs => blobs.Read(LeaseBlobs.NameOf(one.Key)))) is not { } content)
                    return (one.Key, Entry: null, Fault: null);
                var entry = Read(one.Key, content);
                if (one.Revision is not null)
                    _known[one.Key] = (one.Revision, entry);
                return (one.Key, Entry: entry, Fault: null);
            }
            catch (Auth0Exception exception) when (damaged is not null && exception.Reason is not ErrorReason.StateStoreUnavailable)
            {
                return (one.Key, Entry: (RotationEntry?)null, Fault: (Auth0Exception?)exception);
            }
        });
        foreach (var (key, _, fault) in read.Where(static one => one.Fault is not null))
            damaged!(key, fault!);
        return [.. read.Select(static one => one.Entry).OfType<RotationEntry>()];
    }
}
