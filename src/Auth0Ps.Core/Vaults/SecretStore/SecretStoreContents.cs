using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Auth0Ps.Vaults.SecretStore;

/// <summary>What a file of SecretStore (1.0) says: entries, each encrypted by itself, and an encrypted table of them. Never changed; a change makes another.</summary>
/// <remarks>
/// The file is the hash's length and the hash of all that follows; then the length of the table, the table, and the entries. The table is
/// JSON; an entry keeps what else SecretStore or the user noted of it, also when its secret is replaced.
/// </remarks>
internal sealed class SecretStoreContents
{
    private const int LengthSize = sizeof(int);

    private const string NoRemarks = "{}";

    // As SecretStore marks its own.
    private const string Marked = """{"Tag":"PSItem"}""";

    private readonly SecretStoreEntry[] _entries;
    private readonly byte[] _blob;

    /// <summary>Where in the table an entry is. The same for all contents with the same names: to sort names by their culture takes its time.</summary>
    private readonly Dictionary<string, int> _places;

    /// <summary>The table as it was encrypted for a file; the same for all contents with the same entries. Thousands of rows take their time.</summary>
    private byte[]? _table;

    private SecretStoreContents(SecretStoreEntry[] entries, Dictionary<string, int> places, byte[] blob)
    {
        _entries = entries;
        _places = places;
        _blob = blob;
    }

    /// <summary>The entries, in the order of the table. The same object where only what they hold is another.</summary>
    public IReadOnlyList<SecretStoreEntry> Entries => _entries;

    /// <summary>The entries as they are encrypted; a copy.</summary>
    public byte[] CopyBlob() => [.. _blob];

    /// <summary>Reads a file.</summary>
    /// <param name="file">All of it.</param>
    /// <exception cref="InvalidDataException">It is damaged, or was encrypted with another password, by another user or in another way.</exception>
    public static SecretStoreContents Read(ReadOnlySpan<byte> file, ISecretStoreCipher cipher)
    {
        var hash = Take(ref file, Length(ref file)).ToArray();
        if (!cipher.IsHashOf(hash, file.ToArray()))
            throw new InvalidDataException("The hash does not match.");
        var table = cipher.Decrypt(Take(ref file, Length(ref file)).ToArray());
        try
        {
            var entries = ReadTable(table, file.Length);
            return new SecretStoreContents(entries, Places(entries), file.ToArray());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("The table of entries is written in another way.", exception);
        }
    }

    /// <summary>The file that says this.</summary>
    /// <param name="cipher">The one that what it was made of was read with.</param>
    public byte[] ToFile(ISecretStoreCipher cipher)
    {
        var table = _table ??= cipher.Encrypt(Table());
        var data = new byte[LengthSize + table.Length + _blob.Length];
        BinaryPrimitives.WriteInt32LittleEndian(data, table.Length);
        table.CopyTo(data, LengthSize);
        _blob.CopyTo(data, LengthSize + table.Length);
        var hash = cipher.Hash(data);
        var length = new byte[LengthSize];
        BinaryPrimitives.WriteInt32LittleEndian(length, hash.Length);
        return [.. length, .. hash, .. data];
    }

    /// <summary>An entry, by a name that SecretStore takes for equal; null when there is none.</summary>
    public SecretStoreEntry? Find(string name) => _places.TryGetValue(name, out var place) ? _entries[place] : null;

    /// <summary>What an entry holds.</summary>
    /// <param name="entry">One of these entries.</param>
    /// <exception cref="InvalidDataException">It cannot be decrypted.</exception>
    public byte[] Decrypt(SecretStoreEntry entry, ISecretStoreCipher cipher)
    {
        return cipher.Decrypt(_blob.AsSpan(entry.Offset, entry.Size).ToArray());
    }

    /// <summary>The same with an entry that holds something else, or with one entry more.</summary>
    /// <param name="name">Its name; one that exists keeps its spelling.</param>
    /// <param name="type">What it holds.</param>
    /// <param name="encrypted">That, encrypted.</param>
    public SecretStoreContents With(string name, string type, byte[] encrypted)
    {
        var present = Find(name);
        if (present is not null && present.Size == encrypted.Length)
            return InPlace(present, type, encrypted);
        var rest = present is null ? _blob : BlobWithout(present);
        var entry = new SecretStoreEntry(present?.Name ?? name, type, rest.Length, encrypted.Length, Marked, present?.AdditionalData ?? NoRemarks);
        byte[] blob = [.. rest, .. encrypted];
        if (present is not null)
            return new SecretStoreContents(Array.ConvertAll(_entries, other => ReferenceEquals(other, present) ? entry : Moved(other, present)), _places, blob);
        return new SecretStoreContents([.. _entries, entry], new Dictionary<string, int>(_places, _places.Comparer) { [name] = _entries.Length }, blob);
    }

    /// <summary>The same without an entry.</summary>
    /// <param name="name">Its name; there may be none.</param>
    public SecretStoreContents Without(string name)
    {
        if (Find(name) is not { } gone)
            return this;
        SecretStoreEntry[] entries = [.. _entries.Where(entry => !ReferenceEquals(entry, gone)).Select(entry => Moved(entry, gone))];
        return new SecretStoreContents(entries, Places(entries), BlobWithout(gone));
    }

    // No other entry moves, and mostly the row stays as it is: secrets of one length, one after the other.
    private SecretStoreContents InPlace(SecretStoreEntry present, string type, byte[] encrypted)
    {
        byte[] blob = [.. _blob];
        encrypted.CopyTo(blob, present.Offset);
        var entry = present with { Type = type, Attributes = Marked };
        return entry == present
            ? new SecretStoreContents(_entries, _places, blob) { _table = _table }
            : new SecretStoreContents(Array.ConvertAll(_entries, other => ReferenceEquals(other, present) ? entry : other), _places, blob);
    }

    private static SecretStoreEntry Moved(SecretStoreEntry entry, SecretStoreEntry gone) =>
        entry.Offset > gone.Offset ? entry with { Offset = entry.Offset - gone.Size } : entry;

    // Culture, because that is how SecretStore itself tells names apart.
    private static Dictionary<string, int> Places(SecretStoreEntry[] entries)
    {
        var places = new Dictionary<string, int>(entries.Length, StringComparer.CurrentCultureIgnoreCase);
        for (var i = 0; i < entries.Length; i++)
            places.Add(entries[i].Name, i);
        return places;
    }

    private byte[] BlobWithout(SecretStoreEntry gone) => [.. _blob.AsSpan(0, gone.Offset), .. _blob.AsSpan(gone.Offset + gone.Size)];

    private static int Length(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, LengthSize));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        if (length < 0 || length > rest.Length)
            throw new InvalidDataException("It breaks off.");
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static SecretStoreEntry[] ReadTable(byte[] json, int blobLength)
    {
        using var document = JsonDocument.Parse(json);
        var entries = new List<SecretStoreEntry>();
        foreach (var row in document.RootElement.GetProperty("MetaData").EnumerateArray())
        {
            var entry = ReadRow(row);
            if (entry.Offset < 0 || entry.Size < 0 || entry.Offset > blobLength - entry.Size)
                throw new InvalidDataException("An entry lies outside the file.");
            entries.Add(entry);
        }

        return [.. entries];
    }

    private static SecretStoreEntry ReadRow(JsonElement row)
    {
        string? name = null, type = null, attributes = null, additional = null;
        int? offset = null, size = null;
        foreach (var property in row.EnumerateObject())
        {
            switch (property.Name)
            {
                case "Name":
                    name = property.Value.GetString();
                    break;
                case "Type":
                    type = property.Value.GetString();
                    break;
                case "Offset":
                    offset = property.Value.GetInt32();
                    break;
                case "Size":
                    size = property.Value.GetInt32();
                    break;
                case "Attributes":
                    attributes = property.Value.GetRawText();
                    break;
                case "AdditionalData":
                    additional = property.Value.GetRawText();
                    break;
                default:
                    // Written back without it, the entry would not be what it was.
                    throw new FormatException($"Unknown: {property.Name}.");
            }
        }

        return new SecretStoreEntry(name!, type!, offset!.Value, size!.Value, attributes ?? NoRemarks, additional ?? NoRemarks);
    }

    private byte[] Table()
    {
        var buffer = new ArrayBufferWriter<byte>(256 * (_entries.Length + 1));
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("MetaData");
            foreach (var entry in _entries)
            {
                writer.WriteStartObject();
                writer.WriteString("Name", entry.Name);
                writer.WriteString("Type", entry.Type);
                writer.WriteNumber("Offset", entry.Offset);
                writer.WriteNumber("Size", entry.Size);
                writer.WritePropertyName("Attributes");
                writer.WriteRawValue(entry.Attributes, skipInputValidation: true);
                writer.WritePropertyName("AdditionalData");
                writer.WriteRawValue(entry.AdditionalData, skipInputValidation: true);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
