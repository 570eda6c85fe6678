namespace Auth0Ps;

/// <summary>How far a rotation came.</summary>
public enum RotationPhase
{
    /// <summary>Nothing was begun.</summary>
    None,

    /// <summary>Only this process may change this client's secret.</summary>
    Leased,

    /// <summary>The intent is written down.</summary>
    Intended,

    /// <summary>The new secret lies in the vault's next entry.</summary>
    Staged,

    /// <summary>Consumers can read the next secret; it is sent to Auth0 once its time has come.</summary>
    Announced,

    /// <summary>The new secret was sent to Auth0; whether it is live is not known yet.</summary>
    Applying,

    /// <summary>Auth0 accepted the new secret, and it is where consumers find it; without a vault, with the caller.</summary>
    Promoted,

    /// <summary>The new secret was proven to be the live one.</summary>
    Verified,

    /// <summary>The rotation is in the history, and its schedule moved on.</summary>
    Recorded,
}
