namespace Auth0Ps;

/// <summary>What a hook is told of.</summary>
public enum RotationEvent
{
    /// <summary>The next secret can be read from the vault, and becomes the live one later.</summary>
    Announced,

    /// <summary>A rotation succeeded: consumers have to read the new secret or key.</summary>
    Succeeded,

    /// <summary>A rotation failed and changed nothing.</summary>
    Failed,

    /// <summary>A rotation is interrupted; <c>Resume-Auth0SecretRotation</c> finishes it.</summary>
    Interrupted,

    /// <summary>A previous private key, whose overlap had ended, was taken out of use.</summary>
    KeyRetired,

    /// <summary>The vault's secret was proven not to be the live one.</summary>
    Drifted,

    /// <summary>The tenant's log shows consumers that are refused since a rotation.</summary>
    ConsumersRefused,
}

/// <summary>What a webhook's body looks like.</summary>
public enum RotationHookFormat
{
    /// <summary>The event as JSON, as Standard Webhooks have it.</summary>
    Json,

    /// <summary>One line of text, as Slack's incoming webhooks take it.</summary>
    Slack,

    /// <summary>One line of text in a card, as the workflows of Microsoft Teams take it.</summary>
    Teams,
}

/// <summary>How far a delivery is.</summary>
public enum RotationHookStatus
{
    /// <summary>It waits for a run to deliver it.</summary>
    Waiting,

    /// <summary>The hook took it.</summary>
    Delivered,

    /// <summary>It failed too often, or the hook wants no more; it is not tried again.</summary>
    GivenUp,
}
