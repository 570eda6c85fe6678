using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation.Definitions;

/// <summary>A next time that was set by hand.</summary>
public sealed class PlannedRotationTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 15, 0, 0, TimeSpan.Zero);

    private readonly DefinitionScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(0, RotationState.Due)]
    [InlineData(-2, RotationState.Overdue)]
    [InlineData(5, RotationState.Never)]
    public void It_is_when_the_rotation_is_due(int days, RotationState state)
    {
        var rotation = Planned(Now.AddDays(days));

        Assert.Equal((Now.AddDays(days), state), (rotation.NextRotationAt, rotation.State));
        Assert.Equal(days <= 0, rotation.IsDue(Now));
    }

    [Fact]
    public void It_is_over_with_the_rotation_that_it_was_for()
    {
        var planned = Planned(Now.AddHours(-1));

        var rotated = RotationRun.With(planned, DefinitionScene.Run(planned, Now, RotationStatus.Succeeded), Now);

        Assert.Equal(new DateTimeOffset(2026, 4, 9, 3, 0, 0, TimeSpan.Zero), rotated.NextRotationAt);
        Assert.Equal(RotationState.UpToDate, rotated.State);
    }

    [Fact]
    public void A_failure_leaves_it_waiting()
    {
        var planned = Planned(Now.AddHours(-1));

        Assert.Equal(planned.NextRotationAt, RotationRun.With(planned, DefinitionScene.Run(planned, Now, RotationStatus.Failed), Now).NextRotationAt);
    }

    [Fact]
    public void It_counts_also_after_an_earlier_rotation()
    {
        var definition = _scene.Definition("a");
        var run = DefinitionScene.Run(definition, Now.AddDays(-3), RotationStatus.Succeeded);

        var planned = RotationRun.With(new RotationRequest { NextRotationAt = Now }.Build(definition, connection: null, definition.ClientId, definition.Name, Now), run, Now);
        planned = RotationRun.With(planned with { DueAt = RotationSchedule.FirstSlot(planned) }, run, Now);

        Assert.Equal(Now, planned.NextRotationAt);
    }

    [Fact]
    public void A_change_of_the_interval_takes_it_back()
    {
        var planned = Planned(Now.AddDays(50));

        var changed = new RotationRequest { RotationInterval = 10 }.Build(planned, connection: null, planned.ClientId, planned.Name, Now);

        Assert.Null(changed.PlannedAt);
    }

    [Fact]
    public void It_is_within_ten_years()
    {
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => RotationGuards.RequireFields(Planned(Now.AddYears(20)))).Reason);
    }

    private Auth0SecretRotation Planned(DateTimeOffset at)
    {
        var definition = _scene.Definition("a");
        var planned = new RotationRequest { NextRotationAt = at }.Build(definition, connection: null, definition.ClientId, definition.Name, Now);
        return RotationRun.With(planned with { DueAt = RotationSchedule.FirstSlot(planned) }, entry: null, Now);
    }
}
