using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Auth0Ps.AzureBlob;

/// <summary>A blob as it was at one instant.</summary>
/// <param name="ETag">Which state of it; any write makes another one.</param>
/// <param name="Metadata">What its writers say of it beside its content.</param>
/// <param name="Content">The content; null where only the rest was asked for.</param>
internal sealed record BlobState(ETag ETag, IReadOnlyDictionary<string, string> Metadata, byte[]? Content);

/// <summary>What the storage says of a blob.</summary>
/// <param name="Now">The storage's clock when it said so: never later than that instant, and less than a second before it.</param>
/// <param name="Blob">The blob; null where there is none.</param>
/// <param name="IsSame">True where it is still the one that was known.</param>
internal readonly record struct Seen(DateTimeOffset Now, BlobState? Blob, bool IsSame = false);

/// <summary>What became of lines that were to be added.</summary>
internal enum Appending
{
    Done,

    /// <summary>There is no such blob.</summary>
    Missing,

    /// <summary>It takes no more.</summary>
    Full,
}

/// <summary>
/// The operations that this store is made of. Each write names what must be there for it to happen: nothing, or the state that was seen. That it did not
/// happen is an answer and no error.
/// </summary>
/// <param name="container">The container.</param>
/// <param name="prefix">What all names begin with.</param>
internal sealed class Blobs(BlobContainerClient container, string prefix)
{
    private static readonly BlobRequestConditions New = new() { IfNoneMatch = ETag.All };
    private static readonly BlobHttpHeaders Json = new() { ContentType = "application/json" };

    /// <summary>A blob without its content.</summary>
    public Seen Look(string name)
    {
        try
        {
            var answer = Blob(name).GetProperties();
            return new Seen(Clock(answer.GetRawResponse()), new BlobState(answer.Value.ETag, Copy(answer.Value.Metadata), Content: null));
        }
        catch (RequestFailedException fault) when (IsMissing(fault))
        {
            return new Seen(Clock(fault.GetRawResponse()!), Blob: null);
        }
    }

    /// <summary>A blob with its content.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="known">The state that is known already, and not sent again.</param>
    public Seen Read(string name, ETag? known = null)
    {
        try
        {
            var answer = Blob(name).DownloadContent(new BlobDownloadOptions { Conditions = known is null ? null : new BlobRequestConditions { IfNoneMatch = known } });
            if (answer.GetRawResponse().Status == 304)
                return new Seen(Clock(answer.GetRawResponse()), Blob: null, IsSame: true);
            var details = answer.Value.Details;
            return new Seen(Clock(answer.GetRawResponse()), new BlobState(details.ETag, Copy(details.Metadata), answer.Value.Content.ToArray()));
        }
        catch (RequestFailedException fault) when (fault.Status == 304)
        {
            return new Seen(Clock(fault.GetRawResponse()!), Blob: null, IsSame: true);
        }
        catch (RequestFailedException fault) when (IsMissing(fault))
        {
            return new Seen(Clock(fault.GetRawResponse()!), Blob: null);
        }
    }

    /// <summary>Writes a blob.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its content.</param>
    /// <param name="metadata">What is said of it.</param>
    /// <param name="known">The state that it must have; null where it must not be there.</param>
    /// <returns>False where it is not so.</returns>
    public bool Put(string name, byte[] content, IReadOnlyDictionary<string, string>? metadata, ETag? known) => Happens(() =>
    {
        using var stream = new MemoryStream(content, writable: false);
        Blob(name).Upload(stream, new BlobUploadOptions { HttpHeaders = Json, Metadata = Copy(metadata), Conditions = If(known) });
    });

    /// <summary>Changes what is said of a blob, and leaves its content.</summary>
    /// <returns>False where it has another state.</returns>
    public bool Mark(string name, IReadOnlyDictionary<string, string> metadata, ETag known) => Happens(() => Blob(name).SetMetadata(Copy(metadata), If(known)));

    /// <summary>Deletes a blob, in whatever state.</summary>
    public void Delete(string name) => Blob(name).DeleteIfExists();

    /// <summary>The blobs of a folder, in the order of their names.</summary>
    /// <param name="folder">The folder, with the slash at its end.</param>
    public IReadOnlyList<(string Name, BlobItem Blob)> List(string folder) =>
        [.. container.GetBlobs(new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = prefix + folder }).Select(blob => (blob.Name[prefix.Length..], blob))];

    /// <summary>Makes an empty blob that lines are added to; nothing where it is there.</summary>
    public void CreateLines(string name) => Happens(() => container.GetAppendBlobClient(prefix + name).Create(new AppendBlobCreateOptions { Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All } }));

    /// <summary>Adds lines, as a whole or not at all.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="longest">How long it may become.</param>
    public Appending Append(string name, byte[] lines, long longest)
    {
        try
        {
            using var stream = new MemoryStream(lines, writable: false);
            container.GetAppendBlobClient(prefix + name).AppendBlock(stream, new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfMaxSizeLessThanOrEqual = longest } });
            return Appending.Done;
        }
        catch (RequestFailedException fault) when (IsMissing(fault))
        {
            return Appending.Missing;
        }
        catch (RequestFailedException fault) when (fault.ErrorCode is "MaxBlobSizeConditionNotMet" or "BlockCountExceedsLimit")
        {
            return Appending.Full;
        }
    }

    /// <summary>Makes the container; nothing where it is there.</summary>
    public void CreateContainer() => container.CreateIfNotExists();

    private BlockBlobClient Blob(string name) => container.GetBlockBlobClient(prefix + name);

    private static BlobRequestConditions If(ETag? known) => known is null ? New : new BlobRequestConditions { IfMatch = known };

    private static bool Happens(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (RequestFailedException fault) when (fault.ErrorCode is "ConditionNotMet" or "BlobAlreadyExists" || IsMissing(fault))
        {
            return false;
        }
    }

    /// <summary>True where there is no such blob, and not where there is no container.</summary>
    private static bool IsMissing(RequestFailedException fault) => fault.Status == 404 && fault.ErrorCode == "BlobNotFound";

    private static DateTimeOffset Clock(Response answer) =>
        answer.Headers.TryGetValue("Date", out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now)
            ? now
            : throw new RequestFailedException(answer.Status, "The answer has no date, by which leases are counted.");

    private static Dictionary<string, string> Copy(IEnumerable<KeyValuePair<string, string>>? metadata) => new(metadata ?? [], StringComparer.OrdinalIgnoreCase);
}
