using Auth0Ps.Applications;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.Rotation;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A wall clock that jumps while a secret is rotated.</summary>
public sealed class ClockJumpTests
{
    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task Neither_the_change_nor_the_lease_depends_on_the_clock(int days)
    {
        await using var scene = await RotationScene.StartAsync();
        var clock = new JumpingClock();
        using var http = new TenantHttp(clock);
        var state = TestState.New(scene.DataFolder, scene.State.Vaults, http: http, time: clock);
        await state.Connections.AddAsync(scene.Session.Connection, scene.Tenant.Registry.SecretOf(scene.Session.Connection), CancellationToken.None);
        var session = new TenantSession(scene.Session.Connection, state);
        var order = new List<string>();
        Task<RotationOutcome>? second = null;

        var first = await Rotator("first", phase =>
        {
            if (phase != RotationPhase.Applying)
                return;
            clock.Offset = TimeSpan.FromDays(days);
            second = Task.Run(() => Rotator("second", static _ => { }).RotateAsync(scene.Target, isDue: null, CancellationToken.None));
        }).RotateAsync(scene.Target, isDue: null, CancellationToken.None);

        Assert.Equal((RotationStatus.Succeeded, RotationStatus.Succeeded), (first.Status, (await second!).Status));
        Assert.True(order.IndexOf("first Recorded") < order.IndexOf("second Leased"), string.Join(", ", order));
        Assert.Equal(2, scene.Patches);
        Assert.Equal(await scene.LiveAsync(), scene.Final);

        VaultRotator Rotator(string who, Action<RotationPhase> reached) => new(session)
        {
            Reached = phase =>
            {
                lock (order)
                    order.Add($"{who} {phase}");
                reached(phase);
            },
        };
    }

    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
