using Auth0Ps.OAuth;

namespace Auth0Ps.Pipeline;

/// <summary>Writes the login page's address, for a person to open in any browser of this machine.</summary>
/// <param name="patience">How long the person may take.</param>
/// <param name="write">Writes a line to the host.</param>
internal sealed class AddressPrompt(TimeSpan patience, Action<string> write) : ILoginPrompt
{
    public TimeSpan Patience => patience;

    /// <summary>The address is on a line of its own, so that it can be selected and copied whole.</summary>
    public void Show(Uri page)
    {
        write("To sign in, open this address in a browser on this machine:");
        write(page.AbsoluteUri);
    }
}
