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
                $told.entries = @(Get-Entries).Count
                $told.adopted = @($created | Where-Object { (Get-VaultText $_.SecretsMapping.ClientSecret) -ceq $before[$_.ClientId] -and (Get-VaultText $_.SecretsMapping.ClientId) -ceq $_.ClientId }).Count
                $told.patches = @(Get-TenantRequest $tenant PATCH).Count
                $told.nothingYet = @($warned | Where-Object { "$_" -match 'Nothing is in the vault' }).Count
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

        It 'changes nothing at Auth0, and puts the present credentials into the vault' {
            $told.changed, $told.patches | Should -Be 0, 0
            $told.adopted, $told.entries | Should -Be $told.created, (2 * $told.created)
            $told.nothingYet | Should -Be 0
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

    Context 'and the present credentials' {
        BeforeAll {
            $script:told = Invoke-RotationScene -Store @'
                function Test-Present([string] $Entry, $Application) { "$((Get-VaultText $Entry) -ceq (Get-TenantSecret $tenant $Application.ClientId))" }
                $told.whatIf = "$(@(New-Auth0SecretRotation one -ClientId $one.ClientId -Vault Prod -WhatIf).Count) $(Get-Entries)"
                $adopted = New-Auth0SecretRotation one -ClientId $one.ClientId -Vault Prod -WarningVariable warned -ErrorVariable problem -Verbose 4>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.VerboseRecord]) { $verbose += "$_ " } else { $_ } }
                $told.adopted = "$($adopted.State) $($adopted.RotationStatus) $(Test-Present one-client-secret $one) $((Get-VaultText one-client-id) -ceq $one.ClientId) $(@($problem).Count)"
                $told.verbose = $verbose -match "present credentials of '.+' \(\w{32}\) are in vault 'Prod' as one-client-id, one-client-secret"
                $told.warned = "$warned" -match 'Nothing is in the vault'
                $text = Get-Content (Join-Path $env:AUTH0PS_HOME '*.json*'), (Join-Path $env:AUTH0PS_HOME journal '*') -Raw
                $told.leak = "$text$verbose".Contains((Get-TenantSecret $tenant $one.ClientId))
                $told.live = "$(((Test-Auth0SecretRotation one).Checks | Where-Object Name -EQ Live).Outcome)"
                $first = Invoke-Auth0SecretRotation one -Confirm:$false
                $told.first = "$($first.Status) $(Test-Present one-client-secret $one)"

                $null = New-Auth0SecretRotation none -ClientId $two.ClientId -Vault Prod -NoAdopt -WarningVariable warned
                $told.none = "$($null -eq (Get-VaultText none-client-secret)) $("$warned" -match 'Nothing is in the vault') $("$warned" -match 'read:client_keys')"
                Remove-Auth0SecretRotation none -Confirm:$false

                # What holds the live one is left as it is; what holds another is not touched.
                Write-VaultEntry (Find-TestVault Prod) kept (Get-TenantSecret $tenant $two.ClientId)
                $null = New-Auth0SecretRotation kept -ClientId $two.ClientId -Vault Prod -SecretsMapping @{ ClientSecret = 'kept' } -ErrorVariable problem
                $told.kept = "$(@($problem).Count) $((Invoke-Auth0SecretRotation kept -Confirm:$false).Status) $(Test-Present kept $two)"
                Write-VaultEntry (Find-TestVault Prod) foreign 'somebody else wrote this'
                $null = New-Auth0SecretRotation foreign -ClientId $three.ClientId -Vault Prod -SecretsMapping @{ ClientSecret = 'foreign' } -ErrorVariable problem -ErrorAction SilentlyContinue
                $told.foreign = "$(Get-Told $problem) $(Get-VaultText foreign) $(@(Get-Auth0SecretRotation foreign -ErrorAction Ignore).Count)"
                $null = New-Auth0SecretRotation foreign -ClientId $three.ClientId -Vault Prod -SecretsMapping @{ ClientSecret = 'foreign' } -Force
                $told.forced = Test-Present foreign $three

                # A connection that may not read secrets.
                $scoped = Invoke-Tenant $tenant clients -Method Post -Body @{ name = 'scoped'; app_type = 'non_interactive'; grant_types = @('client_credentials') }
                $null = Invoke-Tenant $tenant client-grants -Method Post -Body @{ client_id = $scoped.client_id; audience = $tenant.Audience; scope = @('read:clients', 'update:client_keys') }
                $null = New-Auth0Connection -Name scoped -Domain $tenant.Domain -ClientId $scoped.client_id -ClientSecret (New-Secret $scoped.client_secret)
                $blind = $applications[3] | New-Auth0SecretRotation blind -Connection scoped -Vault Prod -WarningVariable warned -ErrorVariable problem
                $told.blind = "$($blind.Name) $(@($problem).Count) $($null -eq (Get-VaultText blind-client-secret)) $(@($warned -match 'Nothing is in the vault.*Invoke-Auth0SecretRotation blind.*-RotateNow.*read:client_keys').Count)"

                # A private key: there is nothing to adopt, and no word of it.
                $keyed = Invoke-Tenant $tenant clients -Method Post -Body @{ name = 'keyed'; app_type = 'non_interactive'; grant_types = @('client_credentials') }
                $null = New-Auth0SecretRotation key -Connection demo -ClientId $keyed.client_id -Vault Prod -CredentialType PrivateKeyJwt -WarningVariable warned -ErrorVariable problem
                $told.key = "$(@($problem).Count) $("$warned" -match 'read:client_keys') $($null -eq (Get-VaultText key-private-key))"
'@
        }

        It 'puts them under the mapped names, says so only with -Verbose, and in no file' {
            $told.whatIf | Should -Be '0 '
            $told.adopted | Should -Be 'Never None True True 0'
            $told.verbose | Should -BeTrue
            $told.warned, $told.leak | Should -Be $false, $false
            $told.live | Should -Be 'Passed'
            $told.first | Should -Be 'Succeeded True'
        }

        It 'leaves the vault alone with -NoAdopt, and says when something will be there' {
            $told.none | Should -Be 'True True False'
        }

        It 'leaves an entry that holds the live secret as it is, and one of somebody else untouched unless forced' {
            $told.kept | Should -Be '0 Succeeded True'
            $told.foreign | Should -Be 'VaultEntryExists foreign somebody else wrote this 0'
            $told.forced | Should -Be 'True'
        }

        It 'says once what to do where the connection may not read them' {
            $told.blind | Should -Be 'blind 0 True 1'
        }

        It 'has nothing to put there of a private key' {
            $told.key | Should -Be '0 False True'
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
