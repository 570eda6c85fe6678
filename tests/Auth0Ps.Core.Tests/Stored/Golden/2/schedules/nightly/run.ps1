# Schedule 'nightly'. Written by Register-Auth0RotationSchedule; Unregister-Auth0RotationSchedule nightly removes it.
$ErrorActionPreference = 'Stop'
$path = '/tmp/auth0ps-golden-17afG3/schedules/nightly/last-run.json'
$run = [ordered]@{ startedAt = [DateTimeOffset]::UtcNow.ToString('o'); endedAt = $null; exitCode = $null; message = $null; errors = @(); runs = @() }

# The runs before this one, the last one first.
try {
    $before = ConvertFrom-Json ([System.IO.File]::ReadAllText($path))
    $last = $before | Select-Object -Property startedAt, endedAt, exitCode, message, errors
    $run.runs = @(@($last) + @($before.runs | Where-Object { $null -ne $_ }) | Select-Object -First 20)
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
    $env:AUTH0PS_HOME = '/home/example/.config/Auth0Ps'
    $env:HOME = '/home/example'
    $module = '/usr/local/share/powershell/Modules/Auth0Ps/Auth0Ps.psd1'
    if (-not (Test-Path -LiteralPath $module)) {
        # It was moved or updated: the one that is installed.
        $module = 'Auth0Ps'
    }
    Import-Module ([WildcardPattern]::Escape($module))
    $env:AUTH0PS_SCHEDULE = 'nightly'

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
