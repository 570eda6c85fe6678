using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Auth0Ps.AzureBlob;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Security;
using Auth0Ps.State;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Auth0Ps.Core.Tests.State;

/// <summary>
/// Azure's own emulator of Blob Storage, on loopback: the npm package of <c>tests/interop/azurite</c>, installed once a clone into <c>out/interop</c> by the
/// whole run. Later runs of any kind find it there.
/// </summary>
public sealed class Azurite : IAsyncLifetime, ISharedServer
{
    /// <summary>The account that it has.</summary>
    public const string Account = "auth0ps";

    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-azurite-").FullName;
    private readonly int _port = FreePort.Find();
    private string _program = "";
    private Process? _process;
    private int _containers;

    /// <inheritdoc/>
    public string? WhyNot { get; private set; }

    /// <summary>The account's key.</summary>
    public string Key { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));

    /// <inheritdoc/>
    IReadOnlyList<(string Name, string Value)> ISharedServer.Environment => [("AZURE_STORAGE_KEY", Key)];

    public async Task InitializeAsync()
    {
        WhyNot = await InstallAsync();
        if (WhyNot is null)
            await StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <inheritdoc/>
    public async Task StartAsync()
    {
        (_process, var errors) = Launch("--location", _folder, "--blobPort", _port.ToString(CultureInfo.InvariantCulture));
        await ListensAsync(_process, errors, _port);
    }

    /// <summary>Starts another one, that takes tokens, with TLS.</summary>
    /// <param name="certificate">The file with its certificate.</param>
    /// <param name="key">The file with that one's key.</param>
    internal async Task<Secure> StartSecureAsync(string certificate, string key)
    {
        var port = FreePort.Find();
        var (process, errors) = Launch("--inMemoryPersistence", "--blobPort", port.ToString(CultureInfo.InvariantCulture), "--cert", certificate, "--key", key, "--oauth", "basic");
        await ListensAsync(process, errors, port);
        return new Secure(process, string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}"));
    }

    /// <summary>
    /// Ends it, so that connections break off and nobody listens. It is asked to end and not killed: what it said it had is on its disk only every few seconds,
    /// and Azure's storage loses nothing.
    /// </summary>
    public async Task BreakAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <summary>Names a container that nobody has.</summary>
    public string NewPlace()
    {
        Skip.If(WhyNot is not null, WhyNot);
        return string.Create(CultureInfo.InvariantCulture, $"state-{Interlocked.Increment(ref _containers)}");
    }

    /// <inheritdoc/>
    public string UriOf(string place) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/{Account}/{place}");

    /// <inheritdoc/>
    IStateStore ISharedServer.Open(string place, TimeLimits limits) => new AzureBlobStore(Location(place), limits);

    /// <summary>Where a container is, with what signs in.</summary>
    /// <param name="place">The container, and a folder in it.</param>
    /// <param name="secret">What signs in; the account's key when null.</param>
    internal AzureBlobLocation Location(string place, string? secret = null) =>
        StateLocation.Parse(UriOf(place), "The test's location").AzureBlob! with { ReadSecret = () => SecureStrings.Protect(secret ?? Key) };

    /// <summary>A container past all that is tested.</summary>
    public BlobContainerClient Container(string place) => new(new Uri(UriOf(place.Split('/')[0])), new StorageSharedKeyCredential(Account, Key), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2020_10_02));

    /// <inheritdoc/>
    public void EndLeases(string place) => SetLeases(place, "expires", DateTimeOffset.UtcNow.AddSeconds(-2));

    /// <summary>Changes a time of all leases that are held, past their holders.</summary>
    public void SetLeases(string place, string name, DateTimeOffset time)
    {
        var container = Container(place);
        foreach (var blob in container.GetBlobs(new GetBlobsOptions { Traits = BlobTraits.Metadata }).Where(static blob => blob.Metadata.ContainsKey("token")))
        {
            blob.Metadata[name] = time.ToString("O", CultureInfo.InvariantCulture);
            container.GetBlobClient(blob.Name).SetMetadata(blob.Metadata);
        }
    }

    private (Process Process, Task<string> Errors) Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [_program, "--blobHost", "127.0.0.1", "--silent", "--disableTelemetry", .. arguments]) { WorkingDirectory = _folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{Key}";
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return (process, process.StandardError.ReadToEndAsync());
    }

    private static async Task ListensAsync(Process process, Task<string> errors, int port)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                Assert.False(process.HasExited, $"azurite ended: {(process.HasExited ? await errors : "")}");
                Assert.True(Stopwatch.GetElapsedTime(started) < StartLimit, "azurite does not listen.");
                await Task.Delay(50);
            }
        }
    }

    private async Task<string?> InstallAsync()
    {
        if (OperatingSystem.IsWindows())
            return "These tests end azurite with a signal, which Windows does not have.";
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Auth0Ps.sln")))
            root = root.Parent!;
        var source = Path.Combine(root.FullName, "tests", "interop", "azurite");
        var folder = Path.Combine(root.FullName, "out", "interop", "azurite-" + Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"))))[..12]);
        _program = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        var done = Path.Combine(folder, "installed");
        if (!File.Exists(done) && !TestRun.IsWhole)
            return TestRun.WhyNot;
        Directory.CreateDirectory(folder);
        await using var turn = await TakeTurnAsync(Path.Combine(folder, "install.lock"));
        if (File.Exists(done))
            return null;
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true };

        // npm finds its settings there.
        start.Environment["HOME"] = ScratchHome.UsersOwn;
        try
        {
            using var npm = Process.Start(start)!;
            var errors = npm.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(InstallLimit);
            await npm.WaitForExitAsync(limit.Token);
            if (npm.ExitCode != 0)
                return "npm could not install azurite: " + (await errors).Trim();
        }
        catch (Win32Exception)
        {
            return "npm is not on the path.";
        }

        await File.WriteAllTextAsync(done, "");
        return null;
    }

    /// <summary>One that takes tokens, with TLS.</summary>
    /// <param name="process">Its process.</param>
    /// <param name="address">Where it is.</param>
    internal sealed class Secure(Process process, string address) : IAsyncDisposable
    {
        /// <summary>Where it is.</summary>
        public string Address => address;

        public async ValueTask DisposeAsync()
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    // Two test runs in one clone must not install into one folder at the same time.
    private static async Task<FileStream> TakeTurnAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200);
            }
        }
    }
}

/// <summary>All tests that need the emulator share one, and follow each other.</summary>
[CollectionDefinition(Name)]
public sealed class AzureBlobTests : ICollectionFixture<Azurite>
{
    public const string Name = "Azure Blob Storage";
}
