using Auth0Ps.Tests.PowerShell;
using Auth0Ps.Tests.Support;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Auth0Ps.Tests.Pester;

/// <summary>The one run of the suite that all its tests look at.</summary>
public sealed class PesterRun(IMessageSink messages) : IAsyncLifetime
{
    /// <summary>One line for whoever reads the output of <c>dotnet test</c>, which shows no reasons; null when the suite was run.</summary>
    internal string? Skipped =>
        WhyNot is null ? null : $"{PesterCase.Scan(Clone.PesterFolder).Count} Pester tests were skipped: {WhyNot}.";

    internal PesterReport Report { get; private set; } = new([], []);

    /// <summary>Why the suite was not run; null when it was.</summary>
    internal string? WhyNot { get; private set; }

    public async Task InitializeAsync()
    {
        var search = await TestShell.FindAsync();
        if (search.Found)
        {
            Report = await PesterSuite.RunAsync(search.Engine, Clone.PesterFolder);
        }
        else
        {
            WhyNot = search.Reason;
        }

        if (Skipped is not null)
        {
            messages.OnMessage(new DiagnosticMessage(Skipped));
            return;
        }

        var skipped = PesterCase.Scan(Clone.PesterFolder).Select(Report.VerdictOn).Where(verdict => verdict.Outcome == PesterOutcome.Skipped);
        foreach (var reason in skipped.GroupBy(verdict => verdict.Message, StringComparer.Ordinal))
        {
            messages.OnMessage(new DiagnosticMessage($"{reason.Count()} Pester tests were skipped: {reason.Key.TrimEnd('.')}."));
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
