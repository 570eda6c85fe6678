using System.Text.Json;

namespace Auth0Ps.Scheduling.Running;

/// <summary>What a run wrote down about itself.</summary>
internal sealed record LastRun
{
    /// <summary>How many runs before the last one are kept.</summary>
    public const int Kept = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>The first error's message; null when all went well.</summary>
    public string? Message { get; init; }

    /// <summary>All errors; empty in records of versions that kept the first only.</summary>
    public IReadOnlyList<RunError> Errors { get; init => field = value ?? []; } = [];

    /// <summary>The runs before it, the last one first.</summary>
    public IReadOnlyList<LastRun> Runs { get; init => field = value ?? []; } = [];

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

/// <summary>An error of a run.</summary>
/// <param name="Message">What failed.</param>
/// <param name="RecommendedAction">What to do.</param>
/// <param name="Target">What it is about.</param>
/// <param name="ErrorId">The error's id in PowerShell.</param>
internal sealed record RunError(string Message, string? RecommendedAction, string? Target, string? ErrorId);
