using System.Text;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Connections.Malformed;

/// <summary>Private keys that are none are refused before anything is sent, and their files stay as they are.</summary>
public sealed class MalformedKeyTests(QuietTenant tenant) : IClassFixture<QuietTenant>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-keys-").FullName;

    public static TheoryData<string> Texts => [.. MalformedKeys.Files.Keys];

    public static TheoryData<string> FilesAlone => [.. MalformedKeys.FilesAlone.Keys];

    public static TheoryData<string> LockedOnes => [.. MalformedKeys.Locked.Keys];

    public static TheoryData<string> Paths => ["", " ", "missing.pem", "no/such/folder/key.pem", "a\0b", ".", new string('x', 5000), "\n.pem"];

    private ConnectionRequest Keyless => tenant.Good with { ClientSecret = null };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_file_that_is_no_key(string what) => await RefusedAsync(MalformedKeys.Files[what], passphrase: null);

    [Theory]
    [MemberData(nameof(Texts))]
    public Task A_text_that_is_no_key(string what) =>
        tenant.AssertRefusedAsync(Keyless with { PrivateKey = Tenant.Protect(Encoding.UTF8.GetString(MalformedKeys.Files[what])) }, ErrorReason.InvalidPrivateKey);

    [Theory]
    [MemberData(nameof(FilesAlone))]
    public async Task A_file_that_holds_no_usable_key(string what) => await RefusedAsync(MalformedKeys.FilesAlone[what], passphrase: null);

    [Theory]
    [MemberData(nameof(LockedOnes))]
    public async Task A_key_that_the_passphrase_does_not_open(string what) => await RefusedAsync(MalformedKeys.Locked[what].Content, MalformedKeys.Locked[what].Passphrase);

    [Theory]
    [MemberData(nameof(Paths))]
    public Task A_path_that_leads_nowhere(string path) =>
        tenant.AssertRefusedAsync(Keyless with { PrivateKeyPath = path.Trim(' ').Length == 0 ? path : Path.Combine(_folder, path) }, ErrorReason.InvalidPrivateKey);

    [Fact]
    public async Task A_key_that_is_right_is_sent_for()
    {
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.CreateAsync(Keyless with { PrivateKey = TestKeys.Pem, KeyId = "key-identifier" }));

        Assert.Equal(ErrorReason.CredentialsRefused, failure.Reason);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RefusedAsync(byte[] content, string? passphrase)
    {
        var path = Path.Combine(_folder, "key.pem");
        await File.WriteAllBytesAsync(path, content);

        await tenant.AssertRefusedAsync(
            Keyless with { PrivateKeyPath = path, KeyPassphrase = passphrase is null ? null : Tenant.Protect(passphrase) },
            ErrorReason.InvalidPrivateKey);

        Assert.Equal(content, await File.ReadAllBytesAsync(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }
}
