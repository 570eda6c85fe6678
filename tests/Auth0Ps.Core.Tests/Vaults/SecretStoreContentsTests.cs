using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Vaults.SecretStore;

namespace Auth0Ps.Core.Tests.Vaults;

/// <summary>The file of SecretStore, with a cipher that can be looked through.</summary>
public sealed class SecretStoreContentsTests
{
    private static readonly Mirror Cipher = new Mirror();

    [Fact]
    public void Entries_come_and_go_and_the_others_keep_what_they_hold()
    {
        var contents = SecretStoreContents.Read(File("[]", []), Cipher);
        for (var i = 0; i < 20; i++)
            contents = contents.With($"entry {i}", "StringType", Cipher.Encrypt(Text($"value {i}")));
        contents = contents.Without("entry 0").Without("entry 7").Without("ENTRY 19").Without("entry 100").With("entry 3", "StringType", Cipher.Encrypt(Text("a longer value 3")));

        var read = SecretStoreContents.Read(contents.ToFile(Cipher), Cipher);

        Assert.Equal(17, read.Entries.Count);
        Assert.Equal(read.Entries.Sum(static entry => entry.Size), read.CopyBlob().Length);
        foreach (var entry in read.Entries)
        {
            var value = entry.Name == "entry 3" ? "a longer value 3" : entry.Name.Replace("entry", "value", StringComparison.Ordinal);
            Assert.Equal(value, Encoding.UTF8.GetString(read.Decrypt(entry, Cipher)));
        }
    }

    [Fact]
    public void A_secret_as_long_as_the_one_before_takes_its_place_and_the_table_stays_as_it_is()
    {
        var contents = SecretStoreContents.Read(File("[]", []), Cipher);
        for (var i = 0; i < 5; i++)
            contents = contents.With($"entry {i}", "SecureStringType", Cipher.Encrypt(Text($"value {i}")));
        var length = contents.ToFile(Cipher).Length;
        var changed = contents;
        for (var i = 0; i < 5; i++)
            changed = changed.With($"ENTRY {i}", "SecureStringType", Cipher.Encrypt(Text($"other {i}")));

        Assert.Same(contents.Entries, changed.Entries);
        Assert.Equal(length, changed.ToFile(Cipher).Length);
        var read = SecretStoreContents.Read(changed.ToFile(Cipher), Cipher);
        Assert.Equal(read.ToFile(Cipher), changed.ToFile(Cipher));
        Assert.Equal(["other 0", "other 1", "other 2", "other 3", "other 4"], read.Entries.Select(entry => Encoding.UTF8.GetString(read.Decrypt(entry, Cipher))));

        // What it holds is of another kind: another row, in the same place.
        var text = SecretStoreContents.Read(changed.With("entry 2", "StringType", Cipher.Encrypt(Text("plain 2"))).ToFile(Cipher), Cipher);
        Assert.Equal("StringType", text.Find("entry 2")!.Type);
        Assert.Equal("plain 2", Encoding.UTF8.GetString(text.Decrypt(text.Find("entry 2")!, Cipher)));
        Assert.Equal("other 3", Encoding.UTF8.GetString(text.Decrypt(text.Find("entry 3")!, Cipher)));
        Assert.Equal("value 2", Encoding.UTF8.GetString(contents.Decrypt(contents.Find("entry 2")!, Cipher)));
    }

    [Fact]
    public void A_replaced_entry_keeps_its_spelling_and_what_the_user_noted_of_it()
    {
        var table = """[{"Type":"StringType","Offset":0,"AdditionalData":{"when":"2026-01-02T03:04:05Z","n":5,"Ü":"\u00fc"},"Size":1,"Attributes":{"Tag":"PSItem"},"Name":"Größe"}]""";
        var contents = SecretStoreContents.Read(File(table, Cipher.Encrypt([1])), Cipher);

        var entry = SecretStoreContents.Read(contents.With("GRÖßE", "SecureStringType", Cipher.Encrypt([1, 2, 3])).ToFile(Cipher), Cipher).Entries.Single();

        Assert.Equal("Größe", entry.Name);
        Assert.Equal("SecureStringType", entry.Type);
        Assert.Equal(3, entry.Size);
        Assert.Contains("\"n\":5", entry.AdditionalData, StringComparison.Ordinal);
        Assert.Contains("2026-01-02T03:04:05Z", entry.AdditionalData, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_made_of_a_file_that_breaks_off_anywhere_or_has_one_bit_changed()
    {
        var whole = SecretStoreContents.Read(File("[]", []), Cipher).With("entry", "StringType", Cipher.Encrypt(Text("value"))).ToFile(Cipher);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => SecretStoreContents.Read(whole.AsSpan(0, length), Cipher));
        for (var at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => SecretStoreContents.Read(changed, Cipher));
        }
    }

    [Theory]
    [InlineData("""[{"Name":"a","Type":"StringType","Offset":0,"Size":2,"Attributes":{},"AdditionalData":{}}]""")]
    [InlineData("""[{"Name":"a","Type":"StringType","Offset":-1,"Size":1,"Attributes":{},"AdditionalData":{}}]""")]
    [InlineData("""[{"Name":"a","Type":"StringType","Offset":1,"Size":2147483647,"Attributes":{},"AdditionalData":{}}]""")]
    [InlineData("""[{"Name":"a","Type":"StringType","Offset":0,"Size":1,"Attributes":{},"AdditionalData":{},"Expires":1}]""")]
    [InlineData("""[{"Name":"a","Type":"StringType","Size":1}]""")]
    [InlineData("""[{"Name":null,"Type":"StringType","Offset":0,"Size":1}]""")]
    [InlineData("""[{"Name":"a","Type":"x","Offset":0,"Size":1},{"Name":"A","Type":"x","Offset":0,"Size":1}]""")]
    [InlineData("""{"Name":"a"}""")]
    [InlineData("[1]")]
    [InlineData("[")]
    public void A_table_that_is_not_as_known_is_refused_rather_than_written_back_without_what_is_not_known(string table) =>
        Assert.Throws<InvalidDataException>(() => SecretStoreContents.Read(File(table, [1]), Cipher));

    [Fact]
    public void A_file_is_replaced_as_a_whole_and_nobody_writes_it_meanwhile()
    {
        var folder = Directory.CreateTempSubdirectory("auth0ps-store-");
        try
        {
            var files = new SecretStoreFiles(At("storefile"), At("storeaux"), At("storeconfig"));
            foreach (var path in new[] { files.Store, files.Key, files.Configuration })
                System.IO.File.WriteAllText(path, "old");
            System.IO.File.WriteAllText(At("storefile.0.tmp"), "left by a killed process");
            System.IO.File.SetLastWriteTimeUtc(files.Store, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            using (var open = files.Open(TimeSpan.Zero))
            {
                // As SecretStore opens it to write.
                Assert.Throws<IOException>(() => System.IO.File.OpenWrite(files.Store).Dispose());
                using (System.IO.File.OpenRead(files.Store))
                    Assert.Equal("old", Encoding.UTF8.GetString(open.Read()));
                var mark = open.Mark;
                open.Replace(Text("new"));
                Assert.NotEqual(mark, open.Mark);
                using var again = files.Open(TimeSpan.Zero);
                Assert.Equal(open.Mark, again.Mark);
            }

            using (System.IO.File.OpenWrite(files.Store))
                Assert.Throws<IOException>(() => files.Open(TimeSpan.FromMilliseconds(50)));
            Assert.Equal("new", System.IO.File.ReadAllText(files.Store));
            Assert.True(DateTime.UtcNow - files.LastWrite < TimeSpan.FromMinutes(1));
            Assert.Equal(3, folder.GetFiles().Length);

            files.KeepCopy(Text("new"));
            Assert.Equal("new", System.IO.File.ReadAllText(files.Copy.Store));
            Assert.Equal("old", System.IO.File.ReadAllText(files.Copy.Key));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(files.Copy.Store));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string At(string name) => Path.Combine(folder.FullName, name);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] File(string table, byte[] blob)
    {
        var encrypted = Cipher.Encrypt(Text($$"""{"MetaData":{{table}}}"""));
        byte[] data = [.. Length(encrypted.Length), .. encrypted, .. blob];
        var hash = Cipher.Hash(data);
        return [.. Length(hash.Length), .. hash, .. data];

        static byte[] Length(int length)
        {
            var bytes = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
            return bytes;
        }
    }

    private sealed class Mirror : ISecretStoreCipher
    {
        public byte[] Encrypt(byte[] plain) => [.. plain.Select(static one => (byte)~one)];

        public byte[] Decrypt(byte[] encrypted) => Encrypt(encrypted);

        public byte[] Hash(byte[] data) => SHA256.HashData(data);

        public bool IsHashOf(byte[] hash, byte[] data) => hash.AsSpan().SequenceEqual(Hash(data));
    }
}
