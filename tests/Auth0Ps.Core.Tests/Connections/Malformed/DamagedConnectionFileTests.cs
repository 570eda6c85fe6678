using System.Text;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Connections.Malformed;

/// <summary>A damaged <c>connections.json</c> is told of by every use of it, and none changes a byte of it.</summary>
public sealed class DamagedConnectionFileTests : IDisposable
{
    private const string Connection =
        """{"id":"0b7f3a52-7a0e-4a3c-9c8e-2d3f6f0a1b2c","name":"prod","apiType":"management","grantType":"clientCredentials","domain":"example.eu.auth0.com","audience":"https://example.eu.auth0.com/api/v2/","clientId":"Abc123","tokenEndpointAuthMethod":"client_secret_post","credentialsHash":"00","secret":{"location":"environment","variable":"AUTH0_CLIENT_SECRET"},"version":3,"createdAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}""";

    private static readonly string Whole = $$"""{"format":1,"connections":[{{Connection}}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-data-").FullName;

    /// <summary>What is no list of connections at all.</summary>
    public static TheoryData<string> Texts => [
        "", " ", "null", "true", "1", "\"text\"", "text", "{", "}", "{}", "[]", "[{}]", "{\"format\":1}", "{\"connections\":[]}", "{\"format\":null,\"connections\":[]}", "{\"format\":\"1\",\"connections\":[]}",
        "{\"format\":0,\"connections\":[]}", "{\"format\":-1,\"connections\":[]}", "{\"format\":1.5,\"connections\":[]}", "{\"format\":99999999999,\"connections\":[]}", "{\"format\":1,\"connections\":null}",
        "{\"format\":1,\"connections\":{}}", "{\"format\":1,\"connections\":7}", "{\"format\":1,\"connections\":\"[]\"}", "{\"format\":1,\"connections\":[null]}", "{\"format\":1,\"connections\":[{}]}",
        "{\"format\":1,\"connections\":[[]]}", "{\"format\":1,\"connections\":[\"prod\"]}", "{\"format\":1,\"connections\":[1]}", "{\"format\":1,\"connections\":[],}", "{\"format\":1,\"connections\":[]}{}",
        "{\"format\":1,\"format\":1,\"connections\":[]}", "{\"format\":1,\"connections\":[],\"connections\":[]}", "\0\0\0\0\0\0\0\0", "<<<<<<< HEAD\n{\"format\":1,\"connections\":[]}\n=======", "format: 1",
    ];

    /// <summary>A field of a whole file, and what stands in its place.</summary>
    public static TheoryData<string, string> Fields => new()
    {
        { "\"id\":\"0b7f3a52-7a0e-4a3c-9c8e-2d3f6f0a1b2c\",", "" },
        { "\"id\":\"0b7f3a52-7a0e-4a3c-9c8e-2d3f6f0a1b2c\"", "\"id\":\"prod\"" },
        { "\"id\":\"0b7f3a52-7a0e-4a3c-9c8e-2d3f6f0a1b2c\"", "\"id\":\"00000000-0000-0000-0000-000000000000\"" },
        { "\"id\":\"0b7f3a52-7a0e-4a3c-9c8e-2d3f6f0a1b2c\"", "\"id\":null" },
        { "\"name\":\"prod\",", "" },
        { "\"name\":\"prod\"", "\"name\":null" },
        { "\"name\":\"prod\"", "\"name\":7" },
        { "\"name\":\"prod\"", "\"name\":\"Prod EU\"" },
        { "\"name\":\"prod\"", "\"name\":\"pro\\nd\"" },
        { "\"name\":\"prod\"", "\"name\":\"prod\",\"name\":\"other\"" },
        { "\"management\"", "\"magic\"" },
        { "\"management\"", "0" },
        { "\"management\"", "\"7\"" },
        { "\"management\"", "null" },
        { "\"management\"", "\"custom\",\"baseUri\":\"orders\"" },
        { "\"management\"", "\"custom\",\"baseUri\":\"http://api.example.com/\"" },
        { "\"clientCredentials\"", "\"password\"" },
        { "\"clientCredentials\"", "1" },
        { "\"example.eu.auth0.com\"", "null" },
        { "\"example.eu.auth0.com\"", "\"\"" },
        { "\"example.eu.auth0.com\"", "\"http://example.eu.auth0.com\"" },
        { "\"example.eu.auth0.com\"", "\"example.eu.auth0.com/api\"" },
        { "\"example.eu.auth0.com\"", "\"exa\\u0000mple.eu.auth0.com\"" },
        { "\"example.eu.auth0.com\"", "[\"example.eu.auth0.com\"]" },
        { "\"domain\":\"example.eu.auth0.com\",", "" },
        { "\"audience\":\"https://example.eu.auth0.com/api/v2/\",", "" },
        { "\"https://example.eu.auth0.com/api/v2/\"", "\"\"" },
        { "\"https://example.eu.auth0.com/api/v2/\"", "null" },
        { "\"clientId\":\"Abc123\",", "" },
        { "\"Abc123\"", "\"../users\"" },
        { "\"Abc123\"", "null" },
        { "\"client_secret_post\"", "\"magic\"" },
        { "\"client_secret_post\"", "\"private_key_jwt\",\"keyAlgorithm\":\"HS256\"" },
        { ",\"secret\":{\"location\":\"environment\",\"variable\":\"AUTH0_CLIENT_SECRET\"}", "" },
        { "{\"location\":\"environment\",\"variable\":\"AUTH0_CLIENT_SECRET\"}", "null" },
        { "{\"location\":\"environment\",\"variable\":\"AUTH0_CLIENT_SECRET\"}", "\"AUTH0_CLIENT_SECRET\"" },
        { "\"environment\"", "\"magic\"" },
        { "\"environment\"", "\"process\"" },
        { "\"environment\"", "\"keyFile\"" },
        { "\"environment\"", "\"vault\"" },
        { "\"environment\"", "\"vault\",\"vault\":\"Prod\"" },
        { ",\"variable\":\"AUTH0_CLIENT_SECRET\"", "" },
        { "\"AUTH0_CLIENT_SECRET\"", "\"\"" },
        { "\"AUTH0_CLIENT_SECRET\"", "7" },
        { "\"version\":3", "\"version\":0" },
        { "\"version\":3", "\"version\":-1" },
        { "\"version\":3", "\"version\":\"three\"" },
        { "\"version\":3", "\"version\":99999999999" },
        { "\"version\":3", "\"version\":3,\"redirectPort\":\"x\"" },
        { "\"version\":3", "\"version\":3,\"scope\":\"read:clients\"" },
        { "2026-01-02T03:04:05+00:00", "yesterday" },
        { "}]}", "}" },
        { Connection, Connection + "," + Connection },
        { Connection, Connection + "," + Connection.Replace("0b7f", "0b7e", StringComparison.Ordinal) },
        { Connection, Connection + "," + Connection.Replace("0b7f", "0b7e", StringComparison.Ordinal).Replace("\"prod\"", "\"PROD\"", StringComparison.Ordinal) },
        { Connection, Connection + "," + Connection.Replace("\"prod\"", "\"other\"", StringComparison.Ordinal) },
        { Connection, Connection + ",null" },
    };

    private string FilePath => Path.Combine(_folder, "connections.json");

    [Theory]
    [MemberData(nameof(Texts))]
    public Task What_is_no_list_of_connections(string content) => ReportedAsync(Encoding.UTF8.GetBytes(content), ErrorReason.StateFileDamaged);

    [Theory]
    [MemberData(nameof(Fields))]
    public Task A_connection_that_cannot_be(string part, string instead)
    {
        Assert.Contains(part, Whole, StringComparison.Ordinal);
        return ReportedAsync(Encoding.UTF8.GetBytes(Whole.Replace(part, instead, StringComparison.Ordinal)), ErrorReason.StateFileDamaged);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("not UTF-8")]
    [InlineData("UTF-16")]
    [InlineData("zeros of the same length")]
    [InlineData("nested deeply")]
    [InlineData("20 MB")]
    public Task Bytes_that_are_none(string what)
    {
        var whole = Encoding.UTF8.GetBytes(Whole);
        return ReportedAsync(
            what switch
            {
                "cut" => whole[..(whole.Length / 2)],
                "not UTF-8" => [.. whole.Select(letter => letter == 'p' ? (byte)0xFF : letter)],
                "UTF-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Whole)],
                "zeros of the same length" => new byte[whole.Length],
                "nested deeply" => [.. Enumerable.Repeat((byte)'[', 100_000)],
                _ => [.. whole, .. Enumerable.Repeat((byte)'x', 20_000_000)],
            },
            ErrorReason.StateFileDamaged);
    }

    [Theory]
    [InlineData("{\"format\":2}")]
    [InlineData("{\"format\":2,\"connections\":[]}")]
    [InlineData("{\"format\":2147483647,\"connections\":{\"by\":\"name\"}}")]
    public Task A_newer_format(string content) => ReportedAsync(Encoding.UTF8.GetBytes(content), ErrorReason.StateFileNewer);

    [Fact]
    public async Task A_folder_in_the_place_of_the_file()
    {
        Directory.CreateDirectory(FilePath);

        await EachUseAsync(ErrorReason.StateFileBusy);

        Assert.Empty(Directory.EnumerateFileSystemEntries(FilePath));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "something else");

        Refusal.AssertClear(await Assert.ThrowsAsync<Auth0Exception>(() => AddAsync(TestState.New(file, saves: true).Connections)), ErrorReason.StateFileBusy);

        Assert.Equal("something else", await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ufeff")]
    public void What_is_whole_is_read(string mark)
    {
        File.WriteAllText(FilePath, mark + Whole, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

        var found = NewState().Connections.Require("prod");

        Assert.Equal(3, found.Version);
        Assert.Equal("https://example.eu.auth0.com/api/v2/", found.BaseUri!.AbsoluteUri);
    }

    [Fact]
    public void A_saved_address_counts_for_an_API_of_the_owners_alone()
    {
        // A file that somebody edited must not send the tenant's token elsewhere.
        File.WriteAllText(FilePath, Whole.Replace("\"version\"", "\"baseUri\":\"https://evil.example/\",\"version\"", StringComparison.Ordinal));

        Assert.Equal("https://example.eu.auth0.com/api/v2/", NewState().Connections.Require("prod").BaseUri!.AbsoluteUri);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Auth0State NewState() => TestState.New(_folder, saves: true);

    private static Task<Auth0Connection> AddAsync(ConnectionRegistry registry)
    {
        var request = new ConnectionRequest { Name = "new", Domain = "example.eu.auth0.com", ClientId = "abc", ClientSecret = Tenant.Protect(Refusal.Planted) };
        var saved = request.Build(DateTimeOffset.UtcNow) with { SecretReference = new SecretReference { Location = SecretLocation.Environment, Variable = "AUTH0_CLIENT_SECRET" } };
        return registry.AddAsync(saved, ConnectionSecret.None, CancellationToken.None);
    }

    private async Task ReportedAsync(byte[] content, ErrorReason reason)
    {
        await File.WriteAllBytesAsync(FilePath, content);

        await EachUseAsync(reason);

        Assert.Equal(content, await File.ReadAllBytesAsync(FilePath));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private async Task EachUseAsync(ErrorReason reason)
    {
        var registry = NewState().Connections;
        var former = new ConnectionRequest { Name = "prod", Domain = "example.eu.auth0.com", ClientId = "abc", ClientSecret = Tenant.Protect(Refusal.Planted) }.Build(DateTimeOffset.UtcNow) with { Persisted = true };
        foreach (var failure in new[]
        {
            Assert.Throws<Auth0Exception>(() => registry.All),
            Assert.Throws<Auth0Exception>(() => registry.Require("prod")),
            Assert.Throws<Auth0Exception>(() => registry.RequireOnly()),
            await Assert.ThrowsAsync<Auth0Exception>(() => AddAsync(registry)),
            await Assert.ThrowsAsync<Auth0Exception>(() => registry.ReplaceAsync(former, former, secret: null, CancellationToken.None)),
            await Assert.ThrowsAsync<Auth0Exception>(() => registry.RemoveAsync(former, CancellationToken.None)),
        })
        {
            Refusal.AssertClear(failure, reason);
            Assert.Equal(FilePath, failure.Target);
        }
    }
}
