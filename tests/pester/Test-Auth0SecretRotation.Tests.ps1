BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Test-Auth0SecretRotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            function Get-Outcome($Test) {
                @($Test.Checks | ForEach-Object { "$($_.Name) $($_.Outcome)" })
            }
            $null = $one | New-Auth0SecretRotation good -Vault Prod -NoAdopt -Confirm:$false
            $before = Get-TenantSecretTable $tenant
            $changes = @(Get-TenantRequest $tenant PATCH).Count
            $good = Test-Auth0SecretRotation good
            $told.type = $good.GetType().FullName
            $told.good = Get-Outcome $good
            $told.succeeded = "$($good.Succeeded) $($good.Rotation.Name) $(Test-Auth0SecretRotation good -Quiet)"
            $told.changed = @(Get-TenantRequest $tenant PATCH).Count - $changes
            $told.entries = Get-Entries
            $told.table = $good | Out-String -Width 80
            $told.list = $good | Format-List | Out-String -Width 100

            Write-VaultEntry (Find-TestVault Prod) 'good-client-secret' 'written by somebody else'
            $told.foreign = Get-Outcome (Get-Auth0SecretRotation good | Test-Auth0SecretRotation)
            $null = Remove-VaultEntry (Find-TestVault Prod) 'good-client-secret'

            $null = $two | New-Auth0SecretRotation gone -Vault Prod -Confirm:$false
            $null = Invoke-Tenant $tenant "clients/$($two.ClientId)" -Method Delete
            $gone = Test-Auth0SecretRotation gone
            $told.gone = Get-Outcome $gone
            $told.advice = "$(($gone.Checks | Where-Object Outcome -EQ Failed).Recommendation)"

            Set-Interruption $tenant $three.ClientId
            $null = $three | New-Auth0SecretRotation open -Vault Prod -RotateNow -Confirm:$false 2>$null
            Set-TenantFault $tenant
            $told.open = Get-Outcome (Test-Auth0SecretRotation open)

            $null = New-Auth0Connection -Name limited -Domain $tenant.Domain -ClientId $tenant.LimitedClientId -ClientSecret (New-Secret $tenant.LimitedClientSecret)
            $null = Set-Auth0SecretRotation good -Connection limited
            $told.limited = Get-Outcome (Test-Auth0SecretRotation good)
            $null = Unregister-SecretVault Prod
            Remove-Auth0Connection limited -Force
            $told.nothing = Get-Outcome (Test-Auth0SecretRotation good)
            $told.quiet = @(Test-Auth0SecretRotation -Quiet) -join ' '
            $null = Test-Auth0SecretRotation nobody -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.unknown = Get-Told $problem
'@
    }

    It 'looks at connection, application, vault, what is known of it, names, entries, interruption and journal' {
        $told.type | Should -Be 'Auth0Ps.Auth0SecretRotationTest'
        # What a vault keeps is not known before the first rotation into it.
        $told.good | Should -Be 'Connection Passed', 'Application Passed', 'Vault Passed', 'Overwriting Skipped', 'Forms Skipped', 'Reading Skipped', 'Names Passed', 'Entries Passed', 'Live Skipped', 'Interruption Passed', 'Journal Passed'
        $told.succeeded | Should -Be 'True good True'
    }

    It 'changes nothing' {
        $told.changed | Should -Be 0
        $told.entries | Should -BeNullOrEmpty
    }

    It 'finds an entry of somebody else' {
        $told.foreign | Should -Contain 'Entries Failed'
        @($told.foreign -like '* Failed').Count | Should -Be 1
    }

    It 'finds that the application is gone, and says what to do' {
        @($told.gone -like '* Failed') | Should -Be 'Application Failed'
        $told.advice | Should -Match 'Get-Auth0Application'
    }

    It 'finds an interrupted run' {
        @($told.open -like '* Failed') | Should -Be 'Interruption Failed'
    }

    It 'finds a missing permission, connection and vault, and passes over what depends on them' {
        @($told.limited -like '* Failed') | Should -Be 'Connection Failed'
        $told.limited | Should -Contain 'Application Skipped'
        $told.nothing | Should -Be 'Connection Failed', 'Application Skipped', 'Vault Failed', 'Entries Skipped', 'Live Skipped', 'Interruption Passed', 'Journal Passed'
        $told.quiet | Should -Be 'False False False'
    }

    It 'says so when a name is unknown' {
        $told.unknown | Should -Be 'RotationNotFound nobody'
    }

    It 'is shown as a table and as a list' {
        $told.table | Should -Match 'Outcome +Rotation +Checks'
        $told.table | Should -Match 'Passed +good +7 passed, 4 skipped'
        $told.list | Should -Match 'Interruption'
    }
}
