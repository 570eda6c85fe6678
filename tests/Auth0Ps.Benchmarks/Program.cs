using Auth0Ps.Benchmarks;
using Auth0Ps.Benchmarks.Listing;
using Auth0Ps.Benchmarks.PowerShell;
using Auth0Ps.Benchmarks.Reporting;
using Auth0Ps.Benchmarks.Rotating;
using Auth0Ps.Benchmarks.Runners;
using Auth0Ps.State;

// A plain stopwatch, alternating rounds and medians: BenchmarkDotNet starts a process for each of many runs, which suits microseconds
// and not end-to-end runs of minutes, where both sides have to meet the machine in the same state.
Measure[] measures =
[
    new("listing", ListingSpeed.RunAsync),
    new("memory", ListingMemory.RunAsync),
    new("rotating", RotatingSpeed.RunAsync),
    new("limit", RotatingUnderLimit.RunAsync),
    new("runners", SharedWork.RunAsync),
    new("import", ImportTime.RunAsync),
    new("secretstore", SecretStoreRotating.RunAsync),
];

if (Options.Parse(args, [.. measures.Select(measure => measure.Name)]) is not { } options)
    return 2;

// Rotations keep a journal; the user's own stays out of this.
var home = Directory.CreateTempSubdirectory("auth0ps-benchmarks-");
Environment.SetEnvironmentVariable(DataFolder.Variable, home.FullName);
try
{
    var lines = new List<Line>();
    foreach (var measure in measures.Where(measure => options.Wants(measure.Name)))
    {
        await Console.Error.WriteLineAsync($"{measure.Name} …");
        lines.AddRange(await measure.RunAsync(options));
    }

    Table.Print(lines);
    return lines.Exists(line => line.IsMet == false) ? 1 : 0;
}
catch (InvalidOperationException exception)
{
    // What was to be measured did not work, and then its time says nothing.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
finally
{
    home.Delete(recursive: true);
}
