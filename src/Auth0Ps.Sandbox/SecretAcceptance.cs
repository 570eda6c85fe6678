namespace Auth0Ps.Sandbox;

/// <summary>
/// Which secret of an application the token endpoint accepts while a change spreads: Auth0 says that for up to 30 seconds either may be.
/// </summary>
public enum SecretAcceptance
{
    /// <summary>Only the secret that was live <see cref="SandboxOptions.PropagationDelay"/> ago, as if every server lagged by it.</summary>
    Old,

    /// <summary>Only the new one, as if every server knew of the change at once.</summary>
    New,

    /// <summary>The new one and each that it superseded within the delay.</summary>
    Both,

    /// <summary>
    /// The old one and the new one in turn, one a request, beginning with the old: as if requests took turns between a server that lags and
    /// one that does not.
    /// </summary>
    Alternating,
}
