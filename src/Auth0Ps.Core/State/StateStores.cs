using System.Collections.Concurrent;
using System.Security;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State.Moving;

namespace Auth0Ps.State;

/// <summary>
/// Which store is used: the one that <c>AUTH0PS_STATE</c> names, else the one that was set for the data folder, else the data folder itself. Looked up each
/// time, because a session may change it; each store is opened once.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="limits">How long stores wait for others.</param>
/// <param name="variable">What the environment names; null for nothing.</param>
/// <param name="openShared">Opens a store that machines share.</param>
/// <param name="readPassword">Reads from a vault what signs in there.</param>
internal sealed class StateStores(
    DataFolder folder,
    TimeLimits limits,
    Func<string?> variable,
    Func<StateLocation, TimeLimits, IStateStore> openShared,
    Func<VaultPlace, SecureString> readPassword)
{
    /// <summary>The environment variable that names a store.</summary>
    public const string Variable = "AUTH0PS_STATE";

    private const string FileName = "state-store.json";
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly FileMemory<StateLocation> _memory = new();
    private readonly ConcurrentDictionary<string, Lazy<GuardedStore>> _opened = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GuardedStore> _own = new(StringComparer.Ordinal);

    /// <summary>True where the environment says which store it is, whatever was set.</summary>
    public bool IsOfEnvironment => variable() is { Length: > 0 };

    /// <summary>Where the state is.</summary>
    /// <exception cref="Auth0Exception">What names it is not understood.</exception>
    public StateLocation Location => variable() is { Length: > 0 } named
        ? StateLocation.Parse(named, Variable)
        : _memory.Read(SettingPath, ReadSetting) ?? StateLocation.OfFolder(folder.Location);

    /// <summary>The store.</summary>
    /// <exception cref="Auth0Exception">What names it is not understood.</exception>
    public IStateStore Current => Open(Location);

    private string SettingPath => Path.Combine(folder.Location, FileName);

    /// <summary>Opens a store, or finds it open; nothing is asked of it yet.</summary>
    public GuardedStore Open(StateLocation location) => location.Folder == folder.Location
        ? _own.GetOrAdd(location.Folder, place => new GuardedStore(new FolderStore(folder, limits), place))
        : _opened.GetOrAdd($"{location.Text}\n{location.Password}", _ => new Lazy<GuardedStore>(() => new GuardedStore(
            location.Folder is { } path ? new FolderStore(new DataFolder(path), limits) : openShared(location.ReadingBy(readPassword), limits), location.Text))).Value;

    /// <summary>Sets the store for all processes that use this data folder.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot be written down.</exception>
    public void Set(StateLocation location)
    {
        var path = folder.File(FileName);
        try
        {
            OwnerOnlyFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(new Setting(Format, location.Written, location.Password?.Vault, location.Password?.Entry), Json));
            _memory.Keep(path, location);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be written: {exception.Message}", "Check free space and the folder's permissions; nothing was changed.", exception) { Target = path };
        }
    }

    private StateLocation? ReadSetting(string path)
    {
        OwnerOnlyFolder.RequireOwn(folder.Location);
        try
        {
            var setting = JsonSerializer.Deserialize<Setting>(File.ReadAllBytes(path), Json);
            if (setting is { Format: > Format })
                throw new Auth0Exception(ErrorReason.StateFileNewer, $"'{path}' was written by a newer version of Auth0Ps.", "Update the module. The file is left as it is.") { Target = path };
            return setting is { Format: > 0, Location.Length: > 0 } ? StateLocation.Parse(setting.Location, $"'{path}'").WithPassword(setting.Vault, setting.SecretName) : throw new JsonException("There is no location in it.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new Auth0Exception(ErrorReason.StateFileDamaged, $"'{path}', which says where the state is, is damaged and cannot be understood.", "Set the store again with Set-Auth0StateStore, or name it in AUTH0PS_STATE.", exception) { Target = path };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be read: {exception.Message}", "Check the file's owner and permissions.", exception) { Target = path };
        }
    }

    private sealed record Setting(int Format, string Location, string? Vault, string? SecretName);
}
