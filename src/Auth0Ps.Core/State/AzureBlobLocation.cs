using System.Security;
using System.Text.RegularExpressions;

namespace Auth0Ps.State;

/// <summary>A container of Azure Blob Storage, and a folder in it, as an address names them.</summary>
internal sealed partial record AzureBlobLocation
{
    private const string Form = "Write https://ACCOUNT.blob.core.windows.net/CONTAINER or https://ACCOUNT.blob.core.windows.net/CONTAINER/FOLDER.";

    /// <summary>The container's address.</summary>
    public required Uri Container { get; init; }

    /// <summary>The storage account; null where a domain of someone's own hides it.</summary>
    public string? Account { get; init; }

    /// <summary>What the names of all blobs begin with: empty, or folders that end with a slash.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Reads a shared access signature or an account key each time that one is wanted; null where the environment has it, or an identity signs in.</summary>
    public Func<SecureString>? ReadSecret { get; init; }

    /// <summary>The place, for people.</summary>
    public string Display => $"{Container.AbsoluteUri}{(Prefix.Length > 0 ? "/" + Prefix.TrimEnd('/') : "")}";

    /// <summary>Understands an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="source">Where it was written, for errors.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: it holds a signature or a key, or what is not understood.</exception>
    public static AzureBlobLocation Parse(Uri address, string source)
    {
        if (address.UserInfo.Length > 0 || IsSecret(address.Query) || IsSecret(address.Fragment))
            throw HasSecret(source);
        if (address.Query.Length > 0 || address.Fragment.Length > 0)
            throw Refused($"{source} has something behind the container's name that is not known here.", Form);
        if (address.Scheme == Uri.UriSchemeHttp && !(address.IsLoopback && address.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4))
            throw Refused($"{source} is an address without TLS.", "Write https; http is for an emulator on 127.0.0.1.");
        if (OtherService().Match(address.Host) is { Success: true } service)
            throw Refused($"{source} names the account's {service.Groups["service"].Value} service, which keeps no blobs.", Form);

        // An emulator has the account in the path, and no name of its own: the client library knows it by the address.
        var isEmulator = address.Scheme == Uri.UriSchemeHttp || address.HostNameType == UriHostNameType.IPv4;
        var host = isEmulator && address.HostNameType == UriHostNameType.Dns ? "127.0.0.1" : address.IdnHost;
        var segments = address.AbsolutePath.Trim('/').Split('/');
        if (isEmulator && segments is not [{ Length: > 0 }, _, ..])
            throw Refused($"{source} does not name an account and a container.", "Write http://127.0.0.1:PORT/ACCOUNT/CONTAINER for an emulator.");
        var (account, rest) = isEmulator ? (segments[0], segments[1..]) : (AccountOf(address.IdnHost), segments);
        if (!ContainerName().IsMatch(rest[0]))
            throw Refused($"{source} does not name a container: that has 3 to 63 lower-case letters, digits and single hyphens.", Form);
        if (rest.Skip(1).Any(static folder => !FolderName().IsMatch(folder)) || rest.Skip(1).Sum(static folder => folder.Length + 1) > 400)
            throw Refused($"{source} names a folder in the container that cannot be used.", "Folders have letters, digits, '-', '_' and '.', and no more than 400 characters together.");
        var port = address.IsDefaultPort ? "" : FormattableString.Invariant($":{address.Port}");
        return new AzureBlobLocation
        {
            Container = new Uri($"{address.Scheme}://{host}{port}/{(isEmulator ? account + "/" : "")}{rest[0]}"),
            Account = account,
            Prefix = string.Concat(rest.Skip(1).Select(static folder => folder + "/")),
        };

        Auth0Exception Refused(string message, string action) => new(ErrorReason.InvalidArgument, message, action) { Target = source };
    }

    /// <summary>True for text with a shared access signature or a key in it.</summary>
    public static bool IsSecret(string text) => Secret().IsMatch(text);

    /// <summary>Says that there is one, and repeats nothing of it.</summary>
    public static Auth0Exception HasSecret(string source) => new(
        ErrorReason.InvalidArgument,
        $"{source} has a shared access signature, a key or a password in it, which would be seen wherever it is shown or saved.",
        "Leave it out: sign in with an identity, put the signature into the variable AZURE_STORAGE_SAS_TOKEN, or name a vault's entry: Set-Auth0StateStore -Vault NAME -SecretName NAME.")
    { Target = source };

    private static string? AccountOf(string host) => AccountHost().Match(host) is { Success: true } match ? match.Groups["account"].Value : null;

    [GeneratedRegex(@"\b(?:sig|se|sv|AccountKey|SharedAccessSignature|password)\s*=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"^(?<account>[a-z0-9]{3,24})(?:-secondary)?(?:\.z[0-9]+)?\.blob\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AccountHost();

    [GeneratedRegex(@"^[^.]+\.(?:z[0-9]+\.)?(?<service>dfs|file|queue|table|web)\.(?:core|storage)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OtherService();

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"^(?!\.+$)[A-Za-z0-9._-]*[A-Za-z0-9_-]$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FolderName();
}
