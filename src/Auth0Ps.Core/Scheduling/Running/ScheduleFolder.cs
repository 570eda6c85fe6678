using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.State;

namespace Auth0Ps.Scheduling.Running;

/// <summary>What the data folder has of a schedule: its definition, its script and the record of its last run.</summary>
internal sealed class ScheduleFolder
{
    private const string Room = "schedules";
    private const string DefinitionName = "schedule.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly string _location;

    public ScheduleFolder(string dataFolder, string name)
    {
        DataFolder = dataFolder;
        _location = Path.Combine(dataFolder, Room, name);
    }

    public string DataFolder { get; }

    public string ScriptPath => Path.Combine(_location, "run.ps1");

    public string RecordPath => Path.Combine(_location, "last-run.json");

    public string DefinitionPath => Path.Combine(_location, DefinitionName);

    /// <summary>The schedules of a data folder, by name.</summary>
    public static IReadOnlyList<string> NamesIn(string dataFolder) =>
        Directory.Exists(Path.Combine(dataFolder, Room))
            ? [.. Directory.GetDirectories(Path.Combine(dataFolder, Room))
                .Where(folder => File.Exists(Path.Combine(folder, DefinitionName)))
                .Select(folder => Path.GetFileName(folder))
                .Order(StringComparer.Ordinal)]
            : [];

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/> or <see cref="ErrorReason.StateFileBusy"/>.</exception>
    public StoredSchedule? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<StoredSchedule>(File.ReadAllBytes(DefinitionPath), Json) ?? throw new JsonException("The schedule is null.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new Auth0Exception(
                ErrorReason.StateFileDamaged,
                $"'{DefinitionPath}' is damaged and cannot be understood.",
                "Register the schedule anew with -Force, which replaces it.",
                exception)
            { Target = DefinitionPath };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(exception);
        }
    }

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>.</exception>
    public void Write(ScheduleDefinition schedule)
    {
        try
        {
            // One after the other, because the mode applies only to the last folder.
            foreach (var folder in new[] { DataFolder, Path.GetDirectoryName(_location)!, _location })
                OwnerOnlyFolder.Make(folder);
            File.Delete(RecordPath);
            OwnerOnlyFile.Replace(ScriptPath, Encoding.UTF8.GetBytes(RunScript.Write(schedule, RecordPath)));
            OwnerOnlyFile.Replace(DefinitionPath, JsonSerializer.SerializeToUtf8Bytes(StoredSchedule.From(schedule), Json));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(exception);
        }
    }

    /// <summary>Removes all of it.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>.</exception>
    public void Remove()
    {
        try
        {
            if (Directory.Exists(_location))
                Directory.Delete(_location, recursive: true);
            var room = Path.GetDirectoryName(_location)!;
            if (Directory.Exists(room) && !Directory.EnumerateFileSystemEntries(room).Any())
                Directory.Delete(room);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(exception);
        }
    }

    private Auth0Exception Refused(Exception exception) => new(
        ErrorReason.StateFileBusy,
        $"The schedule's folder '{_location}' cannot be used: {exception.Message}",
        "Check its owner and permissions, and free space.",
        exception)
    { Target = _location };
}
