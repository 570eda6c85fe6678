
namespace Auth0Ps.OAuth;

/// <summary>Brings a person to the login page.</summary>
internal interface ILoginPrompt
{
    /// <summary>How long the person may take.</summary>
    TimeSpan Patience { get; }

    /// <summary>Opens the page in the person's browser, or tells the person its address.</summary>
    /// <param name="page">The login page's address.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.LoginRequired"/>: nobody can be reached.</exception>
    void Show(Uri page);
}
