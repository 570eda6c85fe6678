using Auth0Ps.Insight;
using static Auth0Ps.Core.Tests.Insight.LogTenant;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Insight;

/// <summary>What stays in memory of a long log. Beside no other test, because a process has one memory, and theirs would be counted.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SecretUsageMemoryTests
{
    private const string Name = "Memory";

    [Fact]
    public async Task A_hundred_thousand_events_leave_the_memory_flat()
    {
        // The log's own text would be forty megabytes.
        var page = Enumerable.Range(0, 100).Select(number => Event(number, number % 3 == 0 ? "feccft" : "seccft", $"a{number % 10}")).ToArray();
        await using var tenant = new LogTenant(page);
        var pages = 0;
        tenant.Instead = call => call.Query("from") is null ? null
            : ++pages <= 1000 ? new Reply(200, $"[{string.Join(',', page.Take(99))},{Event(0, "seccft", "a9", entry => entry["log_id"] = $"next{pages}")}]")
            : new Reply(200, "[]");
        var before = 0L;
        var most = 0L;
        var reader = new SecretUsageReader(tenant.Session)
        {
            PageRead = (read, _) =>
            {
                if (read % 20_000 > 100)
                    return;
                var now = GC.GetTotalMemory(forceFullCollection: true);
                before = before == 0 ? now : before;
                most = Math.Max(most, now - before);
            },
        };

        var usage = await reader.ReadAsync(applications: null, since: null, CancellationToken.None);

        Assert.Equal(100_001, usage.Sum(found => found.Succeeded + found.Refused));

        // Half a kilobyte of each call stays with the scripted API, which keeps what it was asked.
        Assert.True(most < 8_000_000, $"{most} bytes more.");
    }
}
