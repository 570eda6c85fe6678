namespace Auth0Ps.Core.Tests.Support;

/// <summary>The system's clock, set ahead or back.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
