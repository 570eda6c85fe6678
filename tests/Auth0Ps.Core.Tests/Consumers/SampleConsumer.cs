using System.Diagnostics;
using System.Globalization;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox.Cli.PowerShell;
using Consumers;

namespace Auth0Ps.Core.Tests.Consumers;

/// <summary>The languages of the samples in docs/guides/consumers.</summary>
public enum SampleLanguage
{
    CSharp,
    Node,
    PowerShell,
    Python,
}

/// <summary>What a consumer is made with.</summary>
/// <param name="Tenant">The tenant's address.</param>
/// <param name="ClientId">The application.</param>
/// <param name="Audience">The API.</param>
/// <param name="Entries">The folder of a <see cref="FolderVault"/>, or of files with the entries' names, as they are mounted.</param>
/// <param name="IsVault">Which of the two.</param>
/// <param name="Patience">How long it keeps trying.</param>
internal sealed record ConsumerSettings(string Tenant, string ClientId, string Audience, string Entries, bool IsVault, TimeSpan Patience);

/// <summary>A consumer made from a sample, as it is: C# in this process, the others in one of their own.</summary>
internal abstract class SampleConsumer : IAsyncDisposable
{
    /// <summary>Looked for with the user's own home, where the packages of tools are.</summary>
    private static readonly Lazy<Task<PowerShellSearch>> PowerShell = new(() => new PowerShellLocator(
        PowerShellPlaces.OfThisProcess() with { ToolEnvironment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["HOME"] = Support.ScratchHome.UsersOwn } }).SearchAsync(CancellationToken.None));

    public abstract SampleLanguage Language { get; }

    /// <summary>Why there can be no consumer of a language on this machine; null when there can.</summary>
    public static async Task<string?> WhyNotAsync(SampleLanguage language) => language == SampleLanguage.CSharp ? null : (await FindAsync(language)).WhyNot;

    /// <summary>Starts one.</summary>
    /// <exception cref="SkipException">The language is not on this machine.</exception>
    public static async Task<SampleConsumer> StartAsync(SampleLanguage language, ConsumerSettings settings)
    {
        if (language == SampleLanguage.CSharp)
            return new InProcess(settings);
        var (start, whyNot) = await FindAsync(language);
        Skip.If(start is null, whyNot);
        return new Apart(language, start!, settings);
    }

    /// <summary>Asks it for a token; "token", or what it says instead.</summary>
    /// <param name="anew">Whether the token that it keeps does not do.</param>
    public abstract Task<string> AskAsync(bool anew);

    public abstract ValueTask DisposeAsync();

    private static async Task<(ProcessStartInfo? Start, string? WhyNot)> FindAsync(SampleLanguage language)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "consumers");
        switch (language)
        {
            case SampleLanguage.PowerShell:
                var search = await PowerShell.Value;
                return search.Found ? (search.Engine.StartInfo("-File", Path.Combine(folder, "drive.ps1")), null) : (null, $"There is no PowerShell: {search.Reason}.");
            case SampleLanguage.Node:
                return OnPath("node") is { } node ? (new(node, [Path.Combine(folder, "drive.mjs")]), null) : (null, "There is no node on the path.");
            default:
                return (OnPath("python3") ?? OnPath("python")) is { } python ? (new(python, [Path.Combine(folder, "drive.py")]), null) : (null, "There is no python3 on the path.");
        }
    }

    private static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);

    private sealed class InProcess : SampleConsumer
    {
        private readonly ClientSecretHandler _handler;

        public InProcess(ConsumerSettings settings)
        {
            var vault = settings.IsVault ? new FolderVault(settings.Entries) : null;
            _handler = new ClientSecretHandler
            {
                Tenant = new Uri(settings.Tenant),
                ClientId = settings.ClientId,
                Audience = settings.Audience,
                Entry = "billing-client-secret",
                Read = vault is null ? ClientSecretHandler.FromFolder(settings.Entries) : (name, _) => Task.FromResult(vault.Text(name)),
                Patience = settings.Patience,
                InnerHandler = new SocketsHttpHandler { UseProxy = false },
            };
        }

        public override SampleLanguage Language => SampleLanguage.CSharp;

        public override async Task<string> AskAsync(bool anew)
        {
            if (anew)
                _handler.Forget();
            try
            {
                return (await _handler.GetTokenAsync(CancellationToken.None)).Split('.').Length == 3 ? "token" : "no token";
            }
            catch (UnauthorizedAccessException exception)
            {
                return $"refused: {exception.Message}";
            }
            catch (HttpRequestException exception)
            {
                return $"failed: {exception.Message}";
            }
        }

        public override ValueTask DisposeAsync()
        {
            _handler.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Apart : SampleConsumer
    {
        private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);

        private readonly Process _process;
        private readonly Task<string> _errors;

        public Apart(SampleLanguage language, ProcessStartInfo start, ConsumerSettings settings)
        {
            Language = language;
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            start.Environment["TENANT"] = settings.Tenant;
            start.Environment["CLIENT_ID"] = settings.ClientId;
            start.Environment["AUDIENCE"] = settings.Audience;
            start.Environment["ENTRIES"] = settings.Entries;
            start.Environment["KIND"] = settings.IsVault ? "vault" : "folder";
            start.Environment["PATIENCE"] = settings.Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
            start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
            start.Environment["NO_COLOR"] = "1";
            start.Environment["DOTNET_TieredPGO"] = "0";
            _process = Process.Start(start)!;
            _errors = _process.StandardError.ReadToEndAsync();
        }

        public override SampleLanguage Language { get; }

        public override async Task<string> AskAsync(bool anew)
        {
            await _process.StandardInput.WriteLineAsync(anew ? "anew" : "kept");
            await _process.StandardInput.FlushAsync();
            return await _process.StandardOutput.ReadLineAsync().WaitAsync(AnswerLimit) ?? $"ended: {await _errors}";
        }

        public override async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
                _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
