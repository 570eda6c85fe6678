using System.ComponentModel;
using System.Diagnostics;
using Auth0Ps.OAuth;

namespace Auth0Ps.Pipeline;

/// <summary>Opens the login page in the person's own browser.</summary>
/// <param name="patience">How long the person may take.</param>
internal sealed class BrowserPrompt(TimeSpan patience) : ILoginPrompt
{
    public TimeSpan Patience => patience;

    public void Show(Uri page)
    {
        try
        {
            // The system knows the browser; the address holds no secret, only the hash of one.
            using var browser = Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException or FileNotFoundException)
        {
            throw new Auth0Exception(
                ErrorReason.LoginRequired,
                $"No browser could be opened: {exception.Message}",
                "Add -NoBrowser: the login page's address is written instead, to be opened in any browser on this machine.",
                exception);
        }
    }
}
