using System.Management.Automation;
using System.Security;
using Auth0Ps.Completion;
using Auth0Ps.Insight.Export;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Writes the report of a tenant's credentials, or the evidence of one rotation, into a file.</summary>
[Cmdlet(VerbsData.Export, "Auth0CredentialReport", DefaultParameterSetName = "Connection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpAddress.Pages + "Export-Auth0CredentialReport.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportAuth0CredentialReportCommand : CredentialReportCommand
{
    private readonly List<Auth0CredentialReportEntry> _entries = [];
    private readonly List<Auth0Connection> _connections = [];
    private ReportFile? _file;

    /// <summary>The file; its ending says in which form.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Entries of a report, from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Entries", ValueFromPipeline = true)]
    public Auth0CredentialReportEntry? InputObject { get; set; }

    /// <summary>The saved rotation whose evidence is written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Rotation")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string Rotation { get; set; } = "";

    /// <summary>A private key (RSA) with which the file is signed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SigningKeyPath { get; set; }

    /// <summary>What opens that key.</summary>
    [Parameter]
    public SecureString? SigningKeyPassphrase { get; set; }

    /// <summary>Leaves a file that exists alone.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        // Here, so that what cannot be written is refused before anything that is piped is read from a tenant.
        try
        {
            CheckArguments();
            _file = ReportFile.Plan(
                GetUnresolvedProviderPathFromPSPath(Path), SigningKeyPath is null ? null : GetUnresolvedProviderPathFromPSPath(SigningKeyPath), SigningKeyPassphrase, mayReplace: !NoClobber);
        }
        catch (TerminatingFailure refused)
        {
            ThrowTerminatingError(ErrorRecords.From(refused.Failure));
        }
        catch (Auth0Exception refused)
        {
            ThrowTerminatingError(ErrorRecords.From(refused));
        }
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        if (InputObject is not null)
            _entries.Add(InputObject);
        else if (ParameterSetName == "Connection")
            _connections.Add(Through ?? Resolve(Connection));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        if (!await ShouldProcessAsync(_file!.Path, ParameterSetName == "Rotation" ? $"Write the evidence of rotation '{Rotation}'" : "Write the report of credentials"))
            return;
        var content = ParameterSetName == "Rotation" ? await EvidenceAsync() : await ReportAsync();
        _file.Write(content);
        if (PassThru)
        {
            Emit(new FileInfo(_file.Path));
            if (_file.SignaturePath is { } signature)
                Emit(new FileInfo(signature));
        }
    }

    private async Task<string> ReportAsync()
    {
        foreach (var connection in _connections)
        {
            await ReadAsync(connection, (entry, _) =>
            {
                _entries.Add(entry);
                return Task.CompletedTask;
            });
        }

        var limit = MaximumAge;
        var entries = limit is null ? _entries : _entries.ConvertAll(entry => entry.Against(limit.Value));
        var report = new ReportContents(entries, History, limit, DateTimeOffset.UtcNow);
        return _file!.Form switch
        {
            ReportForm.Html => report.ToHtml(),
            ReportForm.Csv => report.ToCsv(),
            _ => report.ToJson(),
        };
    }

    private async Task<string> EvidenceAsync()
    {
        var rotation = ModuleState.Current.Rotations.Require(Rotation);
        var connection = Connection is null ? ModuleState.Current.Rotations.ConnectionOf(rotation) : Resolve(Connection);
        var evidence = await new EvidenceCollector(Open(connection), rotation, History) { ReadsLog = !NoLog }.CollectAsync(StopToken);
        return _file!.Form switch
        {
            ReportForm.Html => evidence.ToHtml(),
            ReportForm.Csv => evidence.ToCsv(),
            _ => evidence.ToJson(),
        };
    }
}
