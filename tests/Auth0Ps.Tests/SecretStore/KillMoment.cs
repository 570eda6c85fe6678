namespace Auth0Ps.Tests.SecretStore;

/// <summary>When a rotating process is killed: after a time, or as soon as a file that it writes changes.</summary>
internal abstract record KillMoment
{
    /// <summary>Waits for the moment.</summary>
    /// <param name="rotating">What is to be killed.</param>
    /// <returns>False when that ended first.</returns>
    public abstract Task<bool> WaitAsync(Task rotating);

    /// <summary>After a time.</summary>
    internal sealed record After(TimeSpan Time) : KillMoment
    {
        public override async Task<bool> WaitAsync(Task rotating) => await Task.WhenAny(rotating, Task.Delay(Time)) != rotating;

        public override string ToString() => $"{Time.TotalMilliseconds:0} ms";
    }

    /// <summary>At a change in a folder, of the name, length or time of any file; or when that takes too long.</summary>
    /// <param name="Folder">The folder.</param>
    /// <param name="Number">Which change: the first is 1.</param>
    /// <param name="Limit">What is too long.</param>
    internal sealed record AtChange(string Folder, int Number, TimeSpan Limit) : KillMoment
    {
        public override async Task<bool> WaitAsync(Task rotating)
        {
            // Continued where it is completed, so that nothing is waited for between the change and the kill.
            var seen = new TaskCompletionSource();
            var left = Number;
            using var watcher = new FileSystemWatcher(Folder);
            watcher.Created += (_, _) => Count();
            watcher.Changed += (_, _) => Count();
            watcher.Renamed += (_, _) => Count();
            watcher.EnableRaisingEvents = true;
            return await Task.WhenAny(seen.Task, rotating, Task.Delay(Limit)) != rotating;

            void Count()
            {
                if (Interlocked.Decrement(ref left) == 0)
                    seen.SetResult();
            }
        }

        public override string ToString() => $"change {Number} of {Path.GetFileName(Folder)}";
    }
}
