namespace Auth0Ps.Http;

/// <summary>Estimates a server's clock from the whole seconds of its Date headers: the largest lead seen lately is nearest to the truth.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private TimeSpan _lead;
    private DateTimeOffset _seenAt = DateTimeOffset.MinValue;

    public DateTimeOffset Now => time.GetUtcNow() + _lead;

    public void Learn(DateTimeOffset? date)
    {
        if (date is not { } server)
            return;

        var local = time.GetUtcNow();
        if (server - local > _lead || local - _seenAt > Memory)
        {
            _lead = server - local;
            _seenAt = local;
        }
    }
}
