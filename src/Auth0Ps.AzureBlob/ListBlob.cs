using System.Diagnostics;
using Auth0Ps.State;
using Azure;

namespace Auth0Ps.AzureBlob;

/// <summary>A list as one document in a blob. A change is written if nobody else's came between, and made again of what that left.</summary>
/// <typeparam name="TItem">What it is a list of.</typeparam>
/// <param name="container">The container.</param>
/// <param name="name">The list's name.</param>
/// <param name="form">What an item looks like in the document; as it is when null.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for has nothing to dispose of.
internal class ListBlob<TItem>(Container container, string name, StateFileForm<TItem>? form = null) : IStateList<TItem>
#pragma warning restore CA1001
    where TItem : class
{
    private const string Revisions = "revisions";

    /// <summary>The changes that a blob says were made; one that was answered by nobody is looked for among them.</summary>
    private const int Remembered = 16;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Present _known = new(ETag: null, [], []);

    /// <summary>The blob's name.</summary>
    protected string BlobName => $"{name}.json";

    /// <summary>The folder of the blobs that belong to it.</summary>
    protected string Folder => $"{name}/";

    /// <summary>What items look like.</summary>
    protected StateDocument<TItem> Document { get; } = new(name, form);

    /// <inheritdoc/>
    public IReadOnlyList<TItem> Read() => container.Run(ReadPresent).List;

    /// <inheritdoc/>
    public async Task UpdateAsync(Func<IReadOnlyList<TItem>, IReadOnlyList<TItem>> change, CancellationToken cancellationToken)
    {
        var (mine, started) = (Guid.NewGuid().ToString("n")[..12], Stopwatch.GetTimestamp());
        if (!await _turn.WaitAsync(container.Limits.StateFile, cancellationToken))
            throw Busy();
        try
        {
            await container.RunAsync(
                blobs =>
                {
                    while (true)
                    {
                        var present = ReadPresent(blobs);
                        if (present.Revisions.Contains(mine, StringComparer.Ordinal))
                            return true;
                        var content = Store(blobs, change(present.List));
                        var revisions = new Dictionary<string, string>(StringComparer.Ordinal) { [Revisions] = string.Join('.', present.Revisions.Prepend(mine).Take(Remembered)) };
                        if (blobs.Put(BlobName, content, revisions, present.ETag))
                        {
                            Tidy(blobs, present.List);
                            return true;
                        }

                        if (Stopwatch.GetElapsedTime(started) > container.Limits.StateFile)
                            throw Busy();
                        Thread.Sleep(Random.Shared.Next(5, 50));
                    }
                },
                cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The list that the blob's content says.</summary>
    /// <returns>Null where it was changed meanwhile.</returns>
    protected virtual IReadOnlyList<TItem>? Load(Blobs blobs, byte[] content) => Document.Parse(PathOf(BlobName), content);

    /// <summary>The content for a list.</summary>
    protected virtual byte[] Store(Blobs blobs, IReadOnlyList<TItem> list) => Document.Write(list);

    /// <summary>Removes what nobody reads any more.</summary>
    /// <param name="blobs">The blobs.</param>
    /// <param name="former">The list before.</param>
    protected virtual void Tidy(Blobs blobs, IReadOnlyList<TItem> former)
    {
    }

    /// <summary>Where a blob is, for errors.</summary>
    protected string PathOf(string blob) => $"{container.Location.Display}/{blob}";

    private Present ReadPresent(Blobs blobs)
    {
        ETag? failed = null;
        while (true)
        {
            var known = Volatile.Read(ref _known);
            var seen = blobs.Read(BlobName, known.ETag);
            if (seen.IsSame)
                return known;
            if (seen.Blob is not { } blob)
                return known.ETag is null ? known : Keep(new Present(ETag: null, [], []));
            if (Load(blobs, blob.Content!) is { } list)
                return Keep(new Present(blob.ETag, list, blob.Metadata.TryGetValue(Revisions, out var revisions) ? revisions.Split('.') : []));
            if (failed == blob.ETag)
                throw StateDocument<TItem>.Damaged(PathOf(BlobName), "It names a blob that is not there.");
            failed = blob.ETag;
        }

        Present Keep(Present present)
        {
            Volatile.Write(ref _known, present);
            return present;
        }
    }

    private Auth0Exception Busy() => new(
        ErrorReason.StateFileBusy,
        $"The saved {name} in {container.Location.Display} were changed by other processes again and again for {container.Limits.StateFile.TotalSeconds:0} seconds.",
        "Wait for the other commands to finish, and try again; nothing was changed.")
    { Target = container.Location.Display };

    private sealed record Present(ETag? ETag, IReadOnlyList<TItem> List, string[] Revisions);
}
