using System.Globalization;
using Auth0Ps.Benchmarks.Reporting;
using Auth0Ps.Benchmarks.Rotating;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Benchmarks.PowerShell;

/// <summary>The rotations once more as a user runs them: through the cmdlet, into a SecretStore of a scratch home folder. And what one of them costs (<see cref="SecretStoreCost"/>).</summary>
internal static class SecretStoreRotating
{
    private const int PerSecond = 50;

    private const string FindStore = "@('Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore' | Where-Object { -not (Get-Module $_ -ListAvailable) }) -join ' and '";

    // Only the command is timed, as the user sees it; importing, listing and registering come before it.
    private const string Rotate = """
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $domain, $id, $text, $count, $throttle = @($input)
        if (-not $domain) { $domain, $id, $text, $count, $throttle = 1..5 | ForEach-Object { [Console]::In.ReadLine() } }
        Import-Module $env:BENCHMARK_MODULE
        Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
        if (-not (Get-SecretVault store -ErrorAction Ignore)) {
            Reset-SecretStore -Authentication None -Interaction None -Confirm:$false -Force -WarningAction Ignore
            Register-SecretVault -Name store -ModuleName Microsoft.PowerShell.SecretStore
        }
        $secret = [securestring]::new()
        $text.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
        $null = New-Auth0Connection -Name benchmark -Domain $domain -ClientId $id -ClientSecret $secret -WarningAction Ignore
        # Entries are named after applications, so each name may come once.
        $names = @{}
        $applications = @(Get-Auth0Application -Rotatable | Where-Object { $_.Name -match '^[\p{L}0-9 ()-]+$' -and -not $names[$_.Name] -and ($names[$_.Name] = $true) } | Select-Object -First ([int]$count))
        if ($applications.Count -ne $count) { throw "Only $($applications.Count) applications can be rotated." }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $results = @($applications | Invoke-Auth0SecretRotation -Vault store -ThrottleLimit ([int]$throttle) -Confirm:$false)
        $took = $clock.Elapsed.TotalSeconds
        $bad = @($results | Where-Object Status -NE Succeeded)
        if ($bad) { throw "$($bad.Count) rotations did not succeed; the first: $($bad[0].Message)" }
        if ($results.Count -ne $count) { throw "There are $($results.Count) results." }
        $took.ToString([cultureinfo]::InvariantCulture)
        """;

    public static async Task<IReadOnlyList<Line>> RunAsync(Options options)
    {
        var what = $"PowerShell and SecretStore, rotate {options.Stored}, {options.Throttle} at once";
        if (await ObstacleAsync() is { } obstacle)
            return [Line.NotMeasured(what, obstacle)];

        var shell = Shell.Find().Shell!;
        return [.. await SecretStoreCost.RunAsync(shell, options.Stored), await SpeedAsync(shell, options, what), await UnderLimitAsync(shell, options, what)];
    }

    private static async Task<string?> ObstacleAsync()
    {
        var (shell, reason) = Shell.Find();
        if (shell is null)
            return reason;

        // Elsewhere the store is not in a folder that a setting of the process can move.
        if (OperatingSystem.IsWindows())
            return "on Windows SecretStore would be the user's own";
        var missing = await shell.RunAsync(FindStore);
        return missing.Length == 0 ? null : $"{missing} not installed";
    }

    private static async Task<Line> SpeedAsync(Shell shell, Options options, string what)
    {
        await using var tenant = await BenchmarkTenant.StartAsync(RotatingRun.SeedFor(options.Stored), options.Latency, RateLimitProfile.None);
        using var home = new ScratchHome();
        var ours = await RotateAsync(shell, home, tenant.Sandbox, options.Stored, options.Throttle);
        var baseline = await RotateAsync(shell, home, tenant.Sandbox, options.Stored, throttle: 1);
        return Line.Of($"{what}; one after the other", ours, baseline);
    }

    private static async Task<Line> UnderLimitAsync(Shell shell, Options options, string what)
    {
        await using var tenant = await BenchmarkTenant.StartAsync(RotatingRun.SeedFor(options.Stored), options.Latency, RateLimitProfile.PerSecond(PerSecond));
        using var home = new ScratchHome();
        await RotateAsync(shell, home, tenant.Sandbox, options.Stored, options.Throttle);

        // From the first change on: the listing before it is over by then.
        var requests = tenant.Sandbox.Requests
            .SkipWhile(static request => request.Method != "PATCH")
            .Where(static request => request.Path.StartsWith("/api/v2/", StringComparison.Ordinal))
            .ToList();
        return RotatingUnderLimit.UseOf(requests, $"{what}; {PerSecond}/s allowed", PerSecond, goal: null);
    }

    private static async Task<TimeSpan> RotateAsync(Shell shell, ScratchHome home, SandboxTenant tenant, int count, int throttle)
    {
        var seconds = await shell.RunAsync(
            Rotate,
            home.Path,
            tenant.Domain,
            tenant.ClientId,
            tenant.ClientSecret,
            count.ToString(CultureInfo.InvariantCulture),
            throttle.ToString(CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
    }
}
