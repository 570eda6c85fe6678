BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Remove-Auth0SecretRotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene -ApplicationCount 12 @'
            $told.impact = "$(((Get-Command Remove-Auth0SecretRotation).ImplementingType.GetCustomAttributes($true) | Where-Object { $_ -is [System.Management.Automation.CmdletAttribute] }).ConfirmImpact)"
            function New-Rotated([string] $Name, $Application) {
                $Application | New-Auth0SecretRotation $Name -Vault Prod -RotateNow -Confirm:$false
            }

            $null = New-Rotated plain $one
            Remove-Auth0SecretRotation plain -WhatIf
            $told.whatIf = @(Get-Auth0SecretRotation plain).Count
            $told.output = @(Remove-Auth0SecretRotation plain).Count
            $told.gone = @(Get-Auth0SecretRotation).Count
            $told.plainEntries = Get-Entries
            $told.plainLive = (Get-VaultText 'plain-client-secret') -ceq (Get-TenantSecret $tenant $one.ClientId)

            # The same entries again, now without force: they were written by its run.
            $told.again = "$((New-Rotated plain $one).RotationStatus)"
            $issued = Get-VaultText 'plain-client-secret'
            Remove-Auth0SecretRotation plain -Revoke -Confirm:$false
            $now = Get-TenantSecret $tenant $one.ClientId
            $told.revoked = $now -cne $issued -and $now.Length -ge 48
            $told.revokedKept = (Get-VaultText 'plain-client-secret') -ceq $issued
            $told.revokedNowhere = -not "$(Get-ChildItem $HOME -Recurse -File -Include *.json, *.jsonl | Where-Object FullName -NotLike "*tenant-*" | Get-Content -Raw)".Contains($now)
            $told.revokedGone = @(Get-Auth0SecretRotation).Count
            $told.history = "$((Get-Auth0SecretRotationHistory plain)[0].Message)"

            $null = New-Rotated second $two
            $told.secondEntries = @(Get-Entries | Where-Object { $_ -like 'second*' })
            Get-Auth0SecretRotation second | Remove-Auth0SecretRotation -RemoveSecret -Confirm:$false
            $told.removed = @(Get-Entries | Where-Object { $_ -like 'second*' })

            # A failed revoke keeps everything.
            $null = New-Rotated third $three
            $secret = Get-TenantSecret $tenant $three.ClientId
            Set-TenantFault $tenant @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 50; action = 'status'; status = 403; body = '<html>blocked</html>' }
            Remove-Auth0SecretRotation third -Revoke -RemoveSecret -Force -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.failed = Get-Told $problem
            $told.failedKept = @(Get-Auth0SecretRotation third).Count -eq 1 -and (Get-VaultText 'third-client-secret') -ceq $secret -and (Get-TenantSecret $tenant $three.ClientId) -ceq $secret

            # Interrupted.
            Set-Interruption $tenant $applications[3].ClientId
            $null = New-Rotated open $applications[3] 2>$null
            Remove-Auth0SecretRotation open -Force -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.open = Get-Told $problem
            Set-TenantFault $tenant

            # Not rotated yet, and the entry is somebody else's.
            $null = $applications[4] | New-Auth0SecretRotation fresh -Vault Prod -SecretsMapping @{ ClientSecret = 'theirs' } -NoAdopt -Confirm:$false
            Write-VaultEntry (Find-TestVault Prod) theirs 'written later by somebody else'
            Remove-Auth0SecretRotation fresh -RemoveSecret -Confirm:$false -WarningVariable warned
            $told.fresh = "$(@(Get-Auth0SecretRotation fresh -ErrorAction Ignore).Count) $(Get-VaultText theirs)"
            $told.freshWarned = "$warned"

            # The application that a connection signs in with.
            $null = New-Auth0Connection kept -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -Vault Prod
            $own = New-Auth0SecretRotation own -Connection kept -ClientId $tenant.ClientId -Vault Prod -Confirm:$false
            $told.own = "$($own.State)"
            Remove-Auth0SecretRotation own -Revoke -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.ownRefused = Get-Told $problem
            $told.ownWorks = Get-SignInStatus $tenant $tenant.ClientId $tenant.ClientSecret

            Remove-Auth0SecretRotation nobody, own -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.unknown = Get-Told $problem
            Remove-Auth0SecretRotation 'x*' -ErrorAction Stop
            $told.left = @((Get-Auth0SecretRotation).Name)

            # Nobody is there to answer: what revokes is not done.
            try { Remove-Auth0SecretRotation third -Revoke -ErrorAction Stop } catch { $told.question = "$_" }
            $told.asked = @(Get-Auth0SecretRotation third).Count
'@
    }

    It 'forgets the definition without a question, and leaves secret and entries as they are' {
        $told.whatIf, $told.output, $told.gone | Should -Be 1, 0, 0
        # The next one as well, which holds the same: no rotation removes an entry.
        $told.plainEntries | Should -Be 'plain-client-id', 'plain-client-secret', 'plain-client-secret-next'
        $told.plainLive | Should -BeTrue
        $told.again | Should -Be 'Succeeded'
    }

    It 'makes the last issued secret useless with -Revoke, by one that nobody keeps' {
        $told.revoked, $told.revokedKept, $told.revokedNowhere | Should -Be $true, $true, $true
        $told.revokedGone | Should -Be 0
        $told.history | Should -Match '^Revoked'
    }

    It 'deletes the entries with -RemoveSecret' {
        $told.secondEntries | Should -Be 'second-client-id', 'second-client-secret', 'second-client-secret-next'
        $told.removed | Should -BeNullOrEmpty
    }

    It 'keeps everything when the revoke fails, even with -Force' {
        @($told.failed).Count | Should -Be 1
        $told.failed | Should -Match ' third$'
        $told.failedKept | Should -BeTrue
    }

    It 'refuses what is interrupted' {
        $told.open | Should -Be 'RotationInterrupted open'
    }

    It 'leaves an entry that somebody else wrote, and says so' {
        $told.fresh | Should -Be '0 written later by somebody else'
        $told.freshWarned | Should -Match "'theirs'"
    }

    It 'never revokes the application that a connection signs in with' {
        $told.own | Should -Be 'Never'
        $told.ownRefused | Should -Be 'ApplicationNotRotatable own'
        $told.ownWorks | Should -Be 200
    }

    It 'says so when a name is unknown, and removes the others named' {
        $told.unknown | Should -Be 'RotationNotFound nobody'
        $told.left | Should -Be 'open', 'third'
    }

    It 'asks before it revokes' {
        $told.impact | Should -Be 'High'
        $told.asked | Should -Be 1
        $told.question | Should -Match 'NonInteractive'
    }
}
