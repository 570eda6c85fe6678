using System.Management.Automation;
using Auth0Ps.Connections.Import;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>A command that reads JSON of other products, from files and from the pipeline. One thing that cannot be imported keeps no other back.</summary>
public abstract class ImportCommand : TenantCommand
{
    /// <summary>JSON files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>JSON text, an object with the same fields, or a file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        // One parameter for objects and files, because the engine would settle on files before it has seen the first object.
        foreach (var item in InputObject is null ? [] : ImportObject.Items(InputObject))
        {
            if (item.BaseObject is FileInfo listed)
                await ImportAllAsync(() => ImportJson.ReadFile(listed.FullName), listed.FullName);
            else
                await ImportAllAsync(() => ImportObject.Read(item), file: null);
        }

        foreach (var path in Path)
        {
            await TryAsync(async () =>
            {
                foreach (var file in await OnPipelineAsync(() => ImportFiles.Find(this, path)) ?? throw ImportFiles.NotFound(path))
                    await ImportAllAsync(() => ImportJson.ReadFile(file), file);
            });
        }
    }

    /// <summary>Imports one object.</summary>
    /// <param name="fields">What was read.</param>
    /// <param name="file">The file it came from; null for none.</param>
    private protected abstract Task ImportAsync(ImportFields fields, string? file);

    private Task ImportAllAsync(Func<IReadOnlyList<ImportFields>> read, string? file) => TryAsync(async () =>
    {
        foreach (var fields in read())
            await TryAsync(() => ImportAsync(fields, file));
    });

    private async Task TryAsync(Func<Task> import)
    {
        try
        {
            await import();
        }
        catch (Auth0Exception exception)
        {
            EmitError(exception);
        }
    }
}
