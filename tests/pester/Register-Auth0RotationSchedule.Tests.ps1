Describe 'Register-Auth0RotationSchedule' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Schedulers.ps1
        . $PSScriptRoot/support/Worker.ps1

        # What an error said, as one line of JSON.
        $script:tell = '; foreach ($it in $problem) { "ERROR " + (ConvertTo-Json -Compress @{ id = $it.FullyQualifiedErrorId; category = "$($it.CategoryInfo.Category)"; text = "$it"; action = $it.ErrorDetails.RecommendedAction }) }'
        function Get-Problem($Run) {
            @($Run.Output -split '\r?\n' | Where-Object { $_ -match '^ERROR ' } | ForEach-Object { $_.Substring(6) | ConvertFrom-Json })
        }
        function Register-Quietly([string] $Arguments = '') {
            "`$done = Register-Auth0RotationSchedule $Arguments -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction Ignore; `"done: `$(@(`$done).Where{ `$_ }.Count)`"" + $tell
        }

        # From registering to nothing left, with the scheduler of the case.
        function Test-WayOfSchedule {
            & $Add
            Set-Content (Join-Path $place.State crontab) "MAILTO=x`n# mine`n0 1 * * * backup 100\%`n" -NoNewline
            $before = Get-Trace $place
            $run = Invoke-Scheduled $place @"
            `$made = Register-Auth0RotationSchedule nightly -At 03:30 -Scheduler $Scheduler -WarningAction Ignore
            `$found = Get-Auth0RotationSchedule nightly
            `$made, `$found | ForEach-Object { "`$(`$_.Name)|`$(`$_.Scheduler)|`$(`$_.Runs)|`$(`$_.Enabled)|`$(`$_.DataFolder)|`$(`$_.LastRunAt)|`$(`$_.LastExitCode)" }
            "next: `$(`$found.NextRunAt.LocalDateTime.ToString('HH:mm'))"
            "files: `$(@(`$found.Files | Where-Object { -not (Test-Path -LiteralPath `$_) }).Count) missing of `$(`$found.Files.Count)"
"@
            $run.Line[0] | Should -BeExactly "nightly|$Scheduler|daily at 03:30|True|$($place.Data)||"
            $run.Line[1] | Should -BeExactly $run.Line[0]
            $run.Output | Should -Match 'next: 03:30'
            $run.Output | Should -Match 'files: 0 missing of [234]'
            $entry = (& $Made) -join "`n"
            $entry | Should -Match 'run\.ps1'
            $entry | Should -Match 'NonInteractive'
            $entry | Should -Match '[>=" ''](/[^ ]+/)+(pwsh|dotnet)\b' -Because 'the program is named by its absolute path'
            (Invoke-Scheduled $place "Unregister-Auth0RotationSchedule nightly; @(Get-Auth0RotationSchedule).Count").Output.Trim() | Should -Be '0'
            Get-Trace $place | Should -Be $before
        }
    }

    BeforeEach {
        if ($IsWindows) {
            Set-ItResult -Skipped -Because 'the programs in place of the schedulers are shell scripts'
        }
        $script:place = New-SchedulerHome
        Add-Crontab $place
    }

    It 'goes from register to get to unregister and leaves no trace: <Scheduler>' -ForEach @(
        @{ Scheduler = 'Cron'; Add = { Add-Crontab $place }; Made = { Get-Content (Join-Path $place.State crontab) } }
        @{ Scheduler = 'SystemdTimer'; Add = { Add-Systemd $place }; Made = { Get-Content (Join-Path $place.Home .config/systemd/user/auth0ps-nightly.service) } }
    ) {
        Test-WayOfSchedule
    }

    It 'goes that way with the other schedulers as well: <Scheduler>' -Tag Long -ForEach @(
        @{ Scheduler = 'Launchd'; Add = { Add-Launchctl $place }; Made = { Get-Content (Join-Path $place.Home Library/LaunchAgents/auth0ps-nightly.plist) } }
        @{ Scheduler = 'TaskScheduler'; Add = { Add-Schtasks $place }; Made = { Get-Content (Join-Path $place.State auth0ps-nightly.task) -Encoding unicode } }
    ) {
        Test-WayOfSchedule
    }

    It 'runs what was registered, with nothing of this process''s environment, and Get shows how it went' {
        $null = Invoke-Scheduled $place 'Register-Auth0RotationSchedule -Scheduler Cron -WarningAction Ignore'
        $script = Join-Path $place.Data 'schedules/auth0ps/run.ps1'
        $text = [System.IO.File]::ReadAllText($script)
        $text | Should -Match 'Invoke-Auth0SecretRotation -Due -Confirm:\$false -ErrorAction SilentlyContinue -ErrorVariable failures'
        # In place of the rotation something that tells what a run finds.
        [System.IO.File]::WriteAllText($script, ($text -replace 'Invoke-Auth0SecretRotation -Due[^|]*\|[\s\S]*?\n    \}', '"home: $env:AUTH0PS_HOME"; "module: $((Get-Module Auth0Ps).ModuleBase)"; if (Test-Path "$env:AUTH0PS_HOME/fail") { throw "it went wrong" }'))
        $run = Invoke-CrontabLine $place
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Contain "home: $($place.Data)"
        $run.Output | Should -Contain "module: $((Get-Module Auth0Ps).ModuleBase)"
        $show = '$it = Get-Auth0RotationSchedule; "$($it.LastExitCode)|$($it.LastMessage)|$([DateTimeOffset]::UtcNow - $it.LastRunAt -lt [timespan]::FromMinutes(2))"'
        (Invoke-Scheduled $place $show).Output.Trim() | Should -BeExactly '0||True'

        $null = New-Item (Join-Path $place.Data fail)
        (Invoke-CrontabLine $place).ExitCode | Should -Be 1
        (Invoke-Scheduled $place $show).Output.Trim() | Should -BeExactly '1|it went wrong|True'
    }

    It 'writes a script that PowerShell reads without complaint, and only its owner may read' -Tag Long {
        $null = Invoke-Scheduled $place 'Register-Auth0RotationSchedule -Scheduler Cron -WarningAction Ignore'
        $script = Join-Path $place.Data 'schedules/auth0ps/run.ps1'
        $errors = $null
        $null = [System.Management.Automation.Language.Parser]::ParseFile($script, [ref] $null, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        (Get-Item -LiteralPath $script).UnixMode | Should -BeExactly '-rw-------'
    }

    It 'changes nothing with -WhatIf, but makes the preflight' -Tag Long {
        $before = Get-Trace $place
        (Invoke-Scheduled $place 'Register-Auth0RotationSchedule -Scheduler Cron -WhatIf' -Apart).Flat | Should -Match 'What if: .*''auth0ps'' \(Cron\), every hour'
        Get-Trace $place | Should -Be $before
        Get-Call $place | Should -Not -Contain 'crontab -'
        $broken = 'Set-Content (Join-Path $env:AUTH0PS_HOME connections.json) broken; '
        $null = New-Item $place.Data -ItemType Directory
        (Get-Problem (Invoke-Scheduled $place ($broken + (Register-Quietly '-Scheduler Cron -WhatIf')))).id | Should -BeLike 'Auth0Ps.PreflightFailed,*'
    }

    It 'refuses a name that is taken, and replaces it with -Force' -Tag Long {
        $run = Invoke-Scheduled $place ('$null = Register-Auth0RotationSchedule -Scheduler Cron -WarningAction Ignore; ' + (Register-Quietly '-Scheduler Cron -At 4:00'))
        $problem = Get-Problem $run
        $problem.id | Should -BeLike 'Auth0Ps.ScheduleExists,Auth0Ps.Commands.*'
        $problem.category | Should -Be 'ResourceExists'
        $problem.action | Should -Match '-Force'
        (Invoke-Scheduled $place 'Register-Auth0RotationSchedule -Scheduler Cron -At 4:00 -Force -WarningAction Ignore | ForEach-Object Runs').Output.Trim() | Should -Be 'daily at 04:00'
        @(Get-Content (Join-Path $place.State crontab)).Count | Should -Be 2
    }

    It 'moves to another scheduler with -Force and leaves nothing at the former' -Tag Long {
        Add-Systemd $place
        $null = Invoke-Scheduled $place 'Register-Auth0RotationSchedule -Scheduler Cron -WarningAction Ignore; Register-Auth0RotationSchedule -Scheduler SystemdTimer -Force'
        Test-Path (Join-Path $place.State crontab) | Should -BeFalse
        Test-Path (Join-Path $place.State auth0ps.timer) | Should -BeTrue
    }

    It 'leaves nothing behind when the scheduler refuses' -Tag Long {
        Add-Systemd $place
        $before = Get-Trace $place
        Set-Content (Join-Path $place.State refuse) 'Access denied'
        $problem = Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler SystemdTimer'))
        $problem.id | Should -BeLike 'Auth0Ps.SchedulerFailed,*'
        $problem.text | Should -Match 'Access denied'
        Remove-Item (Join-Path $place.State refuse)
        Get-Trace $place | Should -Be $before
    }

    It 'refuses <Given> and says what can be had' -ForEach @(
        @{ Given = '-Every 0:07'; Action = '-Every 00:06:00' }
        @{ Given = '-Every 5:00'; Action = '-Every 04:00:00' }
        @{ Given = '-At 25:00'; Action = '-At 03:30' }
        @{ Given = '"Night Run"'; Action = '-Name night-run' }
    ) {
        $problem = Get-Problem (Invoke-Scheduled $place (Register-Quietly "$Given -Scheduler Cron"))
        $problem.category | Should -Be 'InvalidArgument'
        $problem.action | Should -Match $Action
        Get-Call $place | Should -BeNullOrEmpty
    }

    It 'says so where the scheduler is missing: <_>' -ForEach 'SystemdTimer', 'Cron', 'TaskScheduler', 'Launchd' {
        $empty = New-SchedulerHome
        $problem = Get-Problem (Invoke-Scheduled $empty (Register-Quietly "-Scheduler $_") -NothingElse)
        $problem.id | Should -BeLike 'Auth0Ps.SchedulerMissing,*'
        $problem.category | Should -Be 'NotInstalled'
        $problem.text | Should -Match '^This machine has no'
        $problem.action | Should -Match '-Scheduler'
    }

    It 'chooses systemd where its user manager answers, else cron, else says why neither' -Tag Long {
        if (-not $IsLinux) {
            Set-ItResult -Skipped -Because 'other systems have schedulers of their own'
        }
        $choose = 'Register-Auth0RotationSchedule -WhatIf'
        Add-Program $place systemctl 'echo "Failed to connect to bus: No medium found" >&2; exit 1'
        (Invoke-Scheduled $place $choose -Apart).Flat | Should -Match '\(Cron\)'
        Add-Systemd $place
        (Invoke-Scheduled $place $choose -Apart).Flat | Should -Match '\(SystemdTimer\)'
        $problem = Get-Problem (Invoke-Scheduled (New-SchedulerHome) (Register-Quietly) -NothingElse)
        $problem.text | Should -Match 'systemd.*cron'
    }

    Context 'when unattended runs would fail' {
        BeforeAll {
            function Save-Connection([hashtable] $Where) {
                $null = New-Item $place.Data -ItemType Directory -Force
                $connection = @{
                    id = [guid]::NewGuid(); name = 'prod'; apiType = 'management'; grantType = 'clientCredentials'; domain = 'example.eu.auth0.com'
                    audience = 'https://example.eu.auth0.com/api/v2/'; clientId = 'abc'; tokenEndpointAuthMethod = 'client_secret_post'; version = 1
                    createdAt = '2026-01-01T00:00:00+00:00'; updatedAt = '2026-01-01T00:00:00+00:00'; secret = $Where
                }
                ConvertTo-Json -Depth 4 @{ format = 1; connections = @($connection) } | Set-Content (Join-Path $place.Data connections.json)
            }
        }

        It 'names a variable that only this process has, and never its value' {
            Save-Connection @{ location = 'environment'; variable = 'PROD_SECRET'; createdForConnection = $false }
            $run = Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron') @{ PROD_SECRET = 'planted-secret' }
            $problem = Get-Problem $run
            $problem.id | Should -BeLike 'Auth0Ps.PreflightFailed,*'
            $problem.text | Should -Match 'PROD_SECRET.*connection ''prod'''
            $problem.action | Should -Match 'Set-Auth0Connection prod .*-Vault'
            $run.Output | Should -Not -Match 'planted-secret'
            Get-Call $place | Should -Not -Contain 'crontab -'
        }

        It 'accepts a variable that the scheduler sets' -Tag Long {
            Save-Connection @{ location = 'environment'; variable = 'PROD_SECRET'; createdForConnection = $false }
            Set-Content (Join-Path $place.State crontab) 'PROD_SECRET="planted"'
            (Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron')).Output | Should -Match 'done: 1'
        }

        It 'names a key file that is not there' -Tag Long {
            Save-Connection @{ location = 'keyFile'; path = '/nowhere/key.pem'; createdForConnection = $false }
            $problem = Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron'))
            $problem.text | Should -Match '/nowhere/key\.pem'
            $problem.action | Should -Match '-PrivateKeyPath'
        }

        It 'names lingering that is off together with all else, in one error' {
            Add-Systemd $place -Linger no
            Save-Connection @{ location = 'keyFile'; path = '/nowhere/key.pem'; createdForConnection = $false }
            $problem = Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler SystemdTimer'))
            @($problem).Count | Should -Be 1
            $problem.text | Should -Match '\(1\).*Lingering is off.*\(2\).*key\.pem'
            $problem.action | Should -Match "\(1\) loginctl enable-linger $([Environment]::UserName) \(2\)"
        }

        It 'names a vault that nobody registered' {
            if (-not (Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable)) {
                Set-ItResult -Skipped -Because 'SecretManagement is not installed'
            }
            Save-Connection @{ location = 'vault'; vault = 'Gone'; secretName = 'prod'; createdForConnection = $true }
            $problem = Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron') -Apart)
            $problem.text | Should -Match 'no vault ''Gone'''
            $problem.action | Should -Match 'Register-SecretVault -Name Gone'
        }

        It 'names a locked vault, and a missing entry once it opens by itself' {
            if (-not (Get-Module Microsoft.PowerShell.SecretStore -ListAvailable)) {
                Set-ItResult -Skipped -Because 'SecretStore is not installed'
            }
            Save-Connection @{ location = 'vault'; vault = 'Store'; secretName = 'prod'; createdForConnection = $true }
            $null = Invoke-Scheduled $place -Apart @'
                Register-SecretVault -Name Store -ModuleName Microsoft.PowerShell.SecretStore
                $password = ConvertTo-SecureString 'a password' -AsPlainText -Force
                Set-SecretStoreConfiguration -Scope CurrentUser -Authentication Password -Interaction None -Password $password -Confirm:$false
                Unlock-SecretStore -Password $password
                Set-Secret -Name other -Secret x -Vault Store
'@
            $problem = Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron') -Apart)
            $problem.text | Should -Match 'Vault ''Store'' is locked'
            $problem.action | Should -Match 'Set-SecretStoreConfiguration -Authentication None'
            $open = 'Set-SecretStoreConfiguration -Scope CurrentUser -Authentication None -Interaction None -Password (ConvertTo-SecureString ''a password'' -AsPlainText -Force) -Confirm:$false; '
            (Get-Problem (Invoke-Scheduled $place ($open + (Register-Quietly '-Scheduler Cron')) -Apart)).text | Should -Match 'no entry ''prod'''
            (Invoke-Scheduled $place ('Set-Secret -Name prod -Secret x -Vault Store; ' + (Register-Quietly '-Scheduler Cron')) -Apart).Output | Should -Match 'done: 1'
        }

        It 'names the wrong user' -Tag Long {
            if ([Environment]::UserName -ne 'root') {
                Set-ItResult -Skipped -Because 'only root can give a folder away'
            }
            $null = New-Item $place.Data -ItemType Directory
            chown nobody $place.Data
            $problem = Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron'))
            $problem.text | Should -Match 'runs as root, but .* belongs to nobody'
            $problem.action | Should -Match 'without sudo'
            chown root $place.Data
            (Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron') @{ SUDO_USER = 'ann' })).text | Should -Match 'not ann''s'
        }

        It 'names a data folder that is none, a damaged file and a proxy with a password' -Tag Long {
            Set-Content -LiteralPath $place.Data 'a file'
            (Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron'))).text | Should -Match 'cannot be written to'
            $problem = Get-Problem (Invoke-Scheduled $place (Register-Quietly '-Scheduler Cron') @{ AUTH0PS_HOME = (Join-Path $place.Home other); HTTPS_PROXY = 'http://ann:hunter2@proxy:3128' })
            $problem.text | Should -Match 'HTTPS_PROXY holds a password'
            "$problem" | Should -Not -Match 'hunter2'
        }
    }
}
