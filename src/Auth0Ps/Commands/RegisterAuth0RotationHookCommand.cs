using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Hooks;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Registers a script or a webhook that is told of what becomes of rotations.</summary>
[Cmdlet(VerbsLifecycle.Register, "Auth0RotationHook", DefaultParameterSetName = "Script", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Register-Auth0RotationHook.md")]
[OutputType(typeof(Auth0RotationHook))]
public sealed class RegisterAuth0RotationHookCommand : AsyncCommand
{
    private string? _scriptPath;

    /// <summary>The hook's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What it is told of.</summary>
    [Parameter(Mandatory = true)]
    public RotationEvent[] On { get; set; } = [];

    /// <summary>The names of the rotations that it is told of, with <c>*</c> and <c>?</c>.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RotationNameCompleter))]
    public string[] Rotation { get; set; } = ["*"];

    /// <summary>The script.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Script")]
    [ValidateNotNullOrEmpty]
    public string ScriptPath { get; set; } = "";

    /// <summary>The webhook's address.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Webhook")]
    [ValidateNotNullOrEmpty]
    public string? Uri { get; set; }

    /// <summary>The vault that has the signing key, or the address where that is a secret.</summary>
    [Parameter(ParameterSetName = "Webhook")]
    [Parameter(Mandatory = true, ParameterSetName = "Address")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>The entry of that vault.</summary>
    [Parameter(ParameterSetName = "Webhook")]
    [Parameter(Mandatory = true, ParameterSetName = "Address")]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>What a webhook's body looks like.</summary>
    [Parameter(ParameterSetName = "Webhook")]
    [Parameter(Mandatory = true, ParameterSetName = "Address")]
    public RotationHookFormat Format { get; set; }

    /// <summary>How long it may take.</summary>
    [Parameter]
    public int TimeoutSeconds { get; set; } = RotationHookRequest.DefaultTimeoutSeconds;

    /// <summary>Ends runs with an error where it cannot be delivered.</summary>
    [Parameter]
    public SwitchParameter Required { get; set; }

    /// <summary>Replaces a hook of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _scriptPath = ScriptPath.Length == 0 ? null : GetUnresolvedProviderPathFromPSPath(ScriptPath);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var hooks = ModuleState.Current.Hooks;
        var hook = new RotationHookRequest
        {
            Name = Name,
            On = On,
            Rotation = Rotation,
            ScriptPath = _scriptPath,
            Uri = Uri,
            Vault = Vault,
            SecretName = SecretName,
            Format = Format,
            TimeoutSeconds = TimeoutSeconds,
            Required = Required,
        }.Build(ModuleState.Current.Time.GetUtcNow());
        hooks.RequireFree(hook.Name, Force);
        if (hook.Vault is not null)
            await ModuleState.Current.RequireVaults(hook.Vault).FindAsync(hook.Vault, StopToken);
        if (!await ShouldProcessAsync($"hook '{hook.Name}' ({hook.Target}) for {string.Join(", ", hook.On)} of {string.Join(", ", hook.Rotation)}", Force ? "Register, in place of the one there is" : "Register"))
            return;

        var registered = await hooks.AddAsync(hook, Force, StopToken);
        if (hook.Uri is not null && hook.Format != RotationHookFormat.Json)
            EmitWarning($"Who knows the address of hook '{hook.Name}' can write there, and it is saved with the hook. It can be kept in a vault: leave -Uri out, and name its entry with -Vault and -SecretName.");
        else if (hook is { Uri: not null, Vault: null })
            EmitWarning($"What is sent to hook '{hook.Name}' is not signed, so that the other side cannot know that it comes from here. Name the entry of a signing key with -Vault and -SecretName.");
        Emit(registered);
    }
}
