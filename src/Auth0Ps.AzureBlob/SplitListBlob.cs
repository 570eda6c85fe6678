using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Auth0Ps.State;
using Azure;

namespace Auth0Ps.AzureBlob;

/// <summary>
/// A list of which each item is in a blob of its own, so that a change sends what it changes. An item's blob is never written again: a changed item gets a
/// new one, and the list's own blob, which names them in their order, is the one that changes.
/// </summary>
/// <typeparam name="TItem">What it is a list of.</typeparam>
internal sealed class SplitListBlob<TItem> : ListBlob<TItem>
    where TItem : class
{
    /// <summary>Blobs that no list names may be about to be named by one, but not for so long.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly StateDocument<string> _names;
    private readonly ConditionalWeakTable<TItem, string> _nameOf = [];
    private readonly Func<TItem, Guid> _idOf;
    private Dictionary<string, TItem> _items = new(StringComparer.Ordinal);
    private bool _isTidy;

    /// <summary>Makes a list; nothing is read or written yet.</summary>
    /// <param name="container">The container.</param>
    /// <param name="name">The list's name.</param>
    /// <param name="form">What an item looks like.</param>
    /// <param name="idOf">What an item's blobs are named by.</param>
    public SplitListBlob(Container container, string name, StateFileForm<TItem> form, Func<TItem, Guid> idOf)
        : base(container, name, form) => (_names, _idOf) = (new StateDocument<string>(name), idOf);

    /// <inheritdoc/>
    protected override IReadOnlyList<TItem>? Load(Blobs blobs, byte[] content)
    {
        var known = Volatile.Read(ref _items);
        var names = _names.Parse(PathOf(BlobName), content);
        var items = Many.Select(names, one => known.TryGetValue(one, out var item) ? item : LoadOne(blobs, one));
        if (items.Contains(null))
            return null;
        var list = items.OfType<TItem>().ToArray();
        Document.Require(PathOf(BlobName), list);
        Volatile.Write(ref _items, names.Zip(list).DistinctBy(static pair => pair.First, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));
        return list;
    }

    /// <inheritdoc/>
    protected override byte[] Store(Blobs blobs, IReadOnlyList<TItem> list) => _names.Write([.. Many.Select(list, item =>
    {
        // One that was stored is the same object.
        if (_nameOf.TryGetValue(item, out var stored))
            return stored;
        var (content, made) = (Document.Write([item]), $"{_idOf(item):n}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        _ = blobs.Put(BlobOf(made), content, metadata: null, known: null);
        _nameOf.AddOrUpdate(item, made);
        return made;
    })]);

    /// <inheritdoc/>
    protected override void Tidy(Blobs blobs, IReadOnlyList<TItem> former)
    {
        try
        {
            // By what is there now: another process may have come between.
            var (now, named) = (DateTimeOffset.MinValue, new HashSet<string>(StringComparer.Ordinal));
            if (blobs.Read(BlobName) is { Blob: { } blob } seen)
                (now, named) = (seen.Now, [.. _names.Parse(PathOf(BlobName), blob.Content!)]);
            foreach (var item in former)
            {
                if (_nameOf.TryGetValue(item, out var stored) && !named.Contains(stored))
                    blobs.Delete(BlobOf(stored));
            }

            if (_isTidy)
                return;
            foreach (var (left, found) in blobs.List(Folder))
            {
                if (!named.Contains(Path.GetFileNameWithoutExtension(left)) && found.Properties.LastModified < now - Forgotten)
                    blobs.Delete(left);
            }

            _isTidy = true;
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or Auth0Exception)
        {
            // They are in nobody's way.
        }
    }

    private string BlobOf(string item) => $"{Folder}{item}.json";

    private TItem? LoadOne(Blobs blobs, string one)
    {
        if (blobs.Read(BlobOf(one)).Blob?.Content is not { } content)
            return null;
        var path = PathOf(BlobOf(one));
        var item = Document.Parse(path, content) is [var only] ? only : throw StateDocument<TItem>.Damaged(path, "It does not hold one item.");
        _nameOf.AddOrUpdate(item, one);
        return item;
    }
}
