using Auth0Ps.Hooks;

namespace Auth0Ps;

/// <summary>One event on its way to one hook. Of a result it is brought up to date when the command delivers, at its end.</summary>
public sealed class Auth0RotationHookDelivery
{
    private HookDelivery _delivery;

    internal Auth0RotationHookDelivery(string hook, HookDelivery delivery) => (Hook, _delivery) = (hook, delivery);

    /// <summary>The hook's name.</summary>
    public string Hook { get; }

    /// <summary>Identifies the delivery through all attempts; of a webhook its <c>webhook-id</c>.</summary>
    public string Id => _delivery.Id;

    /// <summary>What happened.</summary>
    public RotationEvent Event => _delivery.Event;

    /// <summary>The rotation's name.</summary>
    public string Rotation => _delivery.Data.Rotation;

    /// <summary>How far it is.</summary>
    public RotationHookStatus Status => _delivery.Status;

    /// <summary>How often it was tried.</summary>
    public int Attempts => _delivery.Attempts;

    /// <summary>When the event happened (UTC).</summary>
    public DateTimeOffset At => _delivery.At;

    /// <summary>The first moment at which a run tries again (UTC); null once it is over.</summary>
    public DateTimeOffset? NextAttemptAt => Status == RotationHookStatus.Waiting ? _delivery.NextAttemptAt : null;

    /// <summary>How the last attempt ended, in one sentence; null before the first.</summary>
    public string? Message => _delivery.Message;

    /// <summary>Hook and status.</summary>
    public override string ToString() => $"{Hook}: {Status}";

    /// <summary>The delivery as it was last looked at; setting it takes over how it is now.</summary>
    internal HookDelivery Current
    {
        get => _delivery;
        set => _delivery = value;
    }
}
