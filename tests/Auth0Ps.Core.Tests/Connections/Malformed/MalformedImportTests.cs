using System.Text;
using Auth0Ps.Connections.Import;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Connections.Malformed;

/// <summary>JSON that is no connection is refused before anything is sent, and its file stays as it is.</summary>
public sealed class MalformedImportTests(QuietTenant tenant) : IClassFixture<QuietTenant>, IDisposable
{
    private const string Infisical =
        """{"method":"client-credentials","credentials":{"domain":"DOMAIN","clientId":"Abc123","clientSecret":"planted-secret-that-must-not-show","audience":"AUDIENCE"},"name":"prod","description":"d","projectId":"p","isPlatformManagedCredentials":false,"gatewayId":null}""";

    private const string Nango =
        """{"connection_id":"prod","provider_config_key":"auth0-cc","connection_config":{"hostname":"DOMAIN","audience":"AUDIENCE"},"credentials":{"client_id":"Abc123","client_secret":"planted-secret-that-must-not-show"}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-import-").FullName;

    /// <summary>What is no JSON of connections at all.</summary>
    public static TheoryData<string> Texts => [
        "", " ", "null", "true", "7", "\"text\"", "text", "{", "}", "[", "]", "[]", "[[]]", "[1]", "[null]", "[{}", "[{},", "{}", "{}{}", "{} x", "{\"name\"}", "{\"name\":}", "{name:\"prod\"}", "{'name':'prod'}",
        "{\"name\":\"planted-secret-that-must-not-show", "{\"credentials\":[}", "{\"credentials\":{\"clientSecret\":\"planted-secret-that-must-not-show\"", "{\"method\":\"\\x\"}", "{\"method\":\"a\nb\"}",
        "{\"name\":\"\\ud800\",\"method\":null}", "{\"credentials\":{\"clientSecret\":\"\\udc00\"}}", "{\"\\ud800\":1}", "{\"name\":\"prod\"}", "{\"domain\":\"example.eu.auth0.com\"}", "{\"method\":\"client-credentials\"}",
        "{\"credentials\":\"planted-secret-that-must-not-show\"}", "{\"credentials\":null}", "{\"credentials\":[\"planted-secret-that-must-not-show\"]}", "{\"connection_id\":\"prod\"}", "{\"connection_config\":{}}", "<html>", "name: prod",
        "AUTH0_CLIENT_SECRET=planted-secret-that-must-not-show", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}",
        "\0\0\0\0", "{\"method\":1e400}", "{\"method\":01}", "\ufeff\ufeff{}",
    ];

    /// <summary>A field of a whole connection, what stands in its place, and why it is refused.</summary>
    public static TheoryData<string, string, ErrorReason> InfisicalFields => new()
    {
        { "\"name\":\"prod\"", "\"name\":null", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":\"\"", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":\"<string>\"", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":true", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":[\"prod\"]", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":{\"x\":\"prod\"}", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":\"Prod EU\"", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":\"東京\"", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":\"pro\\nd\"", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":\"prod\",\"Name\":\"other\"", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":\"prod\",\"app\":\"github\"", ErrorReason.InvalidImport },
        { "\"name\":\"prod\"", "\"name\":\"prod\",\"app\":7", ErrorReason.InvalidImport },
        { "\"client-credentials\"", "\"oauth\"", ErrorReason.InvalidImport },
        { "\"client-credentials\"", "\"Client\\u202eCredentials\"", ErrorReason.InvalidImport },
        { "\"client-credentials\"", "false", ErrorReason.InvalidImport },
        { "Credentials\":false", "Credentials\":true", ErrorReason.InvalidImport },
        { "Credentials\":false", "Credentials\":\"true\"", ErrorReason.InvalidImport },
        { "Credentials\":false", "Credentials\":1", ErrorReason.InvalidImport },
        { "Credentials\":false", "Credentials\":{\"by\":\"us\"}", ErrorReason.InvalidImport },
        { "Credentials\":false", "Credentials\":[]", ErrorReason.InvalidImport },
        { "\"gatewayId\":null", "\"gatewayId\":\"3c90c3cc-0d44-4b50-8888-8dd25736052a\"", ErrorReason.InvalidImport },
        { "\"gatewayId\":null", "\"gatewayId\":7", ErrorReason.InvalidImport },
        { "\"gatewayId\":null", "\"gatewayId\":{\"id\":7}", ErrorReason.InvalidImport },
        { "\"gatewayId\":null", "\"gatewayId\":[\"x\"]", ErrorReason.InvalidImport },
        { "\"description\":\"d\"", "\"description\":true", ErrorReason.InvalidImport },
        { "\"description\":\"d\"", "\"description\":[\"d\"]", ErrorReason.InvalidImport },
        { "\"projectId\":\"p\"", "\"projectId\":false", ErrorReason.InvalidImport },
        { "\"DOMAIN\"", "null", ErrorReason.InvalidImport },
        { "\"DOMAIN\"", "\"<string>\"", ErrorReason.InvalidImport },
        { "\"DOMAIN\"", "[\"example.eu.auth0.com\"]", ErrorReason.InvalidImport },
        { "\"DOMAIN\"", "false", ErrorReason.InvalidImport },
        { "\"DOMAIN\"", "\"http://example.eu.auth0.com\"", ErrorReason.InvalidDomain },
        { "\"DOMAIN\"", "\"https://manage.auth0.com/dashboard/us/example\"", ErrorReason.InvalidDomain },
        { "\"DOMAIN\"", "\"exa\\u0000mple.eu.auth0.com\"", ErrorReason.InvalidDomain },
        { "\"DOMAIN\"", "5.5", ErrorReason.InvalidDomain },
        { "\"Abc123\"", "null", ErrorReason.InvalidImport },
        { "\"Abc123\"", "\"<string>\"", ErrorReason.InvalidImport },
        { "\"Abc123\"", "{}", ErrorReason.InvalidImport },
        { "\"Abc123\"", "\"../users\"", ErrorReason.InvalidArgument },
        { "\"planted-secret-that-must-not-show\"", "null", ErrorReason.InvalidImport },
        { "\"planted-secret-that-must-not-show\"", "\"\"", ErrorReason.InvalidImport },
        { "\"planted-secret-that-must-not-show\"", "\"<string>\"", ErrorReason.InvalidImport },
        { "\"planted-secret-that-must-not-show\"", "12345678901234567890", ErrorReason.InvalidImport },
        { "planted-secret-that-must-not-show", string.Concat(Enumerable.Repeat("planted-secret-that-must-not-show", 2000)), ErrorReason.InvalidImport },
        { "\"planted-secret-that-must-not-show\"", "[\"planted-secret-that-must-not-show\"]", ErrorReason.InvalidImport },
        { "\"planted-secret-that-must-not-show\"", "{\"value\":\"planted-secret-that-must-not-show\"}", ErrorReason.InvalidImport },
        { "\"AUDIENCE\"", "\"https://example.eu.auth0.com/api/v2\"", ErrorReason.InvalidArgument },
        { "\"AUDIENCE\"", "\"two words\"", ErrorReason.InvalidArgument },
        { "\"AUDIENCE\"", "true", ErrorReason.InvalidImport },
    };

    public static TheoryData<string, string, ErrorReason> NangoFields => new()
    {
        { "\"connection_id\":\"prod\"", "\"connection_id\":null", ErrorReason.InvalidImport },
        { "\"connection_id\":\"prod\"", "\"connection_id\":\"東京\"", ErrorReason.InvalidImport },
        { "\"connection_id\":\"prod\"", "\"connection_id\":[1]", ErrorReason.InvalidImport },
        { "\"connection_id\":\"prod\"", "\"connection_id\":\"prod\",\"provider\":\"github\"", ErrorReason.InvalidImport },
        { "\"DOMAIN\"", "null", ErrorReason.InvalidImport },
        { "\"DOMAIN\"", "\"example\"", ErrorReason.InvalidDomain },
        { "\"DOMAIN\"", "\"DOMAIN\",\"organization\":\"two words\"", ErrorReason.InvalidArgument },
        { "\"Abc123\"", "null", ErrorReason.InvalidImport },
        { "\"Abc123\"", "\"a b\"", ErrorReason.InvalidArgument },
        { "\"planted-secret-that-must-not-show\"", "null", ErrorReason.InvalidImport },
        { "\"planted-secret-that-must-not-show\"", "false", ErrorReason.InvalidImport },
        { "\"AUDIENCE\"", "\"a\\tb\"", ErrorReason.InvalidArgument },
        { "\"connection_config\":{", "\"connection_config\":\"x\",\"other\":{", ErrorReason.InvalidImport },
        { "\"credentials\":{", "\"other\":{", ErrorReason.InvalidImport },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public Task What_is_no_connection(string json) => RefusedAsync(json, ErrorReason.InvalidImport);

    [Theory]
    [MemberData(nameof(InfisicalFields))]
    public Task A_field_in_Infisicals_form(string part, string instead, ErrorReason reason) => RefusedAsync(Changed(Infisical, part, instead), reason);

    [Theory]
    [MemberData(nameof(NangoFields))]
    public Task A_field_in_Nangos_form(string part, string instead, ErrorReason reason) => RefusedAsync(Changed(Nango, part, instead), reason);

    [Theory]
    [InlineData("not UTF-8")]
    [InlineData("not UTF-8 in the secret")]
    [InlineData("UTF-16")]
    [InlineData("too large")]
    [InlineData("zeros")]
    public async Task Bytes_that_are_no_text(string what)
    {
        var whole = Encoding.UTF8.GetBytes(Changed(Infisical, "\"d\"", "\"#\""));
        var bytes = what switch
        {
            "not UTF-8" => [.. whole.Select(letter => letter == '#' ? (byte)0xFF : letter)],
            "not UTF-8 in the secret" => [.. Encoding.UTF8.GetBytes("{\"method\":null,\"clientSecret\":\""), 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\"}")],
            "UTF-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Infisical)],
            "too large" => [.. whole, .. Enumerable.Repeat((byte)' ', 1024 * 1024)],
            _ => new byte[100],
        };

        await FileRefusedAsync(bytes, ErrorReason.InvalidImport);
    }

    [Theory]
    [InlineData("missing.json")]
    [InlineData("")]
    [InlineData("no/such/folder/x.json")]
    public void A_path_that_leads_nowhere(string path) =>
        Refusal.AssertClear(Assert.Throws<Auth0Exception>(() => ImportJson.ReadFile(Path.Combine(_folder, path))), ErrorReason.InvalidImport);

    [Theory]
    [InlineData(Infisical)]
    [InlineData(Nango)]
    public async Task What_is_whole_is_sent_for(string json)
    {
        // So that the refusals above are for their own reasons.
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => ImportAsync(ImportJson.ReadText(Changed(json, "DOMAIN", "DOMAIN"))));

        Assert.Equal(ErrorReason.CredentialsRefused, failure.Reason);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Changed(string whole, string part, string instead)
    {
        Assert.Contains(part, whole, StringComparison.Ordinal);
        return whole.Replace(part, instead, StringComparison.Ordinal).Replace("DOMAIN", tenant.Domain, StringComparison.Ordinal).Replace("AUDIENCE", tenant.Domain + "/api/v2/", StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string json, ErrorReason reason)
    {
        Refusal.AssertClear(await tenant.RefusedAsync(() => ImportAsync(ImportJson.ReadText(json))), reason);
        await FileRefusedAsync(Encoding.UTF8.GetBytes(json), reason);
    }

    private async Task FileRefusedAsync(byte[] bytes, ErrorReason reason)
    {
        var path = Path.Combine(_folder, "import.json");
        await File.WriteAllBytesAsync(path, bytes);

        Refusal.AssertClear(await tenant.RefusedAsync(() => ImportAsync(ImportJson.ReadFile(path))), reason);

        Assert.Empty(tenant.Registry.All);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    private async Task ImportAsync(IReadOnlyList<ImportFields> objects)
    {
        foreach (var fields in objects)
            await tenant.CreateAsync(ConnectionImport.From(fields).InPlace(vault: null, secretName: null));
    }
}
