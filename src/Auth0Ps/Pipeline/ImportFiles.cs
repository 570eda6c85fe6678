using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Auth0Ps.Pipeline;

/// <summary>Finds the files of an import command.</summary>
internal static class ImportFiles
{
    /// <summary>The files of a path with wildcards; null when there are none. On the pipeline thread, whose location counts.</summary>
    public static Collection<string>? Find(PSCmdlet command, string path)
    {
        try
        {
            return command.GetResolvedProviderPathFromPSPath(path, out _) is { Count: > 0 } found ? found : null;
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException or PSArgumentException or PSInvalidOperationException)
        {
            // No such file, folder, drive or provider, or not a path at all.
            return null;
        }
    }

    /// <summary>Says that there is no such file.</summary>
    public static Auth0Exception NotFound(string path) =>
        new(ErrorReason.InvalidImport, $"There is no file '{path}'.", "Check the path.") { Target = path };
}
