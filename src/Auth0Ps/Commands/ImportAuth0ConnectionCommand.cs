using System.Collections.ObjectModel;
using System.Management.Automation;
using Auth0Ps.Connections;
using Auth0Ps.Connections.Import;
using Auth0Ps.Import;
using Auth0Ps.Parameters;

namespace Auth0Ps.Commands;

/// <summary>Creates connections from the JSON of other products.</summary>
[Cmdlet(VerbsData.Import, "Auth0Connection", DefaultParameterSetName = "InputObject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Auth0Connection))]
public sealed class ImportAuth0ConnectionCommand : TenantCommand
{
    /// <summary>JSON files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>JSON text, an object with the same fields, or a file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>The vault that is to keep the secrets.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>The vault entry's name.</summary>
    [Parameter]
    public string? SecretName { get; set; }

    /// <summary>Does not ask the tenant.</summary>
    [Parameter]
    public SwitchParameter SkipTest { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        // One parameter for both, because the engine would settle on files before it has seen the first object.
        foreach (var item in InputObject is null ? [] : ImportObject.Items(InputObject))
        {
            if (item.BaseObject is FileInfo listed)
                await ImportAllAsync(() => ImportJson.ReadFile(listed.FullName), listed.FullName);
            else
                await ImportAllAsync(() => ImportObject.Read(item), file: null);
        }

        foreach (var path in Path)
        {
            try
            {
                foreach (var file in await OnPipelineAsync(() => Resolve(path)))
                    await ImportAllAsync(() => ImportJson.ReadFile(file), file);
            }
            catch (Auth0Exception exception)
            {
                EmitError(exception);
            }
        }
    }

    private static Auth0Exception NoFile(string path, Exception? cause = null) =>
        new(ErrorReason.InvalidImport, $"There is no file '{path}'.", "Check the path.", cause) { Target = path };

    private Collection<string> Resolve(string path)
    {
        try
        {
            return GetResolvedProviderPathFromPSPath(path, out _) is { Count: > 0 } found ? found : throw NoFile(path);
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException or PSArgumentException or PSInvalidOperationException)
        {
            throw NoFile(path, exception);
        }
    }

    private async Task ImportAllAsync(Func<IReadOnlyList<ImportFields>> read, string? file)
    {
        IReadOnlyList<ImportFields> objects;
        try
        {
            objects = read();
        }
        catch (Auth0Exception exception)
        {
            // One that cannot be read does not keep the others back.
            EmitError(exception);
            return;
        }

        foreach (var fields in objects)
        {
            try
            {
                await ImportOneAsync(ConnectionImport.From(fields), file);
            }
            catch (Auth0Exception exception)
            {
                // One that cannot be imported does not keep the others back.
                EmitError(exception);
            }
        }
    }

    private async Task ImportOneAsync(ConnectionImport import, string? file)
    {
        var factory = new ConnectionFactory(ConnectionRegistry.Shared, Observer);
        var plan = await factory.PlanAsync(import.InPlace(Vault, SecretName), former: null, StopToken);
        var connection = plan.Connection;
        if (!await ShouldProcessAsync($"connection '{connection.Name}' to '{connection.Domain}' as {connection.ClientId}", SkipTest ? "Import" : "Import and test"))
            return;

        var created = await factory.KeepAsync(plan, SkipTest, StopToken);
        if (import.Ignored.Count > 0)
            EmitWarning($"Connection '{created.Name}': these fields have no counterpart here and were left out: {string.Join(", ", import.Ignored)}.");
        if (!created.Persisted)
            EmitWarning($"Connection '{created.Name}' lives in this process alone: it is gone when the process ends. With -Vault it is kept.");
        if (file is not null && import.Request.ClientSecret is not null)
            EmitWarning($"'{file}' still holds the client secret of connection '{created.Name}' in plain text; delete it when it is no longer needed.");
        Emit(created);
    }
}
