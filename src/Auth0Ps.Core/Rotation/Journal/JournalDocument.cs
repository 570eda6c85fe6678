using System.Text.Json;
using System.Text.Json.Serialization;

namespace Auth0Ps.Rotation.Journal;

/// <summary>A client's last rotation as JSON with a format number, wherever it is stored.</summary>
internal static class JournalDocument
{
    /// <summary>What client secrets need. A version that knows no more must not take a private key's rotation for one of those.</summary>
    private const int SecretFormat = 1;

    private const int KeyFormat = 2;

    /// <summary>What an unfinished rotation needs whose next value waits where a version before this one would not look for it.</summary>
    private const int NextFormat = 3;

    /// <summary>What an announced rotation needs, which a version before this one would take for a damaged one.</summary>
    private const int AnnouncedFormat = 4;

    /// <summary>What an unfinished rotation with copies needs, which a version before this one would finish without them.</summary>
    private const int Format = 5;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = StepsJson.LeavingOutNone,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The document.</summary>
    public static byte[] Write(RotationEntry entry) => JsonSerializer.SerializeToUtf8Bytes(new Document(FormatOf(entry), entry), Json);

    /// <summary>The rotation in a document.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="key">The client's key, under which it is stored.</param>
    /// <param name="path">Where it is stored, for errors.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/> or <see cref="ErrorReason.StateFileNewer"/>.</exception>
    public static RotationEntry Read(ReadOnlySpan<byte> bytes, string key, string path)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(bytes, Json);
            if (document is { Format: > Format })
                throw new Auth0Exception(ErrorReason.StateFileNewer, $"'{path}' was written by a newer version of Auth0Ps.", "Update the module, or point AUTH0PS_HOME to another folder. The file is left as it is.") { Target = path };
            var entry = document?.Rotation ?? throw new JsonException("There is no rotation in it.");
            return entry.FindFault(key) is { } fault ? throw new JsonException(fault) : entry;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException or ArgumentException or FormatException or OverflowException)
        {
            throw new Auth0Exception(
                ErrorReason.StateFileDamaged,
                $"'{path}', which says how a rotation ended, is damaged and cannot be understood.",
                "Rotate it with -Force: that moves the file aside, and what waits in the vault decides how it continues.",
                exception)
            { Target = path };
        }
    }

    private static int FormatOf(RotationEntry entry) =>
        entry is { IsOpen: true, Copies.Count: > 0 } ? Format
        : entry is { Phase: RotationPhase.Announced } or { Status: RotationStatus.Announced } ? AnnouncedFormat
        : entry is { IsOpen: true, NextSuffix: not null } ? NextFormat
        : entry is { Kind.IsKey: false, MovesBack: false } ? SecretFormat
        : KeyFormat;

    private sealed record Document(int Format, RotationEntry Rotation);
}
