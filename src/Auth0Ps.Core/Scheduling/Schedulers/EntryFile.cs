using System.Text;
using Auth0Ps.State;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>The files that schedulers read entries from.</summary>
internal static class EntryFile
{
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SchedulerFailed"/>.</exception>
    public static void Write(string path, string text, Encoding? encoding = null)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            encoding ??= new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            OwnerOnlyFile.Replace(path, [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, "written", exception);
        }
    }

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SchedulerFailed"/>.</exception>
    public static void Remove(string path)
    {
        try
        {
            if (File.Exists(path))
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, "removed", exception);
        }
    }

    private static Auth0Exception Refused(string path, string what, Exception exception) => new(
        ErrorReason.SchedulerFailed,
        $"'{path}' cannot be {what}: {exception.Message}",
        "Check the owner and permissions of its folder.",
        exception)
    { Target = path };
}
