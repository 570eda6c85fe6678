BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Undo-Auth0SecretRotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            $saved = $one | New-Auth0SecretRotation billing -Vault Prod -KeepPrevious -RotateNow -Confirm:$false
            $told.keeps = $saved.KeepPrevious
            $null = Undo-Auth0SecretRotation billing -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.without = "$(Get-Told $problem) $($problem.Count) $([bool]$problem[0].ErrorDetails.RecommendedAction)"
            $former = Get-VaultText 'billing-client-secret'
            $null = Invoke-Auth0SecretRotation billing -Confirm:$false
            $live = Get-VaultText 'billing-client-secret'
            $told.kept = (Get-VaultText 'billing-client-secret-previous') -ceq $former -and $live -cne $former
            $told.whatIf = @(Undo-Auth0SecretRotation billing -WhatIf).Count
            $told.untouched = (Get-TenantSecret $tenant $one.ClientId) -ceq $live

            $undone = Get-Auth0SecretRotation billing | Undo-Auth0SecretRotation -Confirm:$false
            $told.undone = "$($undone.Status) $($undone.Name) $($undone.Vault) $($undone.Message -like 'Undone;*')"
            $told.live = (Get-TenantSecret $tenant $one.ClientId) -ceq $former -and (Get-VaultText 'billing-client-secret') -ceq $former
            $told.places = (Get-VaultText 'billing-client-secret-previous') -ceq $live
            $told.history = "$((Get-Auth0SecretRotationHistory billing)[0].Message)" -like 'Undone;*'
            $twice = Undo-Auth0SecretRotation billing -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.twice = "$($twice.Status) $(Get-Told $problem) $((Get-TenantSecret $tenant $one.ClientId) -ceq $former)"
            $null = Undo-Auth0SecretRotation nobody -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.unknown = Get-Told $problem
            $told.ended = (Set-Auth0SecretRotation billing -Description other).KeepPrevious, (Set-Auth0SecretRotation billing -KeepPrevious:$false).KeepPrevious
'@
    }

    It 'needs a previous secret' {
        $told.keeps, $told.kept | Should -Be $true, $true
        $told.without | Should -BeLike 'NothingToUndo * 1 True'
    }

    It 'changes nothing under -WhatIf' {
        $told.whatIf | Should -Be 0
        $told.untouched | Should -BeTrue
    }

    It 'makes it live again, and the two change places' {
        $told.undone | Should -Be 'Succeeded billing Prod True'
        $told.live, $told.places, $told.history | Should -Be $true, $true, $true
    }

    It 'goes back once' {
        $told.twice | Should -BeLike 'Failed NothingToUndo * True'
    }

    It 'says so when a name is unknown' {
        $told.unknown | Should -Be 'RotationNotFound nobody'
    }

    It 'is a setting that other changes leave' {
        $told.ended | Should -Be $true, $false
    }
}
