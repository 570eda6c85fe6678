using System.Text.Json;
using Auth0Ps.State;

namespace Auth0Ps.Configuration;

/// <summary>The form of a configuration file.</summary>
internal enum ConfigurationFileForm
{
    /// <summary>JSON, with a schema.</summary>
    Json,

    /// <summary>A data file of PowerShell.</summary>
    DataFile,
}

/// <summary>A configuration file that is read and written as a whole.</summary>
internal sealed class ConfigurationFile
{
    private const long Largest = 16 * 1024 * 1024;

    private const string Endings = "End -Path in .json or .psd1.";

    private ConfigurationFile(string path, ConfigurationFileForm form) => (Path, Form) = (path, form);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its form, which its ending says.</summary>
    public ConfigurationFileForm Form { get; }

    /// <summary>A file of this path.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: its ending says no form.</exception>
    public static ConfigurationFile At(string path) => System.IO.Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSON" => new(path, ConfigurationFileForm.Json),
        ".PSD1" => new(path, ConfigurationFileForm.DataFile),
        "" => throw new Auth0Exception(ErrorReason.InvalidArgument, $"'{path}' has no ending that says in which form it is.", Endings) { Target = path },
        var ending => throw new Auth0Exception(ErrorReason.InvalidArgument, $"'{ending.ToLowerInvariant()}' is not a form of a configuration file.", Endings) { Target = path },
    };

    /// <summary>Refuses a place where it cannot be written.</summary>
    /// <param name="mayReplace">False refuses a file that exists.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ExportFailed"/>.</exception>
    public void RequireWritable(bool mayReplace)
    {
        if (Directory.Exists(Path))
            throw Refused("it is a folder", "Give the path of a file.");
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(Path)))
            throw Refused("its folder does not exist", "Make the folder first.");
        if (!mayReplace && File.Exists(Path))
            throw Refused("it exists already", "Leave -NoClobber out, or give another -Path.");
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ExportFailed"/>: it cannot be written; one that was there before is as it was.</exception>
    public void Write(byte[] content, bool mayReplace)
    {
        try
        {
            using var draft = new DraftFile(Path, content);
            draft.Publish(mayReplace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refused(exception.Message, "Check free space and the folder's permissions.", exception);
        }
    }

    /// <summary>Reads the file's bytes.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidConfiguration"/>: it cannot be read.</exception>
    public byte[] ReadBytes()
    {
        try
        {
            if (Directory.Exists(Path))
                throw Invalid("is a folder.", "Give the path of a file.");
            if (!File.Exists(Path))
                throw Invalid("is not there.", "Check the path. Export-Auth0Configuration writes one to begin with.");
            return new FileInfo(Path).Length > Largest ? throw Invalid("is larger than any configuration.", "Give a file that Export-Auth0Configuration wrote.") : File.ReadAllBytes(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Invalid($"cannot be read: {exception.Message}", "Check the path and the file's permissions.", exception);
        }
    }

    /// <summary>Understands JSON; comments and trailing commas are forgiven.</summary>
    /// <param name="reader">Checks it.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidConfiguration"/>: it is not JSON.</exception>
    public ConfigurationDocument Read(byte[] json, ConfigurationReader reader)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            using var document = JsonDocument.Parse(
                json.AsMemory(json.AsSpan().StartsWith(mark) ? mark.Length : 0), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
            return reader.Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            // The platform's own message may quote what is there, which may be a secret.
            throw Invalid($"is malformed at line {exception.LineNumber + 1}.", "Check quotes, commas and braces there.");
        }
        catch (InvalidOperationException)
        {
            // What the reader says of escapes that are half a letter.
            throw Invalid("contains something that is not text in UTF-8.", "Save it anew as UTF-8.");
        }
    }

    /// <summary>Says that the file cannot be used.</summary>
    /// <param name="what">The end of the sentence.</param>
    /// <param name="action">What to do.</param>
    public Auth0Exception Invalid(string what, string action, Exception? cause = null) =>
        new(ErrorReason.InvalidConfiguration, $"'{Path}' {what}", action, cause) { Target = Path };

    private Auth0Exception Refused(string why, string action, Exception? cause = null) =>
        new(ErrorReason.ExportFailed, $"'{Path}' cannot be written: {why}.", action, cause) { Target = Path };
}
