BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Rotations with -AnnounceFor' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            $before = Get-TenantSecret $tenant $one.ClientId
            $saved = $one | New-Auth0SecretRotation billing -Vault Prod -AnnounceFor 1.00:00:00 -RotateNow -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
            $told.saved = "$($saved.State) $($saved.RotationStatus) $($saved.AnnounceFor) $(@($warned -match 'interrupted|Nothing is in').Count)"
            $told.when = $saved.AppliesAt -eq $saved.NextRotationAt -and ($saved.AppliesAt - [DateTimeOffset]::UtcNow).TotalHours -gt 23
            $next = Get-VaultText 'billing-client-secret-next'
            $told.live = (Get-TenantSecret $tenant $one.ClientId) -ceq $before -and $next.Length -eq 64

            $again = Invoke-Auth0SecretRotation billing -Confirm:$false
            $told.again = "$($again.Status) $($again.Phase) $($again.AppliesAt -eq $saved.AppliesAt)"
            $told.due = @(Invoke-Auth0SecretRotation -Due -Confirm:$false).Count
            $told.waits = @(Resume-Auth0SecretRotation -Confirm:$false).Count
            $told.list = (Get-Auth0SecretRotation billing | Format-List | Out-String) -match 'AppliesAt +: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC'
            $told.test = "$((Test-Auth0SecretRotation billing).Checks | Where-Object Name -eq Interruption | ForEach-Object Detail)"
            $told.result = ($again | Format-List | Out-String) -match 'AppliesAt +: '

            $applied = Resume-Auth0SecretRotation billing -Force -Confirm:$false
            $told.applied = "$($applied.Status) $($applied.JobId -eq $again.JobId)"
            $told.same = (Get-VaultText 'billing-client-secret') -ceq $next -and (Get-TenantSecret $tenant $one.ClientId) -ceq $next
            $told.after = "$((Get-Auth0SecretRotation billing).State) $($null -eq (Get-Auth0SecretRotation billing).AppliesAt)"
            $told.history = (Get-Auth0SecretRotationHistory billing | ForEach-Object Status) -join ' '
            $told.none = "$((Set-Auth0SecretRotation billing -AnnounceFor 0:0).AnnounceFor)"

            $adHoc = $two | Invoke-Auth0SecretRotation -Vault Prod -AnnounceFor 00:30:00 -Confirm:$false
            $told.adHoc = "$($adHoc.Status) $([Math]::Round(($adHoc.AppliesAt - [DateTimeOffset]::UtcNow).TotalMinutes))"
            $told.whatIf = @($two | Invoke-Auth0SecretRotation -Vault Prod -Force -WhatIf).Count
            $told.forced = "$(($two | Invoke-Auth0SecretRotation -Vault Prod -Force -Confirm:$false).Status)"

            $told.refused = @(
                { $three | New-Auth0SecretRotation c -Vault Prod -AnnounceFor 30.00:00:00 -ErrorAction Stop }
                { $three | New-Auth0SecretRotation c -Vault Prod -AnnounceFor 1 -ErrorAction Stop }
                { $three | New-Auth0SecretRotation c -Vault Prod -CredentialType PrivateKeyJwt -AnnounceFor 1.0:0 -ErrorAction Stop }
                { $three | Invoke-Auth0SecretRotation -AnnounceFor 1.0:0 -Confirm:$false -ErrorAction Stop }
                { $three | Invoke-Auth0SecretRotation -Vault Prod -AnnounceFor 1.0:0 -AsCredential -Confirm:$false -ErrorAction Stop }
                { $three | Invoke-Auth0SecretRotation -Vault Prod -CredentialType PrivateKeyJwt -AnnounceFor 1.0:0 -Confirm:$false -ErrorAction Stop }
                { Set-Auth0SecretRotation billing -RotationInterval 1 -AnnounceFor 1.0:0 -ErrorAction Stop }
            ) | ForEach-Object { try { $null = & $_; 'nothing' } catch { ($_.FullyQualifiedErrorId -split ',')[0] } }
'@
    }

    It 'puts the next secret beside the present one, and says when it becomes live' {
        $told.saved | Should -Be 'Announced Announced 1.00:00:00 0'
        $told.when, $told.live | Should -Be $true, $true
        $told.list, $told.result | Should -Be $true, $true
    }

    It 'waits, whoever runs it' {
        $told.again | Should -Be 'Announced Announced True'
        $told.due, $told.waits | Should -Be 0, 0
        $told.test | Should -BeLike 'The next secret is announced, and becomes live with the first run after * UTC.'
    }

    It 'makes that very secret live by force' {
        $told.applied | Should -Be 'Succeeded True'
        $told.same | Should -BeTrue
        $told.after | Should -Be 'UpToDate True'
        $told.history | Should -Be 'Succeeded Announced'
        $told.none | Should -BeNullOrEmpty
    }

    It 'does so without a definition, too' {
        $told.adHoc | Should -Be 'Announced 30'
        $told.whatIf | Should -Be 0
        $told.forced | Should -Be 'Succeeded'
    }

    It 'refuses times and uses that make no sense' {
        $told.refused | Should -Be (@('Auth0Ps.InvalidArgument') * 7)
    }
}
