using Auth0Ps.Http;
using Auth0Ps.Naming;

namespace Auth0Ps.Hooks;

/// <summary>What a user says of a hook, before it is checked.</summary>
internal sealed record RotationHookRequest
{
    public const int DefaultTimeoutSeconds = 30;

    public const int LongestTimeoutSeconds = 600;

    public string? Name { get; init; }

    public IReadOnlyList<RotationEvent> On { get; init; } = [];

    public IReadOnlyList<string> Rotation { get; init; } = ["*"];

    /// <summary>The script's full path.</summary>
    public string? ScriptPath { get; init; }

    public string? Uri { get; init; }

    public string? Vault { get; init; }

    public string? SecretName { get; init; }

    public RotationHookFormat Format { get; init; }

    public int TimeoutSeconds { get; init; } = DefaultTimeoutSeconds;

    public bool Required { get; init; }

    /// <summary>The hook that is wanted.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidName"/>, <see cref="ErrorReason.InvalidArgument"/> or <see cref="ErrorReason.HookScriptUnsafe"/>: why it cannot be.</exception>
    public Auth0RotationHook Build(DateTimeOffset now)
    {
        var name = Slug.Require(Name);
        if (TimeoutSeconds is < 1 or > LongestTimeoutSeconds)
            throw Invalid($"-TimeoutSeconds {TimeoutSeconds} is out of range.", $"Give 1 to {LongestTimeoutSeconds} seconds.");
        if (On.Count == 0)
            throw Invalid("It is not said what the hook is told of.", $"Give -On with one or more of {string.Join(", ", Enum.GetNames<RotationEvent>())}.");
        if (Rotation.Count == 0 || Rotation.Any(string.IsNullOrWhiteSpace) || Rotation.Any(static pattern => pattern.AsSpan().IndexOfAny('[', ']') >= 0))
            throw Invalid("-Rotation takes names of rotations, in which * stands for any letters and ? for one; [ and ] are in no rotation's name.", "Name the rotations, for example -Rotation billing, eu-*");
        if (ScriptPath is not null)
            HookScript.RequireSafe(ScriptPath);
        else
            RequireAddress();
        return new Auth0RotationHook
        {
            Name = name,
            On = [.. On.Distinct()],
            Rotation = Rotation,
            ScriptPath = ScriptPath,
            Uri = Uri is null ? null : ParseAddress(Uri, name),
            Vault = Vault,
            SecretName = SecretName,
            Format = Format,
            TimeoutSeconds = TimeoutSeconds,
            Required = Required,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>A webhook's address.</summary>
    /// <param name="hook">The hook's name, for the error. The address itself may be a secret.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static Uri ParseAddress(string text, string hook)
    {
        const string Action = "Give the whole address, beginning with https://; http is for this machine's own addresses only, as http://127.0.0.1:8080/";
        if (!System.Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || (uri.Scheme != System.Uri.UriSchemeHttps && uri.Scheme != System.Uri.UriSchemeHttp))
            throw Refused("is not one of the web.", Action);
        if (uri.UserInfo.Length > 0)
            throw Refused("contains a user name or password, which would be saved with the hook.", "Leave them out: what is signed with a key (-Vault, -SecretName) needs none.");
        if (uri.Scheme == System.Uri.UriSchemeHttp && !TenantProxy.IsLoopback(uri))
            throw Refused("begins with http://, so that anybody on the way could read and change what is sent.", Action);
        return uri;

        Auth0Exception Refused(string what, string action) => new(ErrorReason.InvalidArgument, $"The address of hook '{hook}' {what}", action) { Target = hook };
    }

    private void RequireAddress()
    {
        if (Vault is null != SecretName is null)
            throw Invalid("-Vault and -SecretName name one entry, and only one of them was given.", "Give both, or neither.");
        if (Uri is null && Vault is null)
            throw Invalid("It is not said where the hook leads.", "Give -ScriptPath FILE, or -Uri ADDRESS.");
        if (Uri is null && Format == RotationHookFormat.Json)
            throw Invalid("-Vault and -SecretName hold the key that a webhook is signed with, and its address is missing.", "Add -Uri ADDRESS. Only with -Format Slack or Teams, whose addresses are secrets, the entry may hold the address.");
    }

    private Auth0Exception Invalid(string message, string action) => new(ErrorReason.InvalidArgument, message, action) { Target = Name };
}
