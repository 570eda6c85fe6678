using System.Collections;
using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Rest;

namespace Auth0Ps.Commands;

/// <summary>Calls any endpoint of the connection's API with the connection's access token.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Auth0RestMethod", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Invoke-Auth0RestMethod.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokeAuth0RestMethodCommand : TenantCommand
{
    /// <summary>The path below the connection's base address.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestPathCompleter))]
    public string Path { get; set; } = "";

    /// <summary>The connection, by name or as an object; may be left out while the process has exactly one.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionReference? Connection { get; set; }

    /// <summary>A piped connection; bound by its type, so that a default for <c>-Connection</c> does not keep it out.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public Auth0Connection? Through { get; set; }

    /// <summary>The HTTP method.</summary>
    [Parameter]
    [ValidateSet("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD")]
    public string Method { get; set; } = "GET";

    /// <summary>Query parameters.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    /// <summary>The body, as JSON text or as an object.</summary>
    [Parameter]
    public object? Body { get; set; }

    /// <summary>Follows every page of a list.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Leaves secrets in the answer as text.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var session = Open(Through ?? Resolve(Connection));
        using var body = await ReadAsync(() => BodyValues.From(Body));
        var query = await ReadAsync(() => Query is null ? null : BodyValues.Query(Query).ToList());
        var request = RestRequest.Create(session.Connection, Method, Path, query, body);

        var client = new RestClient(session, AsPlainText) { Unreadable = EmitError };
        var answer = All ? client.ReadAllAsync(request, StopToken) : client.SendAsync(request, StopToken);
        if (!request.IsSafe && !await ShouldProcessAsync($"{Method.ToUpperInvariant()} {request.Path} of tenant '{session.Connection.Domain}'", "Send the request"))
            return;

        using var progress = new ProgressMeter(EmitProgress, $"Reading {request.Path}");
        var read = 0;
        await foreach (var item in answer)
        {
            await EmitAsync(AnswerObjects.From(item)!);
            progress.Report($"{++read} read", percent: null);
        }
    }

    /// <summary>Reads what the user gave, on the pipeline thread; its failures are this work's, not the pipeline's.</summary>
    private async Task<T> ReadAsync<T>(Func<T> read)
    {
        var (value, failure) = await OnPipelineAsync<(T? Value, Auth0Exception? Failure)>(() =>
        {
            try
            {
                return (read(), null);
            }
            catch (Auth0Exception exception)
            {
                return (default, exception);
            }
        });
        return failure is null ? value! : throw failure;
    }
}
