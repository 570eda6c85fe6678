using System.Text;
using Auth0Ps.Scheduling.Entries;

namespace Auth0Ps.Scheduling.Running;

/// <summary>The script that a schedule runs: it rotates what is due and writes down how that went.</summary>
internal static class RunScript
{
    public static string Write(ScheduleDefinition schedule, string recordPath) => $$"""
        # Schedule '{{schedule.Name}}'. Written by Register-Auth0RotationSchedule; Unregister-Auth0RotationSchedule {{schedule.Name}} removes it.
        $ErrorActionPreference = 'Stop'
        $run = [ordered]@{ startedAt = [DateTimeOffset]::UtcNow.ToString('o'); endedAt = $null; exitCode = $null; message = $null }

        function Save-Run {
            $path = {{PowerShellText.Quote(recordPath)}}
            try {
                [System.IO.File]::WriteAllText("$path.tmp", (ConvertTo-Json $run))
                [System.IO.File]::Move("$path.tmp", $path, $true)
            }
            catch {
                [Console]::Error.WriteLine("The run could not be written down: $($_.Exception.Message)")
            }
        }

        Save-Run
        $code = 1
        try {
        {{Indent(Begin(schedule.Environment, schedule.Module))}}

            # With Stop the command fails once everything that is due has been tried.
            Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorAction Stop | ForEach-Object {
                '{0} {1} ({2}) {3}' -f $_.Status, $_.Name, $_.ClientId, $_.Message
            }
            $code = 0
        }
        catch {
            $run.message = $_.ErrorDetails.Message ? $_.ErrorDetails.Message : $_.Exception.Message
            [Console]::Error.WriteLine($run.message)
            if ($_.ErrorDetails.RecommendedAction) {
                [Console]::Error.WriteLine($_.ErrorDetails.RecommendedAction)
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
