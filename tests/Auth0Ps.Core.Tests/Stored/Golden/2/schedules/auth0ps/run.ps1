# Schedule 'auth0ps'. Written by Register-Auth0RotationSchedule; Unregister-Auth0RotationSchedule auth0ps removes it.
$ErrorActionPreference = 'Stop'
$run = [ordered]@{ startedAt = [DateTimeOffset]::UtcNow.ToString('o'); endedAt = $null; exitCode = $null; message = $null }

function Save-Run {
    $path = '/home/example/.config/Auth0Ps/schedules/auth0ps/last-run.json'
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
    $env:AUTH0PS_HOME = '/home/example/.config/Auth0Ps'
    $env:HOME = '/home/example'
    $module = '/usr/local/share/powershell/Modules/Auth0Ps/Auth0Ps.psd1'
    if (-not (Test-Path -LiteralPath $module)) {
        # It was moved or updated: the one that is installed.
        $module = 'Auth0Ps'
    }
    Import-Module ([WildcardPattern]::Escape($module))

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
