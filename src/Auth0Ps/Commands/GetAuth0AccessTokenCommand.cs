using System.Management.Automation;
using Auth0Ps.Security;

namespace Auth0Ps.Commands;

/// <summary>Gets an access token, cached until shortly before its end.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0AccessToken", HelpUri = HelpAddress.Pages + "Get-Auth0AccessToken.md")]
[OutputType(typeof(Auth0AccessToken), typeof(string))]
public sealed class GetAuth0AccessTokenCommand : ConnectionCommand
{
    /// <summary>Another API for this call.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>Another organization for this call.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Organization { get; set; }

    /// <summary>Only these scopes for this call.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Scope { get; set; }

    /// <summary>Asks Auth0 even when a token is cached.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the token as a string.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var token = await OpenConnection().GetTokenAsync(Audience, Organization, Scope, Force, StopToken);
        Emit(AsPlainText ? SecureStrings.Reveal(token.Token) : token);
    }
}
