namespace Auth0Ps;

/// <summary>The schedulers of operating systems that rotations can be run from.</summary>
public enum RotationScheduler
{
    /// <summary>A timer of the user's systemd manager (Linux).</summary>
    SystemdTimer,

    /// <summary>The user's crontab (Linux, macOS, BSD).</summary>
    Cron,

    /// <summary>The Task Scheduler of Windows.</summary>
    TaskScheduler,

    /// <summary>An agent of launchd (macOS).</summary>
    Launchd,
}
