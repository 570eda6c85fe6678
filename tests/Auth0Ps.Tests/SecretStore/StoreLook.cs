using System.Text.Json;

namespace Auth0Ps.Tests.SecretStore;

/// <summary>A SecretStore as a fresh process sees it through SecretManagement: hashes, for no secret leaves that process.</summary>
/// <param name="Entries">The hash of each entry that can be read.</param>
/// <param name="Unreadable">The entries that cannot, with the reason.</param>
/// <param name="Interrupted">The saved rotations that the module calls interrupted.</param>
internal sealed record StoreLook(IReadOnlyDictionary<string, string> Entries, IReadOnlyList<string> Unreadable, IReadOnlyList<string> Interrupted)
{
    public static StoreLook Parse(JsonElement answer) => new(
        answer.GetProperty("entries").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.OrdinalIgnoreCase),
        Texts(answer, "unreadable"),
        Texts(answer, "interrupted"));

    /// <summary>The hash of an entry; null when there is none.</summary>
    public string? this[string entry] => Entries.GetValueOrDefault(entry);

    /// <summary>What is staged for a rotation and not settled: the next entry, where it is another than the final one.</summary>
    public string? Staged(string rotation) => this[rotation + "-next"] is { } next && next != this[rotation] ? next : null;

    private static IReadOnlyList<string> Texts(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
