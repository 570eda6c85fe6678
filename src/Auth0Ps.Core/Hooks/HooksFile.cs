using System.Text.Json.Serialization.Metadata;
using Auth0Ps.State;

namespace Auth0Ps.Hooks;

/// <summary>Hooks as <c>hooks.json</c> has them: what was registered. How their deliveries stand is in <c>outbox.json</c>.</summary>
internal static class HooksFile
{
    private static readonly string[] Written =
    [
        nameof(Auth0RotationHook.Id), nameof(Auth0RotationHook.Name), nameof(Auth0RotationHook.On), nameof(Auth0RotationHook.Rotation), nameof(Auth0RotationHook.ScriptPath),
        nameof(Auth0RotationHook.Uri), nameof(Auth0RotationHook.Vault), nameof(Auth0RotationHook.SecretName), nameof(Auth0RotationHook.Format), nameof(Auth0RotationHook.TimeoutSeconds),
        nameof(Auth0RotationHook.Required), nameof(Auth0RotationHook.CreatedAt), nameof(Auth0RotationHook.UpdatedAt),
    ];

    /// <summary>The form of the file.</summary>
    public static StateFileForm<Auth0RotationHook> Form { get; } = new(Shape, FaultIn, static hook => hook);

    private static void Shape(JsonTypeInfo type)
    {
        if (type.Type != typeof(Auth0RotationHook))
            return;
        type.CreateObject = static () => new Auth0RotationHook { Id = Guid.Empty, Name = "", On = [], Rotation = [] };
        foreach (var property in type.Properties.ToList())
        {
            property.IsRequired = false;
            property.Order = Array.FindIndex(Written, name => string.Equals(name, property.Name, StringComparison.OrdinalIgnoreCase));
            if (property.Order < 0)
                type.Properties.Remove(property);
        }
    }

    private static string? FaultIn(IReadOnlyList<Auth0RotationHook> hooks)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var hook in hooks)
        {
            if (string.IsNullOrEmpty(hook.Name) || !names.Add(hook.Name))
                return "a hook has no name, or the name of another one.";
            if (hook.ScriptPath is null && hook.Uri is null && (hook.Vault is null || hook.SecretName is null))
                return $"hook '{hook.Name}' leads nowhere.";
        }

        return null;
    }
}
