using Auth0Ps.State.Shared;

namespace Auth0Ps.AzureBlob;

/// <summary>Leases as metadata: those of clients with their journals, which are written under them, and all others of empty blobs.</summary>
/// <param name="container">The container.</param>
internal sealed class LeaseBlobs(Container container) : ILeaseRecords
{
    private const string OfClient = "client-";

    /// <summary>The name of the blob that a client's journal is in, with its lease.</summary>
    /// <param name="key">The client's key.</param>
    public static string NameOf(string key) => $"{JournalBlobs.Folder}{key}.json";

    /// <inheritdoc/>
    public string? Take(HeldRecords wanted) => container.Run(blobs =>
    {
        // All in one order, and nobody waits with some of them.
        var taken = new List<string>();
        foreach (var name in wanted.Keys.Select(BlobOf).Order(StringComparer.Ordinal))
        {
            if (Take(blobs, name, wanted.Token) is { } holder)
            {
                taken.ForEach(mine => LetGo(blobs, mine, wanted.Token));
                return holder;
            }

            taken.Add(name);
        }

        return null;
    });

    /// <inheritdoc/>
    public IReadOnlyList<(string Key, string Mark)> Marks(IReadOnlyList<string> keys) => container.Run<IReadOnlyList<(string, string)>>(blobs =>
        [.. keys.Select(key => (key, blobs.Look(BlobOf(key)))).Where(static one => LeaseRecord.Of(one.Item2.Blob).IsHeld(one.Item2.Now)).Select(static one => (one.key, one.Item2.Blob!.ETag.ToString()))]);

    /// <inheritdoc/>
    public IReadOnlySet<Guid> Extend(IReadOnlyList<HeldRecords> leases, TimeSpan length, bool isOnce)
    {
        return isOnce ? container.RunOnce(ExtendAll) : container.Run(ExtendAll);

        HashSet<Guid> ExtendAll(Blobs blobs) => leases.Where(lease => lease.Keys.All(key => Extend(blobs, BlobOf(key), lease.Token, length))).Select(static lease => lease.Token).ToHashSet();
    }

    /// <inheritdoc/>
    public void LetGo(HeldRecords lease) => container.RunOnce(blobs =>
    {
        foreach (var key in lease.Keys)
            LetGo(blobs, BlobOf(key), lease.Token);
        return true;
    });

    /// <inheritdoc/>
    public TimeSpan? SinceLost(IReadOnlyList<string> keys) => container.Run(blobs => keys.Select(key => blobs.Look(BlobOf(key))).Min(static seen => seen.Now - LeaseRecord.Of(seen.Blob).LostAt));

    /// <inheritdoc/>
    public bool IsHeld(IReadOnlyList<string> keys) => container.Run(blobs => keys.Select(key => blobs.Look(BlobOf(key))).Any(static seen => LeaseRecord.Of(seen.Blob).IsHeld(seen.Now)));

    /// <inheritdoc/>
    public string? FindHolderOfClient(string but) => container.Run(blobs =>
    {
        // The list has no clock; each record that someone has by name is looked at by the storage's.
        foreach (var (name, _) in blobs.List(JournalBlobs.Folder).Where(one => one.Name != BlobOf(but) && one.Blob.Metadata is { } metadata && metadata.ContainsKey("token")))
        {
            var seen = blobs.Look(name);
            var present = LeaseRecord.Of(seen.Blob);
            if (present.IsHeld(seen.Now))
                return present.Holder ?? "another process";
        }

        return null;
    });

    private static string BlobOf(string key) => key.StartsWith(OfClient, StringComparison.Ordinal) ? NameOf(key[OfClient.Length..]) : $"locks/{key}";

    private string? Take(Blobs blobs, string name, Guid token)
    {
        while (true)
        {
            var seen = blobs.Look(name);
            var present = LeaseRecord.Of(seen.Blob);
            if (present.IsHeld(seen.Now) && present.Token != token)
                return present.Holder ?? "another process";

            // Where the answer to a former attempt was lost, it has this token already.
            var lost = present.Token is null || present.Token == token ? present.LostAt : present.ExpiresAt;
            var mine = new LeaseRecord(LeaseKeeper.Holder, token, LeaseRecord.End(seen.Now, container.Limits.SharedLease), lost).In(seen.Blob?.Metadata);
            if (seen.Blob is null ? blobs.Put(name, [], mine, known: null) : blobs.Mark(name, mine, seen.Blob.ETag))
                return null;
        }
    }

    private static bool Extend(Blobs blobs, string name, Guid token, TimeSpan length)
    {
        while (true)
        {
            var seen = blobs.Look(name);
            var present = LeaseRecord.Of(seen.Blob);
            if (!present.IsHeldBy(token, seen.Now))
                return false;
            var end = LeaseRecord.End(seen.Now, length);
            if (blobs.Mark(name, (present with { ExpiresAt = end > present.ExpiresAt ? end : present.ExpiresAt }).In(seen.Blob!.Metadata), seen.Blob.ETag))
                return true;
        }
    }

    private static void LetGo(Blobs blobs, string name, Guid token)
    {
        while (true)
        {
            var seen = blobs.Look(name);
            var present = LeaseRecord.Of(seen.Blob);
            if (present.Token != token || blobs.Mark(name, new LeaseRecord(Holder: null, Token: null, default, present.LostAt).In(seen.Blob!.Metadata), seen.Blob.ETag))
                return;
        }
    }
}
