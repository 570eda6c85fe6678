using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Pipeline.Rotating;

namespace Auth0Ps.Commands;

/// <summary>Shows the rotations into vaults and those of this process, or those secrets of it that no vault took.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0SecretRotationHistory", DefaultParameterSetName = "History", HelpUri = HelpAddress.Pages + "Get-Auth0SecretRotationHistory.md")]
[OutputType(typeof(Auth0SecretRotationRecord), ParameterSetName = ["History"])]
[OutputType(typeof(Auth0SecretRotationResult), ParameterSetName = ["Unsaved"])]
public sealed class GetAuth0SecretRotationHistoryCommand : AsyncCommand
{
    private TypedParameters? _typed;
    private Dictionary<Guid, string>? _names;

    /// <summary>Names of rotations, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = "History", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The newest result of each client whose secret no vault took.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Unsaved")]
    public SwitchParameter Unsaved { get; set; }

    /// <summary>From when on.</summary>
    [Parameter(ParameterSetName = "History")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Up to when.</summary>
    [Parameter(ParameterSetName = "History")]
    public DateTimeOffset? Until { get; set; }

    /// <summary>How they ended.</summary>
    [Parameter(ParameterSetName = "History")]
    public RotationStatus[]? Status { get; set; }

    /// <summary>Client ids of applications.</summary>
    [Parameter(ParameterSetName = "History")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClientIdCompleter))]
    public string[]? ClientId { get; set; }

    /// <summary>A piped application, whose runs are meant; its own name is not a rotation's.</summary>
    [Parameter(ParameterSetName = "History", ValueFromPipeline = true, DontShow = true)]
    public Auth0Application? Application { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _typed = new TypedParameters(this);

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        if (Unsaved)
        {
            foreach (var result in UnsavedResults.All)
                Emit(result);
            return Task.CompletedTask;
        }

        if (Until < Since)
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"-Until {Until.Value.UtcDateTime:u} is before -Since {Since!.Value.UtcDateTime:u}.", "Give the earlier time with -Since.");
        var names = Application is null || _typed!.Has(nameof(Name)) ? Name : ["*"];
        var patterns = Array.ConvertAll(names, name => (Name: name, Pattern: WildcardPattern.Get(name, WildcardOptions.IgnoreCase)));
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var record in NewestFirst().Where(IsWanted))
        {
            var matching = Array.FindAll(patterns, item => item.Pattern.IsMatch(record.Name) || (NameNow(record) is { } now && item.Pattern.IsMatch(now)));
            if (matching.Length == 0)
                continue;
            found.UnionWith(matching.Select(item => item.Name));
            Emit(record);
        }

        // One that is spelled out, and is neither in the history nor saved, is a slip.
        foreach (var name in names.Where(name => !found.Contains(name) && !WildcardPattern.ContainsWildcardCharacters(name) && ModuleState.Current.Rotations.Find(name) is null))
            EmitError(ModuleState.Current.Rotations.NotFound(name));
        return Task.CompletedTask;
    }

    private bool IsWanted(Auth0SecretRotationRecord record) =>
        (Application is null || Application.ClientId == record.ClientId)
        && (ClientId is null || ClientId.Contains(record.ClientId, StringComparer.Ordinal))
        && (Status is null || Status.Contains(record.Status))
        && !(record.At < Since) && !(record.At > Until);

    /// <summary>What its rotation is called by now; null where that is not known.</summary>
    private string? NameNow(Auth0SecretRotationRecord record)
    {
        _names ??= ModuleState.Current.Rotations.Definitions.ToDictionary(definition => definition.Id, definition => definition.Name);
        return record.RotationId is { } id ? _names.GetValueOrDefault(id) : null;
    }

    /// <summary>The file's, and those that went into no vault and so are known only to this process.</summary>
    private static IEnumerable<Auth0SecretRotationRecord> NewestFirst()
    {
        var saved = ModuleState.Current.History.NewestFirst();
        var known = saved.Select(record => record.JobId).ToHashSet();
        return saved.Concat(ProcessHistory.NewestFirst.Where(record => !known.Contains(record.JobId))).OrderByDescending(record => record.At);
    }
}
