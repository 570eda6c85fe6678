BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'New-Auth0SecretRotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
    }

    Context 'of a whole tenant' {
        BeforeAll {
            $script:told = Invoke-RotationScene -ApplicationCount 40 @'
                $before = Get-TenantSecretTable $tenant
                $created = @(Get-Auth0Application -Connection demo -Rotatable | New-Auth0SecretRotation -Vault Prod -RotationInterval 30 -Confirm:$false -WarningVariable warned -ErrorVariable problem -ErrorAction SilentlyContinue)
                $after = Get-TenantSecretTable $tenant
                $told.rotatable = @(Get-Auth0Application -Connection demo -Rotatable).Count
                $told.created = $created.Count
                $told.names = @($created.Name | Sort-Object -Unique).Count
                $told.badNames = @($created.Name | Where-Object { $_ -cnotmatch '^[a-z0-9]+(-[a-z0-9]+)*$' -or $_.Length -gt 64 })
                $told.clients = @($created.ClientId | Sort-Object -Unique).Count
                $told.problem = Get-Told $problem
                $told.interrupts = @($warned | Where-Object { "$_" -match 'interrupted until they read' }).Count
                $told.alone = @($warned | Where-Object { "$_" -match 'lives only in this process' }).Count
                $told.changed = @($before.Keys | Where-Object { $before[$_] -cne $after[$_] }).Count
                $told.entries = Get-Entries
                $first = $created[0]
                $told.type = $first.GetType().FullName
                $told.state = "$($first.State) $($first.RotationStatus) $($first.AutoRotation) $($first.Connection) $($first.Type) $($first.SecretPath)"
                $told.mapping = "$($first.SecretsMapping)" -replace [regex]::Escape($first.Name), 'NAME'
                $told.next = $first.NextRotationAt -eq [DateTimeOffset]::new([DateTime]::UtcNow.Date.AddDays(30), [TimeSpan]::Zero)
                $told.saved = @((Get-Content (Join-Path $env:AUTH0PS_HOME 'rotations.json') -Raw | ConvertFrom-Json).rotations).Count

                $again = @($applications | New-Auth0SecretRotation -Vault Prod -Confirm:$false -ErrorVariable second -ErrorAction SilentlyContinue)
                $told.again = $again.Count
                $told.second = @(Get-Told $second | ForEach-Object { ($_ -split ' ')[0] } | Sort-Object -Unique)
                $told.secondCount = $second.Count
                Get-Auth0Connection | Remove-Auth0Connection -ErrorVariable inUse -ErrorAction SilentlyContinue
                $told.inUse = Get-Told $inUse
'@
        }

        It 'saves one for each application, under names of its own, and says no error' {
            $told.problem | Should -BeNullOrEmpty
            $told.created | Should -BeGreaterThan 25
            $told.created | Should -Be $told.rotatable
            $told.names, $told.clients | Should -Be $told.created, $told.created
            $told.badNames | Should -BeNullOrEmpty
            $told.saved | Should -Be $told.created
        }

        It 'says once that rotations interrupt consumers, and of each that its connection is only in this process' {
            $told.interrupts | Should -Be 1
            $told.alone | Should -Be $told.created
        }

        It 'changes nothing at Auth0 and nothing in the vault' {
            $told.changed | Should -Be 0
            $told.entries | Should -BeNullOrEmpty
        }

        It 'returns how it stands' {
            $told.type | Should -Be 'Auth0Ps.Auth0SecretRotation'
            $told.state | Should -Be 'Never None True demo auth0-client-secret /'
            $told.mapping | Should -Be 'NAME-client-id, NAME-client-secret'
            $told.next | Should -BeTrue
        }

        It 'refuses a second one of the same application' {
            $told.again | Should -Be 0
            $told.second | Should -Be 'RotationExists'
            $told.secondCount | Should -Be ($told.created - 1)
        }

        It 'keeps its connection from being removed' {
            $told.inUse | Should -Be 'ConnectionInUse demo'
        }
    }

    Context 'one by one' {
        BeforeAll {
            $script:told = Invoke-RotationScene @'
                $ours = New-Auth0SecretRotation billing -ClientId $one.ClientId -Vault prod -Environment eu -SecretPath '/team/a' -RotationInterval 7 -RotateAtUtc 03:30 -NoAutoRotation `
                    -SecretsMapping @{ ClientId = '{environment}-ID'; ClientSecret = '{environment}-{path}-SECRET' } -Description d -ProjectId p -RotateNow -Confirm:$false -WarningVariable warned
                $told.rotated = "$($ours.State) $($ours.RotationStatus) $($ours.Version)"
                $told.next = $ours.NextRotationAt
                $told.live = (Get-VaultText 'eu-team/a-SECRET') -ceq (Get-TenantSecret $tenant $one.ClientId)
                $told.id = (Get-VaultText 'eu-ID') -ceq $one.ClientId
                $told.warned = @($warned | Where-Object { "$_" -match 'interrupted until' }).Count
                $told.history = @(Get-Auth0SecretRotationHistory billing | ForEach-Object { "$($_.Name) $($_.Status)" })
                $text = Get-Content (Join-Path $env:AUTH0PS_HOME '*.json*') -Raw
                $told.leak = "$text".Contains((Get-TenantSecret $tenant $one.ClientId))

                Write-VaultEntry (Find-TestVault Prod) 'two-client-secret' 'somebody else wrote this'
                $null = New-Auth0SecretRotation two -ClientId $two.ClientId -Vault Prod -Confirm:$false -ErrorVariable taken -ErrorAction SilentlyContinue
                $told.taken = Get-Told $taken
                $forced = New-Auth0SecretRotation two -ClientId $two.ClientId -Vault Prod -Force -RotateNow -Confirm:$false
                $told.forced = "$($forced.RotationStatus) $((Get-VaultText 'two-client-secret') -ceq (Get-TenantSecret $tenant $two.ClientId))"

                $refusals = [ordered]@{
                    name = { New-Auth0SecretRotation 'Not A Slug' -ClientId $three.ClientId -Vault Prod -Confirm:$false }
                    interval = { New-Auth0SecretRotation x -ClientId $three.ClientId -Vault Prod -RotationInterval 0 -Confirm:$false }
                    client = { New-Auth0SecretRotation x -ClientId 'a/b' -Vault Prod -Confirm:$false }
                    times = { New-Auth0SecretRotation x -ClientId $three.ClientId -Vault Prod -RotateAt 01:00 -RotateAtUtc 01:00 -Confirm:$false }
                    key = { New-Auth0SecretRotation x -ClientId $three.ClientId -Vault Prod -CredentialType PrivateKeyJwt -KeySize 1024 -Confirm:$false }
                    mapping = { New-Auth0SecretRotation x -ClientId $three.ClientId -Vault Prod -SecretsMapping @{ ClientId = 'a' } -Confirm:$false }
                    clash = { New-Auth0SecretRotation x -ClientId $three.ClientId -Vault Prod -SecretsMapping @{ Credential = 'EU-id' } -Confirm:$false }
                    twice = { New-Auth0SecretRotation BILLING2 -ClientId $one.ClientId -Vault Prod -Confirm:$false }
                    taken = { New-Auth0SecretRotation billing -ClientId $three.ClientId -Vault Prod -Confirm:$false }
                }
                $requests = Get-TenantRequestCount $tenant
                foreach ($case in $refusals.Keys) {
                    $null = & $refusals[$case] 2>&1 | ForEach-Object { $told["refused-$case"] = "$(Get-Told $_)" }
                }
                $told.requests = (Get-TenantRequestCount $tenant) - $requests
                $null = New-Auth0SecretRotation x -ClientId $three.ClientId -Vault nowhere -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
                $told.nowhere = Get-Told $problem
                $null = New-Auth0SecretRotation x -ClientId nobody -Vault Prod -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
                $told.nobody = Get-Told $problem
                $null = New-Auth0SecretRotation x -ClientId $tenant.ClientId -Vault Prod -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
                $told.own = Get-Told $problem
                $told.whatIf = @(New-Auth0SecretRotation x -ClientId $three.ClientId -Vault Prod -RotateNow -WhatIf).Count
                $told.names = @((Get-Auth0SecretRotation).Name)
                $told.local = "$((New-Auth0SecretRotation -ClientId $three.ClientId -Vault Prod -RotateAt 04:45 -Confirm:$false).RotateAtUtc.ToString('HH:mm'))"
                $told.expected = [TimeOnly]::new(4, 45).Add(-[TimeZoneInfo]::Local.GetUtcOffset([DateTimeOffset]::UtcNow)).ToString('HH:mm')

                # A failing first rotation keeps the definition.
                Set-TenantFault $tenant @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 5; action = 'status'; status = 400; body = '{"statusCode":400,"error":"Bad Request","message":"no","errorCode":"invalid_body"}'; contentType = 'application/json' }
                $kept = $applications[3] | New-Auth0SecretRotation kept -Vault Prod -RotateNow -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
                $told.kept = "$($kept.Name) $($kept.RotationStatus) $($kept.State)"
                $told.keptProblem = $problem.Count
                $told.keptTarget = "$($problem[0].TargetObject)" -ceq $applications[3].ClientId
'@
        }

        It 'takes every field, rotates at once, and leaves secrets in no file' {
            $told.rotated | Should -Be 'Paused Succeeded 1'
            $told.next | Should -BeNullOrEmpty
            $told.live, $told.id | Should -Be $true, $true
            $told.warned | Should -Be 0 -Because 'it does not rotate by itself'
            $told.history | Should -Be 'billing Succeeded'
            $told.leak | Should -BeFalse
        }

        It 'leaves an entry of somebody else alone, unless forced' {
            $told.taken | Should -Be 'VaultEntryExists two'
            $told.forced | Should -Be 'Succeeded True'
        }

        It 'refuses bad input before any request is sent' {
            $told.'refused-name' | Should -Be 'InvalidName Not A Slug'
            foreach ($case in 'interval', 'times', 'key', 'mapping', 'client') {
                $told."refused-$case" | Should -BeLike 'InvalidArgument *' -Because $case
            }
            foreach ($case in 'clash', 'taken') {
                $told."refused-$case" | Should -BeLike 'RotationExists *' -Because $case
            }
            $told.requests | Should -Be 0
        }

        It 'refuses what is not there: vault, application; and the connection''s own application while its secret is in this process' {
            $told.nowhere | Should -Be 'VaultNotFound nowhere'
            $told.nobody | Should -Be 'ApplicationNotFound nobody'
            $told.own | Should -BeLike 'ApplicationNotRotatable *'
            $told.whatIf | Should -Be 0
            $told.names | Should -Be 'billing', 'two'
        }

        It 'keeps a local time of day in UTC' {
            $told.local | Should -Be $told.expected
        }

        It 'keeps the definition when the first rotation fails, and reports it once' {
            $told.kept | Should -Be 'kept Failed Failed'
            $told.keptProblem | Should -Be 1
            $told.keptTarget | Should -BeTrue
        }
    }

    It 'rotates into a real SecretStore, where a fresh process finds it' {
        $told = Invoke-RotationScene -Store @'
            $created = $one | New-Auth0SecretRotation store -Vault Prod -SecretsMapping @{ Credential = 'billing' } -RotateNow -Confirm:$false
            $told.status = "$($created.RotationStatus)"
            $entry = Get-Secret billing -Vault Prod
            $told.user = $entry.UserName -ceq $one.ClientId
            $told.live = $entry.GetNetworkCredential().Password -ceq (Get-TenantSecret $tenant $one.ClientId)
            . $env:AUTH0PS_SUPPORT/Process.ps1
            $program, $leading = Get-ShellStart
            $fresh = & $program $leading -NoProfile -NonInteractive -Command "Import-Module '$env:AUTH0PS_MODULE'; (Get-Secret billing -Vault Prod).GetNetworkCredential().Password; (Get-Auth0SecretRotation store).State"
            $told.fresh = $fresh[0] -ceq (Get-TenantSecret $tenant $one.ClientId)
            $told.state = "$($fresh[1])"
'@
        $told.status | Should -Be 'Succeeded'
        $told.user, $told.live, $told.fresh | Should -Be $true, $true, $true
        $told.state | Should -Be 'UpToDate'
    }

    It 'lets one of two processes win that define the same application at once' {
        $told = Invoke-RotationScene @'
            $env:TENANT = ConvertTo-Json ($tenant | Select-Object Domain, ClientId, ClientSecret)
            $define = {
                Import-Module $env:AUTH0PS_MODULE
                . $env:AUTH0PS_SUPPORT/Tenant.ps1
                $tenant = ConvertFrom-Json $env:TENANT
                $null = Connect-TestTenant $tenant demo
                Get-Auth0Application -Connection demo -Rotatable | New-Auth0SecretRotation -Vault Prod -Confirm:$false -WarningAction Ignore -ErrorVariable problem -ErrorAction SilentlyContinue | ForEach-Object { "created $($_.ClientId)" }
                $problem | ForEach-Object { "refused $(($_.FullyQualifiedErrorId -split ',')[0])" }
            }
            $file = Join-Path $HOME 'define.ps1'
            Set-Content $file $define
            $program, $leading = Get-ShellStart
            $processes = 1..2 | ForEach-Object { Start-TestProcess $program (@($leading; '-NoProfile'; '-NonInteractive'; '-File'; $file) | Where-Object { $_ }) }
            $lines = @($processes | ForEach-Object { $_.StandardOutput.ReadToEnd() -split '\r?\n' | Where-Object { $_ } })
            $processes | ForEach-Object { Stop-TestProcess $_ }
            $told.applications = @(Get-Auth0Application -Connection demo -Rotatable).Count
            $told.created = @($lines -like 'created *').Count
            $told.distinct = @($lines -like 'created *' | Sort-Object -Unique).Count
            $told.refused = @($lines -like 'refused *' | Sort-Object -Unique)
            $told.saved = @(Get-Auth0SecretRotation).Count
'@
        $told.applications | Should -BeGreaterThan 3
        $told.created, $told.distinct, $told.saved | Should -Be $told.applications, $told.applications, $told.applications
        $told.refused | Should -Be 'refused Auth0Ps.RotationExists'
    }
}
