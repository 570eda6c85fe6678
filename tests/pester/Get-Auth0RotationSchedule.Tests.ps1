Describe 'Get- and Unregister-Auth0RotationSchedule' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Schedulers.ps1
        . $PSScriptRoot/support/Worker.ps1
        if (-not $IsWindows) {
            $script:place = New-SchedulerHome
            Add-Crontab $place
            Add-Systemd $place
            $null = Invoke-Scheduled $place 'Register-Auth0RotationSchedule -Scheduler Cron -Every 0:15 -WarningAction Ignore; Register-Auth0RotationSchedule billing-eu -Scheduler SystemdTimer -At 3:30'
        }
    }

    BeforeEach {
        if ($IsWindows) {
            Set-ItResult -Skipped -Because 'the programs in place of the schedulers are shell scripts'
        }
    }

    It 'lists by name, by pattern and from the pipeline' {
        $run = Invoke-Scheduled $place '"$(Get-Auth0RotationSchedule)"; "$(Get-Auth0RotationSchedule BILL*)"; "$(''auth0ps'' | Get-Auth0RotationSchedule)"; "[$(Get-Auth0RotationSchedule x*)]"'
        $run.Line | Should -Be 'auth0ps billing-eu', 'billing-eu', 'auth0ps', '[]'
    }

    It 'reports a name that is unknown, and names those there are' {
        foreach ($verb in 'Get', 'Unregister') {
            $run = Invoke-Scheduled $place "$verb-Auth0RotationSchedule nobody -ErrorVariable problem -ErrorAction SilentlyContinue; `$problem[0].FullyQualifiedErrorId; `$problem[0].ErrorDetails.RecommendedAction"
            $run.Line[0] | Should -BeLike 'Auth0Ps.ScheduleNotFound,*'
            $run.Line[1] | Should -Be 'There are: auth0ps, billing-eu.'
        }
    }

    It 'shows what only systemd knows: a run that never got as far as the script' {
        Set-Content (Join-Path $place.State service) 'ExecMainStartTimestamp=Sat 2026-11-21 13:00:05 UTC', 'ExecMainExitTimestamp=Sat 2026-11-21 13:00:06 UTC', 'ExecMainCode=1', 'ExecMainStatus=203'
        $run = Invoke-Scheduled $place '$it = Get-Auth0RotationSchedule billing-eu; "$($it.LastRunAt.ToString(''u''))|$($it.LastExitCode)"'
        $run.Output.Trim() | Should -Be '2026-11-21 13:00:05Z|203'
        Remove-Item (Join-Path $place.State service)
    }

    It 'says that an entry somebody took out of the crontab is not enabled' {
        Move-Item (Join-Path $place.State crontab) (Join-Path $place.State kept)
        $run = Invoke-Scheduled $place '$it = Get-Auth0RotationSchedule auth0ps; "$($it.Enabled)|$($it.NextRunAt)"; $it | Out-String'
        Move-Item (Join-Path $place.State kept) (Join-Path $place.State crontab)
        $run.Line[0] | Should -Be 'False|'
        $run.Output | Should -Match 'not enabled'
    }

    It 'shows a table within 80 columns and a list' {
        $run = Invoke-Scheduled $place 'Get-Auth0RotationSchedule | Out-String -Width 80; Get-Auth0RotationSchedule | Format-List | Out-String -Width 300'
        $run.Output | Should -Match 'Name +Scheduler +Runs +NextRunUtc +LastRunUtc +Exit\r?\n'
        $run.Output | Should -Match 'every 15 minutes'
        $run.Output | Should -Match 'Command +: .*pwsh.*run\.ps1'
    }

    It 'completes names' {
        $run = Invoke-Scheduled $place '$line = ''Unregister-Auth0RotationSchedule b''; [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText'
        $run.Output.Trim() | Should -Be 'billing-eu'
    }

    It 'unregisters nothing with -WhatIf' {
        $before = Get-Trace $place
        (Invoke-Scheduled $place 'Unregister-Auth0RotationSchedule * -WhatIf' -Apart).Flat | Should -Match 'auth0ps.*billing-eu'
        Get-Trace $place | Should -Be $before
    }

    It 'says which program is missing when a schedule cannot be removed, and keeps it' {
        $run = Invoke-Scheduled $place 'Unregister-Auth0RotationSchedule auth0ps -ErrorVariable problem -ErrorAction SilentlyContinue; $problem[0].FullyQualifiedErrorId; "$(Get-Auth0RotationSchedule auth0ps)"' @{ PATH = '/nowhere' }
        $run.Line[0] | Should -BeLike 'Auth0Ps.SchedulerMissing,*'
        $run.Line[1] | Should -Be 'auth0ps'
    }

    It 'unregisters what comes through the pipeline, and then there is nothing left' {
        (Invoke-Scheduled $place 'Get-Auth0RotationSchedule | Unregister-Auth0RotationSchedule; @(Get-Auth0RotationSchedule).Count').Output.Trim() | Should -Be '0'
        Get-Trace $place | Should -BeNullOrEmpty
        Test-Path (Join-Path $place.Data schedules) | Should -BeFalse
        Get-Call $place | Should -Contain 'systemctl --user disable --now auth0ps-billing-eu.timer'
        Get-Call $place | Should -Contain 'crontab -r'
    }
}
