using System.Text.Json;

namespace Auth0Ps.Scheduling.Running;

/// <summary>What a run wrote down about itself.</summary>
internal sealed record LastRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public int? ExitCode { get; init; }

    public string? Message { get; init; }

    /// <summary>Reads the record; null when there is none that can be read, which then says as little as none.</summary>
    public static LastRun? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LastRun>(File.ReadAllBytes(path), Json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
