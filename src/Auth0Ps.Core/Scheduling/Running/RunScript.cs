using System.Text;
using Auth0Ps.Scheduling.Entries;

namespace Auth0Ps.Scheduling.Running;

/// <summary>The script that a schedule runs: it rotates what is due and writes down how that went.</summary>
internal static class RunScript
{
    /// <summary>The environment variable that tells the rotations of a run which schedule runs them.</summary>
    public const string Variable = "AUTH0PS_SCHEDULE";

    public static string Write(ScheduleDefinition schedule, string recordPath) => $$"""
        # Schedule '{{schedule.Name}}'. Written by Register-Auth0RotationSchedule; Unregister-Auth0RotationSchedule {{schedule.Name}} removes it.
        $ErrorActionPreference = 'Stop'
        $path = {{PowerShellText.Quote(recordPath)}}
        $run = [ordered]@{ startedAt = [DateTimeOffset]::UtcNow.ToString('o'); endedAt = $null; exitCode = $null; message = $null; errors = @(); runs = @() }

        # The runs before this one, the last one first.
        try {
            $before = ConvertFrom-Json ([System.IO.File]::ReadAllText($path))
            $last = $before | Select-Object -Property startedAt, endedAt, exitCode, message, errors
            $run.runs = @(@($last) + @($before.runs | Where-Object { $null -ne $_ }) | Select-Object -First {{LastRun.Kept}})
        }
        catch {
            # There is none, or none that can be read.
        }

        function Save-Run {
            try {
                [System.IO.File]::WriteAllText("$path.tmp", (ConvertTo-Json $run -Depth 5))
                [System.IO.File]::Move("$path.tmp", $path, $true)
            }
            catch {
                [Console]::Error.WriteLine("The run could not be written down: $($_.Exception.Message)")
            }
        }

        function Add-Failure([System.Management.Automation.ErrorRecord] $Failure) {
            $message = $Failure.ErrorDetails.Message ? $Failure.ErrorDetails.Message : $Failure.Exception.Message
            if ($null -eq $run.message) { $run.message = $message }
            $run.errors += [ordered]@{ message = $message; recommendedAction = $Failure.ErrorDetails.RecommendedAction; target = "$($Failure.TargetObject)"; errorId = $Failure.FullyQualifiedErrorId }
            [Console]::Error.WriteLine($message)
            if ($Failure.ErrorDetails.RecommendedAction) {
                [Console]::Error.WriteLine($Failure.ErrorDetails.RecommendedAction)
            }
        }

        Save-Run
        $code = 1
        try {
        {{Indent(Begin(schedule.Environment, schedule.Module))}}
            $env:{{Variable}} = {{PowerShellText.Quote(schedule.Name)}}

            # Every failure is kept, and everything that is due is tried.
            $failures = @()
            Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures | ForEach-Object {
                '{0} {1} ({2}) {3}' -f $_.Status, $_.Name, $_.ClientId, $_.Message
            }
            foreach ($failure in $failures) {
                Add-Failure $failure
            }
            $code = $failures.Count -eq 0 ? 0 : 1
        }
        catch {
            $end = $_
            foreach ($failure in @($failures | Where-Object { $null -ne $_ -and "$_" -ne "$end" }) + @($end)) {
                Add-Failure $failure
            }
        }
        finally {
            $run.endedAt = [DateTimeOffset]::UtcNow.ToString('o')
            $run.exitCode = $code
            Save-Run
        }

        exit $code

        """;

    /// <summary>Sets the environment and loads the module, as a run and its preflight do.</summary>
    public static string Begin(IReadOnlyDictionary<string, string> environment, string module)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append("$env:").Append(name).Append(" = ").Append(PowerShellText.Quote(value)).Append('\n');
        return text
            .Append("$module = ").Append(PowerShellText.Quote(module)).Append('\n')
            .Append("if (-not (Test-Path -LiteralPath $module)) {\n")
            .Append("    # It was moved or updated: the one that is installed.\n")
            .Append("    $module = 'Auth0Ps'\n")
            .Append("}\n")
            .Append("Import-Module ([WildcardPattern]::Escape($module))")
            .ToString();
    }

    private static string Indent(string lines) => "    " + lines.Replace("\n", "\n    ", StringComparison.Ordinal);
}
