BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Rotations with -CopyTo' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            foreach ($name in 'East', 'West') {
                Register-TestVault $name @{ Folder = (New-Item (Join-Path $HOME $name) -ItemType Directory).FullName; Habit = 'readOnly' }
            }
            Register-SecretVault Tenant -ModuleName (Get-Module Auth0Ps).Path -VaultParameters @{ Connection = 'demo' }
            function Get-CopyText([string] $Vault, [string] $Name) { Read-VaultEntry (Find-TestVault $Vault) $Name }
            function Test-Equal {
                $live = Get-TenantSecret $tenant $one.ClientId
                (Get-VaultText 'billing-client-secret') -ceq $live -and (Get-CopyText East 'billing-client-secret') -ceq $live -and (Get-CopyText West billing) -ceq "$($one.ClientId):$live"
            }
            $west = @{ Vault = 'West'; SecretsMapping = @{ Credential = 'billing' } }

            # Attended.
            $saved = $one | New-Auth0SecretRotation billing -Vault Prod -CopyTo @{ Vault = 'East' }, $west
            $told.saved = "$($saved.CopyTo -join '; ') $($saved.CopyTo[1].SecretsMapping.Credential)"
            $told.list = (Get-Auth0SecretRotation billing | Format-List | Out-String -Width 300) -match 'CopyTo +: East: billing-client-id, billing-client-secret; West: billing'
            $told.whatIf = @(Invoke-Auth0SecretRotation billing -WhatIf).Count
            $rotated = Invoke-Auth0SecretRotation billing -Confirm:$false
            $told.rotated = "$($rotated.Status) $(($rotated.Copies | ForEach-Object { "$($_.Vault) $($_.Status)" }) -join ', ') $(Test-Equal)"
            $told.result = ($rotated | Format-List | Out-String -Width 300) -match 'Copies +: East: Succeeded, West: Succeeded'
            $told.test = @((Test-Auth0SecretRotation billing).Checks | Where-Object Name -EQ Vault | ForEach-Object Detail) -match 'gets a copy'

            # The vault of a copy is gone: refused before the tenant is called.
            Unregister-SecretVault West
            $before = Get-VaultText 'billing-client-secret'
            $null = Invoke-Auth0SecretRotation billing -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.missing = "$(@($problem).Count) $("$problem" -match 'West') $((Get-TenantSecret $tenant $one.ClientId) -ceq $before)"
            Register-TestVault West @{ Folder = Join-Path $HOME West; Habit = 'readOnly' }
            $null = Invoke-Auth0SecretRotation billing -Confirm:$false
            $told.again = Test-Equal

            # JSON makes the same again, and other ways of naming copies do, too.
            $json = Get-Auth0SecretRotation billing | ConvertTo-Json -WarningAction SilentlyContinue
            $deep = Get-Auth0SecretRotation billing | ConvertTo-Json -Depth 4
            $table = Get-Auth0SecretRotation billing | ConvertTo-Csv
            $told.table = "$(($table | ConvertFrom-Csv | Set-Auth0SecretRotation).CopyTo -join '; ')"
            $null = Set-Auth0SecretRotation billing -CopyTo $west
            $told.single = "$((Get-Auth0SecretRotation billing).CopyTo -join '; ')"
            $told.kept = (Set-Auth0SecretRotation billing -Description x).CopyTo.Count
            $told.cleared = (Set-Auth0SecretRotation billing -CopyTo @()).CopyTo.Count, (Set-Auth0SecretRotation billing -CopyTo $west).CopyTo.Count, (Set-Auth0SecretRotation billing -CopyTo $null).CopyTo.Count
            Remove-Auth0SecretRotation billing -Confirm:$false
            $told.json = @(
                $json | ConvertFrom-Json | New-Auth0SecretRotation | ForEach-Object { $_.CopyTo -join '; ' }
                Remove-Auth0SecretRotation billing -Confirm:$false
                $json | Import-Auth0SecretRotation -WarningVariable warned | ForEach-Object { $_.CopyTo -join '; ' }
                Remove-Auth0SecretRotation billing -Confirm:$false
                $deep | Import-Auth0SecretRotation | ForEach-Object { $_.CopyTo -join '; ' }
                $kept = Get-Auth0SecretRotation billing
                Remove-Auth0SecretRotation billing -Confirm:$false
                $kept | New-Auth0SecretRotation | ForEach-Object { $_.CopyTo -join '; ' }
            )

            # Unattended: due, announced, and applied.
            $null = Set-Auth0SecretRotation billing -AnnounceFor 0:0:2 -NextRotationAt ([DateTimeOffset]::UtcNow.AddSeconds(-1))
            $due = Invoke-Auth0SecretRotation -Due -Confirm:$false
            $next = Get-VaultText 'billing-client-secret-next'
            $told.announced = "$($due.Status) $($due.Copies.Status -join ',') $((Get-CopyText East 'billing-client-secret-next') -ceq $next) $((Get-CopyText West 'billing-next') -ceq "$($one.ClientId):$next")"
            while ([DateTimeOffset]::UtcNow -lt $due.AppliesAt) { Start-Sleep -Milliseconds 100 }
            $due = Invoke-Auth0SecretRotation -Due -Confirm:$false
            $told.applied = "$($due.Status) $((Get-VaultText 'billing-client-secret') -ceq $next) $(Test-Equal)"
            $told.entries = @((Get-SecretInfo -Vault East).Name | Sort-Object) -join ' '

            # Ad hoc.
            $adHoc = $two | Invoke-Auth0SecretRotation -Vault Prod -SecretsMapping @{ ClientSecret = 'two' } -CopyTo @{ Vault = 'East' } -Confirm:$false
            $told.adHoc = "$($adHoc.Status) $($adHoc.Copies) $((Get-CopyText East two) -ceq (Get-TenantSecret $tenant $two.ClientId))"

            $refused = @{
                'no vault' = { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ SecretsMapping = @{ ClientSecret = 'x' } } -ErrorAction Stop }
                'unknown key' = { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ Vault = 'East'; Mapping = 'x' } -ErrorAction Stop }
                'unknown name' = { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ Vault = 'East'; SecretsMapping = @{ Secret = 'x' } } -ErrorAction Stop }
                'no mapping' = { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ Vault = 'East'; SecretsMapping = 7 } -ErrorAction Stop }
                'text' = { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo East -ErrorAction Stop }
                'own vault' = { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ Vault = 'prod' } -ErrorAction Stop }
                'key mapping' = { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ Vault = 'East'; SecretsMapping = @{ PrivateKey = 'x' } } -ErrorAction Stop }
                'ad hoc without vault' = { $three | Invoke-Auth0SecretRotation -CopyTo @{ Vault = 'East' } -Confirm:$false -ErrorAction Stop }
                'ad hoc own vault' = { $three | Invoke-Auth0SecretRotation -Vault Prod -CopyTo @{ Vault = 'Prod' } -Confirm:$false -ErrorAction Stop }
                'set' = { Set-Auth0SecretRotation billing -CopyTo @{ Vault = 'East' }, @{ Vault = 'east' } -ErrorAction Stop }
            }
            $told.refused = @($refused.Keys | Sort-Object | ForEach-Object {
                $case = $_
                try { $null = & $refused[$case]; "$case nothing" } catch { "$case $(($_.FullyQualifiedErrorId -split ',')[0]) $([bool]$_.ErrorDetails.RecommendedAction)" }
            })
            $told.others = @(
                { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ Vault = 'Nowhere' } -ErrorAction Stop }
                { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ Vault = 'Tenant' } -ErrorAction Stop }
                { $three | New-Auth0SecretRotation c -Vault Prod -CopyTo @{ Vault = 'West'; SecretsMapping = @{ Credential = 'billing' } } -ErrorAction Stop }
            ) | ForEach-Object { try { $null = & $_; 'nothing' } catch { ($_.FullyQualifiedErrorId -split ',')[0] } }
            $told.left = @(Get-Auth0SecretRotation c*).Count

            # A copy that cannot be written: one error that names it, and the next run finishes it although the tenant is gone.
            $null = Set-Auth0SecretRotation billing -AnnounceFor 0:0
            $null = New-Item (Join-Path $HOME West read-only)
            $interrupted = Invoke-Auth0SecretRotation billing -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.interrupted = "$($interrupted.Status) $($interrupted.Phase) $($interrupted.Copies.Status -join ',') $(@($problem).Count) $(($problem[0].FullyQualifiedErrorId -split ',')[0]) $("$problem" -match "The copy 'billing' in vault 'West'") $($problem[0].ErrorDetails.RecommendedAction -match 'Resume-Auth0SecretRotation -Name billing')"
            $null = Set-Auth0SecretRotation billing -CopyTo @() -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.changed = "$(($problem[0].FullyQualifiedErrorId -split ',')[0]) $((Get-Auth0SecretRotation billing).CopyTo.Count)"
            Stop-TestProcess $tenant.Process
            Remove-Item (Join-Path $HOME West read-only)
            $due = Invoke-Auth0SecretRotation -Due -Confirm:$false
            $told.finished = "$($due.Status) $($due.JobId -eq $interrupted.JobId) $($due.Copies.Status -join ',') $((Get-CopyText West billing) -ceq "$($one.ClientId):$(Get-VaultText 'billing-client-secret')")"

            $null = Remove-Auth0SecretRotation billing -RemoveSecret -Confirm:$false
            $told.removed = "$(@((Get-SecretInfo -Vault West).Name).Where({ $_ }).Count) $(@((Get-SecretInfo -Vault East).Name) -join ' ')"
'@
    }

    It 'is part of the definition, and shown' {
        $told.saved | Should -Be 'East: billing-client-id, billing-client-secret; West: billing billing'
        $told.list, $told.result | Should -Be $true, $true
        $told.test.Count | Should -Be 2
        $told.whatIf | Should -Be 0
    }

    It 'puts the same secret into every vault' {
        $told.rotated | Should -Be 'Succeeded East Succeeded, West Succeeded True'
        $told.again | Should -BeTrue
    }

    It 'rotates nothing while a vault of a copy cannot be used' {
        $told.missing | Should -Be '1 True True'
    }

    It 'is changed, kept and cleared by Set-' {
        $told.single | Should -Be 'West: billing'
        $told.kept | Should -Be 1
        $told.cleared | Should -Be 0, 1, 0
    }

    It 'is in JSON, which makes the same again' {
        $told.json | Should -Be (@('East: billing-client-id, billing-client-secret; West: billing') * 4)
        $told.table | Should -Be 'East: billing-client-id, billing-client-secret; West: billing'
    }

    It 'announces in the copies, too, and runs unattended' {
        $told.announced | Should -Be 'Announced Announced,Announced True True'
        $told.applied | Should -Be 'Succeeded True True'
        $told.entries | Should -Be 'billing-client-id billing-client-secret billing-client-secret-next'
    }

    It 'finishes a copy that could not be written without calling the tenant' {
        $told.interrupted | Should -Be 'Interrupted Promoted Succeeded,Failed 1 Auth0Ps.RotationInterrupted True True'
        $told.changed | Should -Be 'Auth0Ps.RotationInterrupted 2'
        $told.finished | Should -Be 'Succeeded True Succeeded,Succeeded True'
    }

    It 'does so without a definition' {
        $told.adHoc | Should -Be 'Succeeded East: Succeeded True'
    }

    It 'refuses what cannot be' {
        $told.refused | Should -Be ('ad hoc own vault', 'ad hoc without vault', 'key mapping', 'no mapping', 'no vault', 'own vault', 'set', 'text', 'unknown key', 'unknown name' | ForEach-Object { "$_ Auth0Ps.InvalidArgument True" })
        $told.others | Should -Be 'Auth0Ps.VaultNotFound', 'Auth0Ps.VaultUnavailable', 'Auth0Ps.RotationExists'
        $told.left | Should -Be 0
    }

    It 'removes the entries of copies with the secret' {
        $told.removed | Should -Be '0 two'
    }
}
