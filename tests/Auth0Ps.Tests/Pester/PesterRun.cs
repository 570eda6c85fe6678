using Auth0Ps.Sandbox.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.Pester;

/// <summary>The one run of the suite that all its tests look at.</summary>
public sealed class PesterRun : IAsyncLifetime
{
    internal PesterReport Report { get; private set; } = new(null, [], []);

    /// <summary>Why the suite was not run; null when it was.</summary>
    internal string? WhyNot { get; private set; }

    /// <summary>What made the run break off; null when it did not.</summary>
    internal string? Broken { get; private set; }

    public async Task InitializeAsync()
    {
        PowerShellSearch search = await PowerShellLocator.FindAsync(CancellationToken.None);
        if (!search.Found)
        {
            WhyNot = search.Reason;
            return;
        }

        try
        {
            Report = await PesterSuite.RunAsync(search.Engine, Clone.PesterFolder);
            WhyNot = Report.Unavailable;
        }
        catch (InvalidOperationException exception)
        {
            // Told by every test, rather than by a fixture that takes all of them along without a name.
            Broken = exception.Message;
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
