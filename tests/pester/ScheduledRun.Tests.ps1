BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = if ($IsWindows) { 'the programs in place of the schedulers are shell scripts' } else { Get-VaultTestObstacle }
}

# What a scheduler starts, started as it does: a tenant, a SecretStore that opens by itself, and rotations that are due.
Describe 'A scheduled run' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Schedulers.ps1
        . $PSScriptRoot/support/Worker.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/RotationsFile.ps1
        $script:tenant = Start-TenantProcess '--apps', '8'
        $script:known = "$(ConvertTo-Json -Compress ($tenant | Select-Object Domain, ClientId, ClientSecret))`n"

        # A home with a connection, and with rotations a, b and c into a SecretStore. -SecretFrom names the variable that has the connection's secret.
        function New-RotationHome([string] $SecretFrom) {
            $place = New-SchedulerHome
            Add-Crontab $place
            $made = Invoke-Scheduled -Apart $place @'
                . $env:AUTH0PS_SUPPORT/Vaults.ps1
                . $env:AUTH0PS_SUPPORT/Tenant.ps1
                Register-TestStore
                $tenant = [Console]::In.ReadLine() | ConvertFrom-Json
                $null = New-Auth0Connection demo -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -Vault store
                $free = @(Get-Auth0Application -Rotatable | Where-Object Name -NotLike *limited* | Select-Object -First 3)
                foreach ($i in 0..2) {
                    $free[$i] | New-Auth0SecretRotation ('a', 'b', 'c')[$i] -Vault store -RotationInterval 1 -WarningAction Ignore | ForEach-Object ClientId
                }
'@ -Typed $known
            $made.Line.Count | Should -Be 3
            $place | Add-Member ClientId @{ a = $made.Line[0]; b = $made.Line[1]; c = $made.Line[2] }
            if ($SecretFrom) {
                # As -FromEnvironment saves it, from a variable that this test may name.
                $file = Join-Path $place.Data connections.json
                $saved = Get-Content -LiteralPath $file -Raw | ConvertFrom-Json -DateKind String
                $saved.connections[0].secret = @{ location = 'environment'; variable = $SecretFrom; createdForConnection = $false }
                Set-Content -LiteralPath $file (ConvertTo-Json $saved -Depth 9)
            }
            $place
        }

        function Get-Schedule($Place) {
            (Invoke-Scheduled -Apart $Place 'Get-Auth0RotationSchedule | ForEach-Object { "$($_.LastExitCode)|$([DateTimeOffset]::UtcNow - $_.LastRunAt -lt [timespan]::FromMinutes(2))|$($_.LastMessage)" }').Flat.Trim()
        }

        # The states of all rotations, and whether the vault has what is live.
        function Get-Standing($Place) {
            (Invoke-Scheduled -Apart $Place @'
                . $env:AUTH0PS_SUPPORT/Tenant.ps1
                $tenant = [Console]::In.ReadLine() | ConvertFrom-Json
                $tenant | Add-Member Audience "$($tenant.Domain)/api/v2/"
                foreach ($one in Get-Auth0SecretRotation) {
                    $kept = Get-Secret "$($one.Name)-client-secret" -Vault store -AsPlainText -ErrorAction Ignore
                    "$($one.Name) $($one.State) $($kept -ceq (Get-TenantSecret $tenant $one.ClientId))"
                }
'@ -Typed $known).Line
        }

        function Get-Patched($Place) {
            $name = @{}
            $Place.ClientId.GetEnumerator() | ForEach-Object { $name["/api/v2/clients/$($_.Value)"] = $_.Key }
            @(Get-TenantRequest $tenant -Method PATCH | ForEach-Object { $name[$_.path] } | Where-Object { $_ })
        }

        # What registering said, as lines: done, or the problem and what to do.
        function Register-There($Place) {
            (Invoke-Scheduled -Apart $Place 'Register-Auth0RotationSchedule -Scheduler Cron -WarningAction Ignore -ErrorVariable problem -ErrorAction SilentlyContinue | ForEach-Object { "done" }; $problem | ForEach-Object { $_.FullyQualifiedErrorId; "$_"; $_.ErrorDetails.RecommendedAction }').Line
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
    }

    Context 'from the crontab' {
        BeforeAll {
            $script:place = New-RotationHome
            Register-There $place | Should -Be 'done'
        }

        It 'rotates only what is due, and Get-Auth0RotationSchedule shows exit code 0' {
            Set-RotationDue $place.Data a
            $run = Invoke-CrontabLine $place
            @($run.Output).Count | Should -Be 1
            $run.Output | Should -Match "^Succeeded a \($($place.ClientId.a)\) Rotated"
            $run.ExitCode | Should -Be 0
            Get-Patched $place | Should -Be 'a'
            Get-Schedule $place | Should -BeExactly '0|True|'
            Get-Standing $place | Should -Be 'a UpToDate True', 'b Never True', 'c Never True'
        }

        It 'does nothing when nothing is due' {
            $run = Invoke-CrontabLine $place
            $run.Output | Should -BeNullOrEmpty
            $run.ExitCode | Should -Be 0
            Get-Patched $place | Should -Be 'a'
        }

        It 'ends with 1 when one fails, after it has rotated the others' {
            Set-RotationDue $place.Data b, c
            Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$($place.ClientId.b)"; times = 100; action = 'status'; status = 403 }
            $run = Invoke-CrontabLine $place
            Set-TenantFault $tenant
            $run.ExitCode | Should -Be 1
            @($run.Output -match "^Succeeded c \($($place.ClientId.c)\) Rotated").Count | Should -Be 1
            Get-Schedule $place | Should -Match "^1\|True\|The client secret of .* \($($place.ClientId.b)\) was not rotated"
            Get-Standing $place | Should -Be 'a UpToDate True', 'b Overdue True', 'c UpToDate True'
        }

        It 'rotates what failed as soon as that is possible' {
            (Invoke-CrontabLine $place).ExitCode | Should -Be 0
            Get-Schedule $place | Should -BeExactly '0|True|'
            Get-Standing $place | Should -Be 'a UpToDate True', 'b UpToDate True', 'c UpToDate True'
        }

        It 'leaves no secret in the data folder' {
            $secrets = @($tenant.ClientSecret; (Get-TenantSecretTable $tenant).Values)
            foreach ($file in Get-ChildItem -LiteralPath $place.Data -Recurse -File -Force) {
                $text = Get-Content -LiteralPath $file.FullName -Raw
                $secrets | Where-Object { $text -and $text.Contains($_) } | Should -BeNullOrEmpty -Because $file.Name
            }
        }

        It 'says that the tenant cannot be reached, with exit code 1' {
            $gone = Start-TenantProcess '--apps', '1'
            $file = Join-Path $place.Data connections.json
            $saved = Get-Content -LiteralPath $file -Raw
            Stop-TestProcess $gone.Process
            try {
                Set-Content -LiteralPath $file $saved.Replace($tenant.Domain, $gone.Domain)
                Set-RotationDue $place.Data a
                (Invoke-CrontabLine $place).ExitCode | Should -Be 1
                Get-Schedule $place | Should -Match '^1\|True\|.*does not accept connections'
            }
            finally {
                Set-Content -LiteralPath $file $saved
            }
        }
    }

    Context 'with a store that the variable names' {
        It 'uses the one that was named at registration, and ends with 1 once that was moved' {
            $place = New-RotationHome
            $store, $next = 'store', 'next' | ForEach-Object { Join-Path $place.Base $_ }
            $null = Invoke-Scheduled -Apart $place "Move-Auth0StateStore 'folder:$store' -ErrorAction Stop"
            Remove-Item (Join-Path $place.Data state-store.json)
            (Invoke-Scheduled -Apart $place 'Register-Auth0RotationSchedule -Scheduler Cron -WarningAction Ignore | ForEach-Object { "done" }' -Environment @{ AUTH0PS_STATE = "folder:$store" }).Line | Should -Be 'done'
            Set-RotationDue $store b

            # The scheduler's environment has no such variable.
            $run = Invoke-CrontabLine $place
            $run.Output | Should -Match "^Succeeded b \($($place.ClientId.b)\) Rotated"
            $run.ExitCode | Should -Be 0

            $null = Invoke-Scheduled -Apart $place "Move-Auth0StateStore 'folder:$next' -WarningAction Ignore -ErrorAction Stop" -Environment @{ AUTH0PS_STATE = "folder:$store" }
            (Invoke-CrontabLine $place).ExitCode | Should -Be 1
            Get-Schedule $place | Should -Match "^1\|True\|The state in .* was moved to folder:$([regex]::Escape($next))"
        }
    }

    Context 'with hooks' {
        BeforeAll {
            $script:place = New-RotationHome -SecretFrom SCHEDULED_SECRET
            Set-Content (Join-Path $place.State crontab) "SCHEDULED_SECRET=""$($tenant.ClientSecret)"""
            Register-There $place | Should -Be 'done'

            # A script that keeps all that it can see, one that fails, and a receiver that keeps all that it gets.
            $script:seen = Join-Path $place.Base seen.txt
            $script:around = Join-Path $place.Base around.txt
            $script:hook = Join-Path $place.Base hook.sh
            $script:broken = Join-Path $place.Base broken.sh
            Set-Content $hook "#!/bin/sh`ncat >> '$seen'`n{ echo ""arguments: `$#""; env; for process in /proc/[0-9]*; do tr '\0' ' ' < `$process/cmdline; echo; done; } >> '$around' 2>/dev/null`necho told"
            Set-Content $broken "#!/bin/sh`necho 'the service is gone' >&2`nexit 3"
            chmod 700 $hook $broken
            $script:received = Join-Path $place.Base received.jsonl
            $script:receiver = Start-Worker @'
                param($File, $Port)
                $listener = [System.Net.HttpListener]::new()
                $listener.Prefixes.Add("http://127.0.0.1:$Port/")
                $listener.Start()
                $Port
                while ($true) {
                    $coming = $listener.GetContextAsync()
                    while (-not $coming.Wait(100)) { }
                    $request = $coming.Result.Request
                    $body = [System.IO.StreamReader]::new($request.InputStream).ReadToEnd()
                    Add-Content $File (ConvertTo-Json -Compress @{ id = $request.Headers['webhook-id']; timestamp = $request.Headers['webhook-timestamp']; signature = $request.Headers['webhook-signature']; body = $body })
                    $coming.Result.Response.StatusCode = 204
                    $coming.Result.Response.Close()
                }
'@ @{ File = $received; Port = Find-FreePort }
            Wait-Until { $receiver.Output.Count -gt 0 } 'the receiver did not listen'
            $script:signingKey = [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32)
            $script:keyText = 'whsec_' + [Convert]::ToBase64String($signingKey)
            $null = Invoke-Scheduled -Apart $place @"
                Set-Secret -Vault store -Name hook-key -Secret '$keyText'
                `$null = Register-Auth0RotationHook told -On Succeeded, Failed -ScriptPath '$hook' -TimeoutSeconds 60
                `$null = Register-Auth0RotationHook web -On Succeeded -Uri 'http://127.0.0.1:$($receiver.Output[0])/auth0' -Vault store -SecretName hook-key
                `$null = Register-Auth0RotationHook restart -On Succeeded -Rotation b -ScriptPath '$broken' -TimeoutSeconds 60 -Required
"@
            $script:said = [System.Collections.Generic.List[string]]::new()
            function Invoke-Noted {
                $run = Invoke-CrontabLine $place
                $said.AddRange([string[]]$run.Output)
                $run
            }
            function Get-Hook($Place) {
                (Invoke-Scheduled -Apart $Place 'Get-Auth0RotationHook | ForEach-Object { "$($_.Name) $($_.Waiting) $($_.Delivered) $($_.GivenUp)" }').Line
            }
        }

        AfterAll {
            Remove-Worker $receiver
        }

        It 'tells a script and a webhook, which can check the signature' {
            Set-RotationDue $place.Data a
            $run = Invoke-Noted
            $run.ExitCode | Should -Be 0 -Because "$($run.Output)"
            $told = @(Get-Content $seen | ConvertFrom-Json)
            $told.Count | Should -Be 1
            "$($told[0].type) $($told[0].data.rotation) $($told[0].data.clientId) $($told[0].data.status) $($told[0].data.secretsMapping.clientSecret)" |
                Should -Be "rotation.succeeded a $($place.ClientId.a) Succeeded a-client-secret"
            $sent = @(Get-Content $received | ConvertFrom-Json -DateKind String)
            $sent.Count | Should -Be 1
            $expected = [System.Security.Cryptography.HMACSHA256]::HashData($signingKey, [System.Text.Encoding]::UTF8.GetBytes("$($sent[0].id).$($sent[0].timestamp).$($sent[0].body)"))
            $sent[0].signature | Should -BeExactly "v1,$([Convert]::ToBase64String($expected))"
            ($sent[0].body | ConvertFrom-Json).data.rotation | Should -Be 'a'
        }

        It 'tells of a failure, with exit code 1 for the rotation''s sake' {
            Set-RotationDue $place.Data c
            Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$($place.ClientId.c)"; times = 1; action = 'status'; status = 400 }
            $run = Invoke-Noted
            Set-TenantFault $tenant
            $run.ExitCode | Should -Be 1
            (Get-Content $seen | ConvertFrom-Json)[-1].type | Should -Be 'rotation.failed'
            @(Get-Content $received).Count | Should -Be 1 -Because 'the webhook is told of what succeeded'
        }

        It 'ends with 1 when a required hook fails, and the rotation has succeeded all the same' {
            Set-RotationDue $place.Data b
            $run = Invoke-Noted
            $run.ExitCode | Should -Be 1
            @($run.Output -match "^Succeeded b \($($place.ClientId.b)\) Rotated").Count | Should -Be 1
            Get-Schedule $place | Should -Match '^1\|True\|.*restart.*the service is gone'
            Get-Standing $place | Should -Be 'a UpToDate True', 'b UpToDate True', 'c UpToDate True'
            Get-Hook $place | Should -Be 'restart 1 0 0', 'told 0 4 0', 'web 0 3 0'
        }

        It 'delivers what waits with a later run that has nothing to do' {
            Copy-Item $hook $broken -Force
            $null = Invoke-Scheduled -Apart $place "`$null = Register-Auth0RotationHook restart -On Succeeded -Rotation b -ScriptPath '$broken' -TimeoutSeconds 60 -Required -Force"
            $run = Invoke-Noted
            $run.ExitCode | Should -Be 0
            Get-Hook $place | Should -Be 'restart 0 1 0', 'told 0 4 0', 'web 0 3 0'
        }

        It 'leaves no secret in a payload, an argument, a hook''s environment, the outbox or a log' {
            $secrets = @($tenant.ClientSecret, $keyText, $keyText.Substring(6); (Get-TenantSecretTable $tenant).Values)
            $looked = @($seen, $around, $received | Get-Item) + @(Get-ChildItem -LiteralPath $place.Data -Recurse -File -Force)
            "$($looked.Name)" | Should -Match 'outbox\.json'
            @($looked.FullName -like '*/schedules/*.json').Count | Should -BeGreaterThan 0 -Because 'runs are written down there'
            Get-Content $around -Raw | Should -Match '(?s)arguments: 0.*AUTH0PS_HOME='
            foreach ($file in $looked) {
                $text = Get-Content -LiteralPath $file.FullName -Raw
                $secrets | Where-Object { $text -and $text.Contains($_) } | Should -BeNullOrEmpty -Because $file.Name
            }
            $said.Count | Should -BeGreaterThan 2
            $secrets | Where-Object { "$said".Contains($_) } | Should -BeNullOrEmpty -Because 'cron sends it by mail'
        }
    }

    Context 'found out beforehand' {
        It 'that the vault of a rotation is locked when nobody is there' {
            $place = New-RotationHome -SecretFrom SCHEDULED_SECRET
            Set-Content (Join-Path $place.State crontab) "SCHEDULED_SECRET=""$($tenant.ClientSecret)"""
            $null = Invoke-Scheduled -Apart $place 'Set-SecretStoreConfiguration -Scope CurrentUser -Authentication Password -Interaction None -Password (ConvertTo-SecureString "a password" -AsPlainText -Force) -Confirm:$false'
            $told = Register-There $place
            $told[0] | Should -BeLike 'Auth0Ps.PreflightFailed,*'
            $told[1] | Should -Match 'Vault ''store'' is locked'
            $told[2] | Should -Match 'Set-SecretStoreConfiguration -Authentication None'
            Get-Call $place | Should -Not -Contain 'crontab -'
        }

        It 'that nobody registered a vault that a rotation copies to' {
            $place = New-RotationHome -SecretFrom SCHEDULED_SECRET
            Set-Content (Join-Path $place.State crontab) "SCHEDULED_SECRET=""$($tenant.ClientSecret)"""
            $copied = Invoke-Scheduled -Apart $place @'
                . $env:AUTH0PS_SUPPORT/Vaults.ps1
                Register-TestVault Side @{ Folder = (New-Item (Join-Path $HOME side) -ItemType Directory).FullName }
                (Set-Auth0SecretRotation b -CopyTo @{ Vault = 'Side'; SecretsMapping = @{ ClientSecret = 'b-side' } }).CopyTo.Vault
                Unregister-SecretVault Side
'@
            $copied.Line | Should -Be 'Side'
            $told = Register-There $place
            $told[0] | Should -BeLike 'Auth0Ps.PreflightFailed,*'
            $told[1] | Should -Match 'know no vault ''Side'''
            $told[2] | Should -Match 'Register-SecretVault -Name Side'
        }

        It 'that the variable with the connection''s secret is missing there, has a wrong value, or is right' {
            $place = New-RotationHome -SecretFrom SCHEDULED_SECRET
            $told = Register-There $place
            $told[1] | Should -Match 'SCHEDULED_SECRET.*connection ''demo''.*is not set in scheduled runs'
            Set-Content (Join-Path $place.State crontab) 'SCHEDULED_SECRET="some other secret"'
            $told = Register-There $place
            $told[1] | Should -Match 'Rotation ''a''.*Rotation ''b''.*Rotation ''c''' -Because 'each was tested with what its run would have'
            "$told" | Should -Not -Match 'some other secret'
            Set-Content (Join-Path $place.State crontab) "SCHEDULED_SECRET=""$($tenant.ClientSecret)"""
            Register-There $place | Should -Be 'done'
            Set-RotationDue $place.Data c
            (Invoke-CrontabLine $place).ExitCode | Should -Be 0
            (Get-Standing $place)[2] | Should -Be 'c UpToDate True'
        }

        It 'that an application is gone or an entry is somebody else''s, but not of rotations that do not run by themselves' {
            $place = New-RotationHome
            $null = Invoke-Scheduled -Apart $place 'Set-Secret -Name b-client-secret -Secret mine -Vault store'
            $null = Invoke-Tenant $tenant "clients/$($place.ClientId.a)" -Method Delete
            $told = Register-There $place
            $told[1] | Should -Match '\(1\) Rotation ''a'': .*\(2\) Rotation ''b'': .*b-client-secret'
            $told[1] | Should -Not -Match 'Rotation ''c'''
            $null = Invoke-Scheduled -Apart $place 'Get-Auth0SecretRotation a, b | Set-Auth0SecretRotation -NoAutoRotation'
            Register-There $place | Should -Be 'done'
        }
    }
}
