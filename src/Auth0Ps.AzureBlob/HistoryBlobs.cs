using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Auth0Ps.Rotation.Journal;
using Azure;

namespace Auth0Ps.AzureBlob;

/// <summary>The history as lines of append blobs, which take them from all machines one after the other. A full one is followed by the next.</summary>
/// <param name="container">The container.</param>
internal sealed class HistoryBlobs(Container container) : IRotationHistory
{
    private const string Folder = "history/";
    private const int LongestAddition = 2 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, (string State, IReadOnlyList<string> Lines)> _known = new(StringComparer.Ordinal);
    private int _newest;

    /// <summary>How long one becomes; Azure takes 50,000 additions to each as well.</summary>
    public long Longest { get; init; } = 16 * 1024 * 1024;

    /// <inheritdoc/>
    public IReadOnlyList<Auth0SecretRotationRecord> NewestFirst() => [.. Lines().Reverse().Select(HistoryLine.Parse).OfType<Auth0SecretRotationRecord>()];

    /// <inheritdoc/>
    public IReadOnlyList<string> Lines()
    {
        // An addition whose answer was lost is repeated: lines that are the same to the last character are one.
        IReadOnlyList<IReadOnlyList<string>> all = container.Run(blobs => Many.Select(blobs.List(Folder), one => LinesOf(blobs, one.Name, StateOf(one.Blob.Properties.ETag))));
        return [.. all.SelectMany(static lines => lines).Distinct(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public Task RequireWritableAsync() => container.RunAsync(
        static blobs =>
        {
            FormBlob.RequireWritable(blobs);
            return true;
        },
        CancellationToken.None);

    /// <inheritdoc/>
    public Task AppendAsync(Auth0SecretRotationRecord record) => AppendAsync([.. HistoryLine.Write(record), (byte)'\n']);

    /// <inheritdoc/>
    public async Task ReplaceAsync(IReadOnlyList<string> lines)
    {
        await container.RunAsync(
            blobs =>
            {
                foreach (var (name, _) in blobs.List(Folder))
                    blobs.Delete(name);
                Volatile.Write(ref _newest, 0);
                return true;
            },
            CancellationToken.None);

        // Azure takes four million bytes at a time.
        var some = new List<byte>();
        foreach (var line in lines)
        {
            if (some.Count > 0 && some.Count + line.Length * 3 > LongestAddition)
            {
                await AppendAsync([.. some]);
                some.Clear();
            }

            some.AddRange([.. Encoding.UTF8.GetBytes(line), (byte)'\n']);
        }

        if (some.Count > 0)
            await AppendAsync([.. some]);
    }

    private Task<bool> AppendAsync(byte[] lines)
    {
        return container.RunAsync(
            blobs =>
            {
                var number = Volatile.Read(ref _newest) is > 0 and var known ? known : Newest(blobs);
                while (true)
                {
                    switch (blobs.Append(NameOf(number), lines, Longest))
                    {
                        case Appending.Missing:
                            blobs.CreateLines(NameOf(number));
                            break;
                        case Appending.Full:
                            number++;
                            break;
                        default:
                            Volatile.Write(ref _newest, number);
                            return true;
                    }
                }
            },
            CancellationToken.None);
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Folder}{number:d6}.jsonl");

    private static int Newest(Blobs blobs) =>
        blobs.List(Folder) is [.., var last] && int.TryParse(Path.GetFileNameWithoutExtension(last.Name), CultureInfo.InvariantCulture, out var number) ? number : 1;

    /// <summary>Listings write it without the quotes that answers have.</summary>
    private static string StateOf(ETag? state) => (state?.ToString() ?? "").Trim('"');

    private IReadOnlyList<string> LinesOf(Blobs blobs, string name, string present)
    {
        if (_known.TryGetValue(name, out var known) && known.State == present)
            return known.Lines;
        if (blobs.Read(name).Blob is not { } blob)
            return [];
        var lines = Encoding.UTF8.GetString(blob.Content!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _known[name] = (StateOf(blob.ETag), lines);
        return lines;
    }
}
