using System.Globalization;
using Auth0Ps.Benchmarks.Reporting;
using Auth0Ps.Benchmarks.Rotating;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Benchmarks.PowerShell;

/// <summary>What one saved rotation into SecretStore costs: against what it does to the store by itself, and with ten times as many of them.</summary>
internal static class SecretStoreCost
{
    private const double MostTimesRaw = 2;

    // A tenth more entries are no cost; what the machine does meanwhile may be.
    private const double MostGrowth = 1.25;

    // Seconds for each rotation, then for each two Set-Secret and two Get-Secret, in one process and into one store; then the processor's for both,
    // which say the same on a busy machine.
    private const string Rotate = """
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $WarningPreference = 'SilentlyContinue'
        $domain, $id, $text, $count = @($input)
        if (-not $domain) { $domain, $id, $text, $count = 1..4 | ForEach-Object { [Console]::In.ReadLine() } }
        $count = [int]$count
        Import-Module $env:BENCHMARK_MODULE
        Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
        Reset-SecretStore -Authentication None -Interaction None -Confirm:$false -Force
        Register-SecretVault -Name store -ModuleName Microsoft.PowerShell.SecretStore
        $secret = [securestring]::new()
        $text.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
        $null = New-Auth0Connection -Name benchmark -Domain $domain -ClientId $id -ClientSecret $secret
        $number = 0
        $null = Get-Auth0Application -Rotatable | Where-Object ClientId -NE $id | Select-Object -First $count | ForEach-Object {
            $number++
            $_ | New-Auth0SecretRotation "saved-$number" -Vault store -RotationInterval 1 -SecretsMapping @{ ClientSecret = "saved-$number" }
        }
        $process = [System.Diagnostics.Process]::GetCurrentProcess()
        function Measure-Each([int] $Times, [scriptblock] $Script) {
            $process.Refresh()
            $before = $process.TotalProcessorTime
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            & $Script
            $took = $clock.Elapsed
            $process.Refresh()
            $worked = $process.TotalProcessorTime - $before
            ($took.TotalSeconds / $Times), ($worked.TotalSeconds / $Times)
        }
        $rotateAll = {
            $succeeded = @(Invoke-Auth0SecretRotation -Name 'saved-*' -ThrottleLimit 1 -Confirm:$false -Force | Where-Object Status -EQ Succeeded).Count
            if ($succeeded -ne $count) { throw "Of $count rotations $succeeded succeeded." }
        }
        # Few of them are done again, until what runs is compiled.
        foreach ($turn in 1..[Math]::Max(200 / $count, 1)) { & $rotateAll }
        $ours = Measure-Each $count $rotateAll
        $rounds = [Math]::Min($count, 40)
        $raw = Measure-Each $rounds {
            foreach ($round in 1..$rounds) {
                foreach ($entry in "saved-$round-raw", "saved-$round") {
                    Set-Secret -Name $entry -Secret $secret -Vault store
                    $null = Get-Secret -Name $entry -Vault store
                }
            }
        }
        ($ours[0], $raw[0], $ours[1], $raw[1] | ForEach-Object { $_.ToString([cultureinfo]::InvariantCulture) }) -join ' '
        """;

    /// <summary>Measures it.</summary>
    /// <param name="shell">The shell.</param>
    /// <param name="count">How many saved rotations; a tenth of it is what they are compared with.</param>
    public static async Task<IReadOnlyList<Line>> RunAsync(Shell shell, int count)
    {
        var few = Math.Max(count / 10, 1);
        var ofFew = await RotateAsync(shell, few);
        var cost = await RotateAsync(shell, count);
        return
        [
            AtMost($"SecretStore, each of {count} saved rotations; its two Set-Secret and two Get-Secret by themselves", cost.Ours, cost.Raw, MostTimesRaw),
            AtMost($"SecretStore, processor time of each of {count} saved rotations; of its raw calls", cost.OurProcessor, cost.RawProcessor, MostTimesRaw),
            AtMost($"SecretStore, processor time of each of {count} saved rotations; of {few}", cost.OurProcessor, ofFew.OurProcessor, MostGrowth),
        ];
    }

    private static Line AtMost(string what, TimeSpan ours, TimeSpan baseline, double goal) =>
        new(what, Milliseconds(ours), Milliseconds(baseline), Line.Times(ours / baseline), string.Create(CultureInfo.InvariantCulture, $"at most {goal:0.##} times"), ours / baseline <= goal);

    private static string Milliseconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms");

    private static async Task<(TimeSpan Ours, TimeSpan Raw, TimeSpan OurProcessor, TimeSpan RawProcessor)> RotateAsync(Shell shell, int count)
    {
        // The tenant answers at once: what it takes is not the store's.
        await using var tenant = await BenchmarkTenant.StartAsync(RotatingRun.SeedFor(count), TimeSpan.Zero, RateLimitProfile.None);
        using var home = new ScratchHome();
        var seconds = await shell.RunAsync(Rotate, home.Path, tenant.Sandbox.Domain, tenant.Sandbox.ClientId, tenant.Sandbox.ClientSecret, count.ToString(CultureInfo.InvariantCulture));
        var all = seconds.Split(' ').Select(static one => TimeSpan.FromSeconds(double.Parse(one, CultureInfo.InvariantCulture))).ToList();
        return (all[0], all[1], all[2], all[3]);
    }
}
