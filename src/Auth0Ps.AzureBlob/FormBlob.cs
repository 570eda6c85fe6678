using System.Text.Json;
using Auth0Ps.State;
using Azure;

namespace Auth0Ps.AzureBlob;

/// <summary>The blob that says in which form the others are, made by the process that comes first.</summary>
internal static class FormBlob
{
    /// <summary>The version that is known here.</summary>
    public const int Version = 1;

    /// <summary>Its name.</summary>
    public const string Name = "auth0ps.json";

    /// <summary>Makes sure that the container is there, may be written to, and has a form that is known here.</summary>
    /// <returns>The version.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileNewer"/> or <see cref="ErrorReason.StateFileDamaged"/>.</exception>
    public static int Require(Blobs blobs, AzureBlobLocation location)
    {
        try
        {
            RequireWritable(blobs);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == "ContainerNotFound")
        {
            blobs.CreateContainer();
            RequireWritable(blobs);
        }

        var path = $"{location.Display}/{Name}";
        var version = VersionIn(blobs.Read(Name).Blob?.Content, path);
        return version <= Version ? version : throw new Auth0Exception(
            ErrorReason.StateFileNewer,
            $"The state in {location.Display} was written by a newer version of Auth0Ps (version {version}, this one knows {Version}).",
            "Update the module. The state is left as it is.")
        { Target = location.Display };
    }

    /// <summary>Asks to make what is there: the right to is looked at first, and nothing is written.</summary>
    public static void RequireWritable(Blobs blobs) => blobs.Put(Name, JsonSerializer.SerializeToUtf8Bytes(new { format = Version }), metadata: null, known: null);

    private static int VersionIn(byte[]? content, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(content ?? []);
            return document.RootElement.GetProperty("format").GetInt32();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw StateDocument<object>.Damaged(path, cause: exception);
        }
    }
}
