using System.Globalization;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation.Definitions;

/// <summary>When rotations are due.</summary>
public sealed class RotationScheduleTests : IDisposable
{
    private readonly DefinitionScene _scene = new();

    [Theory]
    [InlineData("2026-03-31 02:59:59", RotationState.Never, false)]
    [InlineData("2026-03-31 03:00:00", RotationState.Due, true)]
    [InlineData("2026-04-01 03:00:00", RotationState.Due, true)]
    [InlineData("2026-04-01 03:00:01", RotationState.Overdue, true)]
    public void One_that_never_ran_is_due_an_interval_after_it_was_made_at_its_time_of_day(string now, RotationState state, bool due)
    {
        var rotation = Standing(_scene.Definition("a"), run: null, now);

        Assert.Equal(At("2026-03-31 03:00:00"), rotation.NextRotationAt);
        Assert.Equal((state, due), (rotation.State, rotation.IsDue(At(now))));
        Assert.Null(rotation.Age);
    }

    [Theory]
    [InlineData("2026-03-31 03:00:00", "2026-04-30 03:00:00")] // to the second
    [InlineData("2026-03-31 03:17:41", "2026-04-30 03:00:00")] // not from the minute the work ended
    [InlineData("2026-04-01 00:20:00", "2026-04-30 03:00:00")] // the scheduler came after midnight
    [InlineData("2026-04-07 09:00:00", "2026-04-30 03:00:00")] // a week missed, one rotation, and no drift
    [InlineData("2026-04-14 02:59:00", "2026-04-30 03:00:00")] // late by almost half an interval
    [InlineData("2026-04-16 03:00:00", "2026-05-16 03:00:00")] // so late that the next slot is near: counts from that day, by the rule of 2026-11
    [InlineData("2026-04-27 10:30:00", "2026-05-27 03:00:00")] // three days before the next slot, after four weeks' pause
    [InlineData("2026-04-30 02:59:00", "2026-05-30 03:00:00")] // a minute before it
    [InlineData("2026-05-02 01:00:00", "2026-05-30 03:00:00")] // more than one slot missed
    [InlineData("2026-03-12 22:10:00", "2026-04-11 03:00:00")] // by hand before its slot: counts from that day
    [InlineData("2026-03-31 02:59:59", "2026-04-30 03:00:00")] // by hand the second before
    public void The_next_slot_is_counted_from_the_last_one_that_had_come(string rotatedAt, string next)
    {
        var definition = _scene.Definition("a");

        var rotation = Standing(definition, Succeeded(definition, rotatedAt), rotatedAt);

        Assert.Equal(At(next), rotation.NextRotationAt);
        Assert.Equal(RotationState.UpToDate, rotation.State);
        Assert.Equal(TimeSpan.Zero, rotation.Age);
    }

    [Fact]
    public void A_daily_rotation_whose_slot_is_before_midnight_and_whose_runner_comes_after_it_rotates_every_day()
    {
        var rotation = _scene.Definition("a", interval: 1, at: "23:50");
        for (var day = 3; day <= 12; day++)
        {
            var now = new DateTimeOffset(2026, 3, day, 0, 15, 0, TimeSpan.Zero);
            Assert.True(RotationRun.With(rotation, entry: null, now).IsDue(now));
            rotation = RotationRun.With(rotation, DefinitionScene.Run(rotation, now, RotationStatus.Succeeded), now);
            Assert.Equal(new DateTimeOffset(2026, 3, day, 23, 50, 0, TimeSpan.Zero), rotation.NextRotationAt);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(90)]
    public void However_late_runs_come_nothing_is_rotated_twice_within_half_an_interval_nor_planned_a_day_later_than_one(int interval)
    {
        var random = new Random(interval);
        var definition = _scene.Definition("a", interval: interval);
        var rotation = Standing(definition, run: null, "2026-03-01 12:00:00");
        for (var run = 0; run < 200; run++)
        {
            var now = rotation.NextRotationAt!.Value + TimeSpan.FromDays(random.NextDouble() * interval * (run % 3));
            var after = RotationRun.With(definition, DefinitionScene.Run(rotation, now, RotationStatus.Succeeded), now);
            var distance = after.NextRotationAt!.Value - now;
            Assert.True(interval == 1 ? distance > TimeSpan.Zero : distance >= TimeSpan.FromDays(interval / 2.0), $"{distance} after {now:u}");
            Assert.True(now + distance <= RotationSchedule.SlotOn(RotationSchedule.DayOf(now).AddDays(interval), definition.RotateAtUtc), $"{distance} after {now:u}");
            rotation = after;
        }
    }

    [Theory]
    [InlineData("2026-03-31 02:59:59", false, RotationState.Never, "2026-03-31 03:00:00")]
    [InlineData("2026-03-31 03:00:00", true, RotationState.Due, "2026-03-31 03:00:00")]
    [InlineData("2026-03-31 04:59:59", true, RotationState.Due, "2026-03-31 03:00:00")]
    [InlineData("2026-03-31 05:00:00", false, RotationState.Overdue, "2026-04-01 03:00:00")] // closed: waits for the next day
    [InlineData("2026-03-31 10:30:00", false, RotationState.Overdue, "2026-04-01 03:00:00")]
    [InlineData("2026-04-01 03:00:00", true, RotationState.Due, "2026-04-01 03:00:00")]
    [InlineData("2026-07-09 04:00:00", true, RotationState.Overdue, "2026-07-09 03:00:00")] // after a hundred days, and at its time
    [InlineData("2026-07-09 12:00:00", false, RotationState.Overdue, "2026-07-10 03:00:00")]
    public void A_window_closes_and_opens_again_the_next_day(string now, bool due, RotationState state, string next)
    {
        var rotation = Standing(_scene.Definition("a") with { RotationWindow = TimeSpan.FromHours(2) }, run: null, now);

        Assert.Equal((due, state, At(next)), (rotation.IsDue(At(now)), rotation.State, rotation.NextRotationAt!.Value));
    }

    [Theory]
    [InlineData("2026-03-31 04:00:00", false, RotationState.Never, "2026-04-04 03:00:00")] // a Tuesday; the next Saturday
    [InlineData("2026-04-04 03:00:00", true, RotationState.Due, "2026-04-04 03:00:00")]
    [InlineData("2026-04-05 02:59:59", true, RotationState.Due, "2026-04-04 03:00:00")]
    [InlineData("2026-04-05 03:00:00", false, RotationState.Overdue, "2026-04-11 03:00:00")]
    public void On_other_days_of_the_week_it_waits(string now, bool due, RotationState state, string next)
    {
        var rotation = Standing(_scene.Definition("a") with { RotateOn = [DayOfWeek.Saturday] }, run: null, now);

        Assert.Equal((due, state, At(next)), (rotation.IsDue(At(now)), rotation.State, rotation.NextRotationAt!.Value));
    }

    [Fact]
    public void A_weekly_rotation_on_Saturdays_comes_every_Saturday()
    {
        var definition = _scene.Definition("a", interval: 7) with { RotateOn = [DayOfWeek.Saturday], RotationWindow = TimeSpan.FromHours(3) };
        var rotation = Standing(definition, run: null, "2026-03-01 12:00:00");
        var days = new List<string>();
        for (var now = At("2026-03-01 12:00:00"); now < At("2026-05-01 00:00:00"); now += TimeSpan.FromMinutes(50))
        {
            if (!RotationRun.With(definition, DefinitionScene.Run(rotation, now, RotationStatus.Failed) with { DueAt = rotation.DueAt }, now).IsDue(now))
                continue;
            days.Add($"{now:MM-dd ddd}");
            rotation = RotationRun.With(definition, DefinitionScene.Run(rotation, now, RotationStatus.Succeeded), now);
        }

        Assert.Equal(["03-14 Sat", "03-21 Sat", "03-28 Sat", "04-04 Sat", "04-11 Sat", "04-18 Sat", "04-25 Sat"], days);
    }

    [Fact]
    public void Jitter_is_the_same_in_every_process_other_for_each_rotation_and_moves_no_day()
    {
        var definitions = Enumerable.Range(0, 50).Select(number => _scene.Definition($"r{number}", at: "23:50") with { Jitter = TimeSpan.FromHours(1) }).ToList();
        var openings = definitions.Select(definition => Standing(definition, run: null, "2026-03-02 00:00:00").NextRotationAt!.Value).ToList();

        Assert.All(openings, opening => Assert.InRange(opening, At("2026-03-31 23:50:00"), At("2026-04-01 00:50:00")));
        Assert.True(openings.Distinct().Count() > 40, "They begin at many moments.");
        Assert.Equal(openings, definitions.Select(definition => Standing(definition with { Name = "renamed" }, run: null, "2026-03-05 00:00:00").NextRotationAt!.Value));
        var last = definitions[openings.IndexOf(openings.Max())];
        Assert.False(Standing(last, run: null, "2026-03-31 23:50:00").IsDue(At("2026-03-31 23:50:00")));
        var rotated = RotationRun.With(last, DefinitionScene.Run(last, openings.Max(), RotationStatus.Succeeded), openings.Max());
        Assert.InRange(rotated.NextRotationAt!.Value, At("2026-04-30 23:50:00"), At("2026-05-01 00:50:00"));
    }

    [Theory]
    [InlineData("23:30", -300, DayOfWeek.Saturday, DayOfWeek.Sunday)]
    [InlineData("01:00", 120, DayOfWeek.Sunday, DayOfWeek.Saturday)]
    [InlineData("12:00", 345, DayOfWeek.Monday, DayOfWeek.Monday)]
    public void A_local_day_is_kept_as_the_day_in_utc_on_which_its_time_comes(string local, int offset, DayOfWeek day, DayOfWeek utc)
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("zone", TimeSpan.FromMinutes(offset), "zone", "zone");

        Assert.Equal([utc], RotationSchedule.ToUtc([day], TimeOnly.Parse(local, CultureInfo.InvariantCulture), zone, DefinitionScene.Made));
    }

    [Fact]
    public void What_never_opens_is_refused_and_what_was_set_can_be_taken_away()
    {
        var definition = _scene.Definition("a") with { RotationWindow = TimeSpan.FromHours(2), RotateOn = [DayOfWeek.Monday], Jitter = TimeSpan.FromMinutes(10) };
        foreach (var never in new[] { definition with { RotationWindow = TimeSpan.Zero }, definition with { RotationWindow = TimeSpan.FromHours(-1) }, definition with { RotationWindow = TimeSpan.FromDays(8) }, definition with { Jitter = TimeSpan.FromDays(1) }, definition with { Jitter = TimeSpan.FromSeconds(-1) }, definition with { RotateOn = [(DayOfWeek)9] } })
            Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => RotationGuards.RequireFields(never)).Reason);
        RotationGuards.RequireFields(definition);

        var kept = Changed(definition, new RotationRequest { Description = "x" }, DefinitionScene.Made);
        var bare = Changed(definition, new RotationRequest { AnyTime = true, RotateOn = [], Jitter = TimeSpan.Zero }, DefinitionScene.Made);

        Assert.Equal((TimeSpan.FromHours(2), 1, TimeSpan.FromMinutes(10)), (kept.RotationWindow, kept.RotateOn.Count, kept.Jitter));
        Assert.Equal((null, 0, null), (bare.RotationWindow, bare.RotateOn.Count, bare.Jitter));
    }

    [Fact]
    public void Seven_missed_days_of_a_daily_rotation_are_one_rotation()
    {
        var definition = _scene.Definition("a", interval: 1);

        var rotation = Standing(definition, Succeeded(definition, "2026-03-09 04:00:00"), "2026-03-09 04:00:00");

        Assert.False(rotation.IsDue(At("2026-03-09 04:00:01")));
        Assert.Equal(At("2026-03-10 03:00:00"), rotation.NextRotationAt);
    }

    [Theory]
    [InlineData("2028-02-28 04:00:00", 1, "2028-02-29 03:00:00")]
    [InlineData("2028-02-29 04:00:00", 1, "2028-03-01 03:00:00")]
    [InlineData("2028-02-29 04:00:00", 365, "2029-02-28 03:00:00")]
    [InlineData("2027-02-28 04:00:00", 1, "2027-03-01 03:00:00")]
    public void Leap_days_are_days(string rotatedAt, int interval, string next)
    {
        _scene.Clock.Now = At(rotatedAt).AddDays(-interval);
        var definition = _scene.Definition("a", interval: interval);

        Assert.Equal(At(next), Standing(definition, Succeeded(definition, rotatedAt), rotatedAt).NextRotationAt);
    }

    [Theory]
    [InlineData("2026-03-31 03:10:00", "2026-04-30 03:00:00")]
    [InlineData("2026-04-01 01:00:00", "2026-04-30 03:00:00")]
    [InlineData("2026-03-12 22:10:00", "2026-04-11 03:00:00")]
    public void A_run_that_knew_no_slot_counts_for_the_time_of_day_before_it(string rotatedAt, string next)
    {
        var definition = _scene.Definition("a");
        var run = DefinitionScene.Run(definition, At(rotatedAt), RotationStatus.Succeeded, knowsSlot: false);

        Assert.Equal(At(next), RotationRun.With(definition, run, At(rotatedAt)).NextRotationAt);
    }

    [Fact]
    public void A_slot_that_a_run_failed_to_serve_goes_on_waiting_and_the_age_goes_on_counting()
    {
        var definition = _scene.Definition("a");
        var rotated = Standing(definition, Succeeded(definition, "2026-03-31 03:01:00"), "2026-03-31 03:01:00");
        var run = DefinitionScene.Run(rotated, At("2026-04-30 03:05:00"), RotationStatus.Failed, rotated.LastRotatedAt);

        var failed = RotationRun.With(definition, run, At("2026-04-30 04:00:00"));

        Assert.Equal(At("2026-04-30 03:00:00"), failed.NextRotationAt);
        Assert.Equal((RotationStatus.Failed, RotationState.Due), (failed.RotationStatus, failed.State));
        Assert.Equal(At("2026-03-31 03:01:00"), failed.LastRotatedAt);
        Assert.Equal(At("2026-04-30 03:05:00"), failed.LastRotationAttemptedAt);
        Assert.Equal(run.JobId, failed.LastRotationJobId);
    }

    [Fact]
    public void An_interrupted_one_is_due_whatever_its_slot_and_a_paused_one_never_is()
    {
        var definition = _scene.Definition("a");
        var paused = _scene.Definition("b", auto: false);

        var interrupted = RotationRun.With(definition, DefinitionScene.Run(definition, At("2026-03-02 00:00:00"), RotationStatus.Interrupted), At("2026-03-02 00:01:00"));
        var killed = RotationRun.With(paused, DefinitionScene.Run(paused, At("2026-03-02 00:00:00"), status: null), At("2026-03-02 00:01:00"));
        var waiting = Standing(paused, run: null, "2027-01-01 00:00:00");

        Assert.Equal((RotationState.Interrupted, true), (interrupted.State, interrupted.IsDue(At("2026-03-02 00:01:00"))));
        Assert.Equal((RotationStatus.Interrupted, RotationState.Interrupted), (killed.RotationStatus, killed.State));
        Assert.Equal((RotationState.Paused, false), (waiting.State, waiting.IsDue(At("2027-01-01 00:00:00"))));
        Assert.Null(waiting.NextRotationAt);
    }

    [Fact]
    public void What_was_done_of_the_client_before_the_definition_was_made_is_none_of_its_runs_unless_unfinished()
    {
        var definition = _scene.Definition("a");
        var before = DefinitionScene.Run(definition, DefinitionScene.Made.AddDays(-400), RotationStatus.Succeeded) with { RotationId = null };

        var fresh = RotationRun.With(definition, before, DefinitionScene.Made);
        var unfinished = RotationRun.With(definition, before with { Status = null }, DefinitionScene.Made);

        Assert.Equal((RotationStatus.None, RotationState.Never), (fresh.RotationStatus, fresh.State));
        Assert.Null(fresh.LastRotatedAt);
        Assert.Equal(RotationState.Interrupted, unfinished.State);
    }

    [Fact]
    public void Another_interval_counts_from_the_same_day_and_another_time_of_day_moves_no_day()
    {
        var definition = _scene.Definition("a");
        var rotated = Standing(definition, Succeeded(definition, "2026-03-31 03:01:00"), "2026-03-31 03:01:00");
        var run = Succeeded(definition, "2026-03-31 03:01:00");
        var now = At("2026-04-05 10:00:00");

        var weekly = Changed(rotated, new RotationRequest { RotationInterval = 7 }, now);
        var later = Changed(rotated, new RotationRequest { RotateAtUtc = new TimeOnly(22, 30) }, now);

        Assert.Equal(At("2026-04-07 03:00:00"), RotationRun.With(weekly, run, now).NextRotationAt);
        Assert.Equal(At("2026-04-30 22:30:00"), RotationRun.With(later, run, now).NextRotationAt);
        var next = RotationRun.With(weekly, DefinitionScene.Run(weekly, At("2026-04-07 03:02:00"), RotationStatus.Succeeded), At("2026-04-07 03:02:00"));
        Assert.Equal(At("2026-04-14 03:00:00"), next.NextRotationAt);
    }

    [Theory]
    [InlineData("03:30", 120, "01:30")]
    [InlineData("00:30", 120, "22:30")]
    [InlineData("22:00", -300, "03:00")]
    [InlineData("12:00", 345, "06:15")]
    public void A_local_time_of_day_is_kept_in_utc(string local, int offset, string utc)
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("zone", TimeSpan.FromMinutes(offset), "zone", "zone");

        Assert.Equal(TimeOnly.Parse(utc, CultureInfo.InvariantCulture), RotationSchedule.ToUtc(TimeOnly.Parse(local, CultureInfo.InvariantCulture), zone, DefinitionScene.Made));
    }

    public void Dispose() => _scene.Dispose();

    private static Auth0SecretRotation Changed(Auth0SecretRotation former, RotationRequest request, DateTimeOffset now)
    {
        var changed = request.Build(former, connection: null, former.ClientId, former.Name, now);
        return changed with { DueAt = RotationSchedule.FirstSlot(changed) };
    }

    private static Auth0Ps.Rotation.Journal.RotationEntry Succeeded(Auth0SecretRotation rotation, string at) => DefinitionScene.Run(rotation, At(at), RotationStatus.Succeeded);

    private static Auth0SecretRotation Standing(Auth0SecretRotation definition, Auth0Ps.Rotation.Journal.RotationEntry? run, string now) => RotationRun.With(definition, run, At(now));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
