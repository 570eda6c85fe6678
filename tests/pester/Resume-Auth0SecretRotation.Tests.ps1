BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Resume-Auth0SecretRotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            function New-Interrupted([string] $Name, $Application) {
                Set-Interruption $tenant $Application.ClientId
                $Application | New-Auth0SecretRotation $Name -Vault Prod -RotateNow -Confirm:$false 2>$null
            }
            $told.none = @(Resume-Auth0SecretRotation -Confirm:$false).Count
            $told.states = @('a', 'b', 'c' | ForEach-Object { $at = 0 } { "$((New-Interrupted $_ $applications[$at++]).State)" })
            $pending = @{}
            foreach ($name in 'a', 'b', 'c') {
                $pending[$name] = Get-VaultText "$name-client-secret-next"
            }
            $told.pending = @($pending.Values | Where-Object { $_.Length -ge 48 }).Count

            # Still in the way: the error stays an error, and the secret that waits stays the same.
            $still = Resume-Auth0SecretRotation c -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.still = "$($still.Status) $($problem.Count) $((Get-VaultText 'c-client-secret-next') -ceq $pending.c)"
            $told.stillError = "$(Get-Told $problem)" -ceq "RotationInterrupted $($three.ClientId)"
            Set-TenantFault $tenant

            $told.whatIf = @(Resume-Auth0SecretRotation -WhatIf).Count
            $first = Resume-Auth0SecretRotation a -Confirm:$false
            $told.first = "$($first.GetType().FullName) $($first.Name) $($first.Status) $($first.Vault) $($first.SecretNames -join ' ')"
            $told.next = $first.NextRotationAt -eq (Get-Auth0SecretRotation a).NextRotationAt -and $null -ne $first.NextRotationAt
            $told.same = (Get-VaultText 'a-client-secret') -ceq $pending.a -and (Get-TenantSecret $tenant $one.ClientId) -ceq $pending.a
            $told.again = @(Resume-Auth0SecretRotation a -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue).Count + $problem.Count

            # Renamed meanwhile; and one whose definition is gone for everybody, as with a lost file.
            $null = Set-Auth0SecretRotation b -NewName bravo
            $told.renamed = "$((Get-Auth0SecretRotation bravo | Resume-Auth0SecretRotation -Confirm:$false).Name)"
            Remove-Item (Join-Path $env:AUTH0PS_HOME 'rotations.json')
            $last = @(Resume-Auth0SecretRotation -Confirm:$false)
            $told.last = @($last | ForEach-Object { "$($_.Name) $($_.Status)" })
            $told.live = @($one, $two, $three | Where-Object { (Get-TenantSecret $tenant $_.ClientId) -cin $pending.Values }).Count
            $told.entries = Get-Entries
            $told.settled = @('a', 'b', 'c' | Where-Object { (Get-VaultText "$_-client-secret-next") -ceq (Get-VaultText "$_-client-secret") }).Count
            $told.history = @(Get-Auth0SecretRotationHistory | ForEach-Object { "$($_.Name) $($_.Status)" })
            $null = Resume-Auth0SecretRotation nobody -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.unknown = Get-Told $problem
'@
    }

    It 'has nothing to do when nothing is interrupted' {
        $told.none | Should -Be 0
        $told.again | Should -Be 0
    }

    It 'finds what was interrupted, with its secret in the vault' {
        $told.states | Should -Be 'Interrupted', 'Interrupted', 'Interrupted'
        $told.pending | Should -Be 3
        $told.whatIf | Should -Be 0
    }

    It 'leaves what cannot be finished yet as it is, with a result and an error' {
        $told.still | Should -Be 'Interrupted 1 True'
        $told.stillError | Should -BeTrue
    }

    It 'finishes with the same secret' {
        $told.first | Should -Be 'Auth0Ps.Auth0SecretRotationResult a Succeeded Prod a-client-id a-client-secret'
        $told.next, $told.same | Should -Be $true, $true
    }

    It 'finds a renamed one, and one without a definition' {
        $told.renamed | Should -Be 'bravo'
        $told.last | Should -Be 'c Succeeded'
        $told.live | Should -Be 3
        # No entry is removed: the next ones stay, and hold the same as the final ones.
        $told.entries | Should -Be 'a-client-id', 'a-client-secret', 'a-client-secret-next', 'b-client-id', 'b-client-secret', 'b-client-secret-next', 'c-client-id', 'c-client-secret', 'c-client-secret-next'
        $told.settled | Should -Be 3
    }

    It 'has every run in the history, newest first' {
        $told.history[0] | Should -Be 'c Succeeded'
        @($told.history -like '* Interrupted').Count | Should -Be 4
        @($told.history -like '* Succeeded').Count | Should -Be 3
    }

    It 'says so when a name is unknown' {
        $told.unknown | Should -Be 'RotationNotFound nobody'
    }
}
