BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    . $PSScriptRoot/support/PostgreSql.ps1
    $obstacle = (Get-PostgreSqlObstacle) ?? (Get-VaultTestObstacle)
}

# Two machines: shells with empty homes of their own, one server, one vault that both reach.
Describe 'State in PostgreSQL' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/PostgreSql.ps1
        . $PSScriptRoot/support/Machine.ps1
        $script:password = 'guarded-by-this-one'
        $script:server = Start-PostgreSql $password
        $script:tenant = Start-TenantProcess '--apps', '12'
        $script:shared = (New-Item (Join-Path $TestDrive shared) -ItemType Directory).FullName

        function Invoke-Machine([string] $Script, [hashtable] $Environment = @{}) {
            $all = @{ AUTH0PS_STATE = $server.Uri; SHARED = $shared; T_DOMAIN = $tenant.Domain; T_ID = $tenant.ClientId; T_SECRET = $tenant.ClientSecret }
            foreach ($name in $Environment.Keys) {
                $all[$name] = $Environment[$name]
            }
            Invoke-OtherMachine $Script $all
        }

        $script:first = Invoke-Machine @'
            $store = Get-Auth0StateStore
            $told.store = "$($store.Kind) $($store.Reachable) $($store.Version)"
            $told.ofProcess = New-Auth0Connection passing -Domain $env:T_DOMAIN -ClientId $env:T_ID -ClientSecret (New-Secret $env:T_SECRET) -WarningAction Ignore
            $application = Get-Auth0Application -Connection passing -Rotatable -First 3
            $application[0] | New-Auth0SecretRotation lost -Vault Prod -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.lost = @(Get-Reason $problem) + "$(@($problem)[0].ErrorDetails.RecommendedAction)"
            $null = Remove-Auth0Connection passing
            $demo = New-Auth0Connection demo -Domain $env:T_DOMAIN -ClientId $env:T_ID -ClientSecret (New-Secret $env:T_SECRET) -Vault Prod
            $told.connection = "$($demo.Persisted) $(Test-Auth0Connection demo -For SecretRotation -Quiet)"
            $hook = New-Item $HOME/hook.ps1 -Value 'param($Event) [System.IO.File]::AppendAllText("$env:SHARED/told.txt", "told`n")'
            chmod 600 $hook
            $null = Register-Auth0RotationHook watch -On Succeeded -ScriptPath $hook.FullName
            $made = $application | ForEach-Object { New-Auth0SecretRotation -Connection demo -ClientId $_.ClientId -Vault Prod -RotationInterval 7 -KeepPrevious -WarningAction Ignore }
            $told.names = @($made.Name)
            $told.preflight = (Test-Auth0SecretRotation $made[0].Name).Succeeded
            $told.rotated = "$((Invoke-Auth0SecretRotation $made[0].Name -Confirm:$false -ErrorVariable problem).Status) $problem"
            $told.again = "$((Invoke-Auth0SecretRotation $made[0].Name -Confirm:$false -ErrorVariable problem).Status) $problem"
            $told.undone = "$((Undo-Auth0SecretRotation $made[0].Name -Confirm:$false -ErrorVariable problem).Status) $problem"
            $told.hook = "$((Get-Auth0RotationHook watch).Delivered)"
            $told.history = @(Get-Auth0SecretRotationHistory).Count
            Set-Auth0SecretRotation $made[1].Name -NextRotationAt ([DateTimeOffset]::UtcNow.AddHours(-1))
            Set-Auth0SecretRotation $made[2].Name -NewName other -Description 'of both' | Out-Null
'@
        $script:second = Invoke-Machine @'
            $told.connection = "$((Get-Auth0Connection).Name) $(Test-Auth0Connection demo -Quiet)"
            $told.names = @((Get-Auth0SecretRotation).Name)
            $told.description = (Get-Auth0SecretRotation other).Description
            $told.due = @(Get-Auth0SecretRotation -State Due, Overdue).Name
            $told.rotated = @(Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorVariable problem | ForEach-Object { "$($_.Name) $($_.Status)" })
            $told.problem = "$problem"
            $told.again = @(Invoke-Auth0SecretRotation -Due -Confirm:$false -InformationVariable run -Verbose 4>&1 | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }).Count
            $told.run = $run.MessageData | Select-Object Saved, Due, Succeeded
            $told.history = @(Get-Auth0SecretRotationHistory | ForEach-Object { "$($_.Status)" })
            $told.live = @(foreach ($one in Get-Auth0SecretRotation | Where-Object LastRotatedAt) {
                (ConvertTo-Text (Get-Secret "$($one.Name)-client-secret" -Vault Prod)) -ceq (Get-TenantSecret @{ Domain = $env:T_DOMAIN; Audience = "$env:T_DOMAIN/api/v2/"; ClientId = $env:T_ID; ClientSecret = $env:T_SECRET } $one.ClientId)
            })
            Remove-Auth0SecretRotation other -Confirm:$false
            $told.left = @(Get-Auth0SecretRotation).Count
'@
    }

    AfterAll {
        if ($tenant) {
            Stop-TestProcess $tenant.Process
        }
        Stop-PostgreSql $server
    }

    It 'serves everything from connecting to undoing' {
        $first.store | Should -Be 'PostgreSql True 1' -Because $first.said
        $first.connection | Should -Be 'True True'
        $first.preflight | Should -BeTrue
        $first.rotated | Should -Be 'Succeeded '
        $first.again | Should -Be 'Succeeded '
        $first.undone | Should -Be 'Succeeded '
        $first.history | Should -Be 3
        $first.hook | Should -Be 3
    }

    It 'refuses a rotation that other machines could not do, and says how they could' {
        $first.lost[0] | Should -Be InvalidArgument
        $first.lost[1] | Should -BeLike '*Set-Auth0Connection passing -Vault*'
    }

    It 'is the same on another machine, which does what is due' {
        $second.connection | Should -Be 'demo True' -Because $second.said
        $second.names.Count | Should -Be 3
        $second.description | Should -Be 'of both'
        $second.due | Should -Be $first.names[1]
        $second.rotated | Should -Be "$($first.names[1]) Succeeded" -Because $second.problem
        $second.again | Should -Be 0
        "$($second.run.Saved) $($second.run.Due) $($second.run.Succeeded)" | Should -Be '3 0 0'
        $second.history | Should -Be Succeeded, Succeeded, Succeeded, Succeeded
        $second.live | Should -Be $true, $true
        $second.left | Should -Be 2
    }

    It 'leaves nothing of it in the data folders' {
        $first.files + $second.files | Where-Object { $_ -match '^(connections|rotations|hooks|outbox)|journal|history|lease' } | Should -BeNullOrEmpty
    }

    It 'runs the guide''s script as typed, but for the server' {
        . $PSScriptRoot/support/Markdown.ps1
        $fence = @(Get-MarkdownFence (Join-Path $PSScriptRoot '../../docs/guides/many-runners.md') powershell | Where-Object Code -Match '-Due')
        $fence.Count | Should -Be 1
        $told = Invoke-Machine (($fence.Code -replace "postgresql://[^']+", $server.Uri) + "`n`$told.saved = `$due.Saved")
        $told.saved | Should -Be 2 -Because $told.said
    }

    It 'does not rotate into another vault of the same name' {
        $elsewhere = (New-Item (Join-Path $TestDrive elsewhere) -ItemType Directory).FullName
        Copy-Item (Join-Path $shared "$([Convert]::ToHexString([System.Text.Encoding]::UTF8.GetBytes('auth0-connection-demo'))).json") $elsewhere
        $other = Invoke-Machine @'
            $one = @(Get-Auth0SecretRotation | Where-Object LastRotatedAt)[0]
            $told.status = "$((Invoke-Auth0SecretRotation $one.Name -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue).Status)"
            $told.reason = Get-Reason $problem
            $told.message = "$problem"
'@ @{ SHARED = $elsewhere }
        $other.status | Should -Be Failed -Because $other.said
        $other.reason | Should -Be VaultUnavailable
        $other.message | Should -BeLike '*another vault*'
    }

    It 'takes the password from PGPASSWORD, the file and a vault, and says where it is wanted' {
        $pass = Join-Path $TestDrive pgpass
        Set-Content $pass "127.0.0.1:*:*:guarded:$password"
        chmod 600 $pass
        Invoke-PostgreSql $server 'grant usage on schema auth0ps to guarded; grant select, insert, update, delete on all tables in schema auth0ps to guarded'
        $told = (Invoke-Machine @'
            function Get-Stand { $store = Get-Auth0StateStore; "$($store.Reachable)" }
            $told.none = Get-Stand
            $told.message = (Get-Auth0StateStore).Message
            $env:PGPASSWORD = 'wrong'
            Get-Auth0SecretRotation -ErrorVariable problem -ErrorAction SilentlyContinue | Out-Null
            $told.wrong = @(Get-Reason $problem) + "$problem"
            $env:PGPASSWORD = $env:RIGHT
            $told.variable = Get-Stand
            $env:PGPASSWORD = ''
            $env:PGPASSFILE = $env:PASS
            $told.file = Get-Stand
            $env:PGPASSFILE = ''
            Set-Secret database (New-Secret $env:RIGHT) -Vault Prod
            $location, $env:AUTH0PS_STATE = $env:AUTH0PS_STATE, ''
            Set-Auth0StateStore $location -Vault Prod -SecretName no-such-entry -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.missing = "$problem"
            Set-Auth0StateStore $location -Vault Prod -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.half = "$($problem[0].ErrorDetails.RecommendedAction)"
            $set = Set-Auth0StateStore $location -Vault Prod -SecretName database -PassThru
            $told.vault = "$($set.Vault) $($set.SecretName) $(Get-Stand) $(@(Get-Auth0SecretRotation).Count)"
            $told.leaks = @(Get-ChildItem $env:AUTH0PS_HOME -Recurse -File | Select-String -SimpleMatch $env:RIGHT).Count
'@ @{ AUTH0PS_STATE = $server.Guarded; RIGHT = $password; PASS = $pass })
        $told.none | Should -Be False -Because $told.said
        $told.message | Should -BeLike '*PGPASSWORD*'
        $told.wrong[0] | Should -Be StateStoreUnavailable
        $told.wrong[1] | Should -Not -BeLike '*wrong*'
        $told.variable | Should -Be True
        $told.file | Should -Be True
        $told.missing | Should -BeLike '*no-such-entry*'
        $told.half | Should -BeLike '*-SecretName*'
        $told.vault | Should -Be 'Prod database True 2'
        $told.leaks | Should -Be 0
        $told.said | Should -Not -BeLike "*$password*"
    }

    It 'shares what is due between runners in PowerShell, each once' {
        $null = Invoke-Machine @'
            foreach ($application in Get-Auth0Application -Connection demo -Rotatable | Where-Object { $_.ClientId -notin (Get-Auth0SecretRotation).ClientId } | Select-Object -First 6) {
                $made = New-Auth0SecretRotation -Connection demo -ClientId $application.ClientId -Vault Prod -WarningAction Ignore
                Set-Auth0SecretRotation $made.Name -NextRotationAt ([DateTimeOffset]::UtcNow.AddHours(-1)) | Out-Null
            }
'@
        $script = 'Import-Module $env:AUTH0PS_MODULE; . $env:AUTH0PS_SUPPORT/Vaults.ps1; Register-TestVault Prod @{ Folder = $env:SHARED }; Invoke-Auth0SecretRotation -Due -Confirm:$false | ForEach-Object { "$($_.Status) $($_.Name)" }'
        $runners = @(1..3 | ForEach-Object { Start-ChildShell $script @{ AUTH0PS_STATE = $server.Uri; SHARED = $shared } })
        $said = @($runners | ForEach-Object { $_.StandardInput.Close(); $_ } | ForEach-Object { Wait-ChildShell $_ })
        $runners | ForEach-Object { Stop-TestProcess $_ }
        $done = @($said.Line | Where-Object { $_ -like 'Succeeded *' })
        $done.Count | Should -Be 6 -Because ($said.Output + $said.Error -join "`n")
        @($done | Sort-Object -Unique).Count | Should -Be 6
        @($said.Line | Where-Object { $_ -notmatch '^(Succeeded|Skipped) ' }) | Should -BeNullOrEmpty
    }

    It 'says what is wrong with the server before the tenant is asked' {
        $before = Get-TenantRequestCount $tenant
        $told = Invoke-Machine @'
            $told.reasons = @(foreach ($bad in 'postgresql://owner@127.0.0.1:1/auth0ps', "$env:AUTH0PS_STATE-missing", ($env:AUTH0PS_STATE -replace 'owner@', 'reader@')) {
                $env:AUTH0PS_STATE = $bad
                Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
                "$(Get-Reason $problem)"
            })
'@
        $told.reasons | Should -Be StateStoreUnavailable, StateStoreUnavailable, StateStoreUnavailable -Because $told.said
        Get-TenantRequestCount $tenant | Should -Be $before
    }
}
