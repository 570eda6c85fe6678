using System.Management.Automation;
using Auth0Ps.Connections.Import;

namespace Auth0Ps.Import;

/// <summary>Finds the files of an import command, and reads what comes to it through the pipeline.</summary>
internal static class ImportFiles
{
    /// <summary>What a file, a text or an object holds.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>.</exception>
    public static IReadOnlyList<ImportFields> Read(object input) =>
        (input is PSObject wrapped ? wrapped.BaseObject : input) is FileInfo listed
            ? ImportJson.ReadFile(listed.FullName)
            : ImportObject.Read(PSObject.AsPSObject(input));

    /// <summary>The files of a path with wildcards; none when there are none. On the pipeline thread, whose location counts.</summary>
    public static IReadOnlyList<string> Find(PSCmdlet command, string path)
    {
        try
        {
            return command.GetResolvedProviderPathFromPSPath(path, out _);
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSInvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>Says that there is no such file.</summary>
    public static Auth0Exception NotFound(string path) =>
        new(ErrorReason.InvalidImport, $"There is no file '{path}'.", "Check the path.") { Target = path };
}
