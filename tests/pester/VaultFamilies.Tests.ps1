BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle

    # Families of published vaults, by the habits of tests/pester/vaults; each with what it cannot keep.
    $families = @(
        @{ Family = 'a vault that reserves removed names'; Habit = 'softDelete'; Not = @() }
        @{ Family = 'a vault that does not overwrite'; Habit = 'keepsFirst,numbers'; Not = @() }
        @{ Family = 'a vault that refuses to overwrite'; Habit = 'refusesAgain,unknown'; Not = @() }
        @{ Family = 'a vault that returns hashtables'; Habit = 'shape,hashtable,missing'; Not = @() }
        @{ Family = 'a vault that returns credentials late'; Habit = 'shape,credential,lags'; Not = @() }
        @{ Family = 'a vault that keeps strings on one line'; Habit = 'textOnly,oneLine,lineBreak'; Not = @('credential') }
        @{ Family = 'a vault whose command line prints lines'; Habit = 'firstLine,noise,patterns,throttles'; Not = @() }
        @{ Family = 'a vault that loses what is newest'; Habit = 'forgetsNewest'; Not = @('secret', 'credential', 'key') }
    )

    # An ordinary run takes the two that contradict each other; all of them run with AUTH0PS_TESTS=all, and in memory in the core's tests.
    if ($env:AUTH0PS_TESTS -ne 'all') {
        $families = $families[0, 2]
    }
}

Describe 'Rotations, one after the other, into <Family>' -Skip:([bool]$obstacle) -ForEach $families {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/RotationScene.ps1

        $script:told = Invoke-RotationScene (@'
            Unregister-SecretVault Prod
            Set-VaultPatience 4
            $folder = (New-Item (Join-Path $HOME prod-family) -ItemType Directory).FullName
            Register-TestVault Prod @{ Folder = $folder; Habit = 'HABIT'; Lag = 1 }
            $machine = Get-Auth0Application -Connection demo -ClientId (Find-SignInApplication $tenant).ClientId
            $others = @($applications | Where-Object ClientId -NE $machine.ClientId)
            $cases = [ordered]@{
                secret     = $others[0], @{ ClientId = 'shop-id'; ClientSecret = 'shop-secret' }, 'shop-secret', @{}
                credential = $others[1], @{ Credential = 'shop-credential' }, 'shop-credential', @{}
                key        = $machine, @{ PrivateKey = 'shop-key' }, 'shop-key', @{ CredentialType = 'PrivateKeyJwt'; Overlap = [timespan]::Zero }
            }
            foreach ($case in $cases.Keys) {
                $application, $mapping, $entry, $more = $cases[$case]
                $told[$case] = @(foreach ($round in 1..3) {
                    $before = Get-TenantSecret $tenant $application.ClientId
                    $problem = $null
                    $result = $application | Invoke-Auth0SecretRotation -Vault Prod -SecretsMapping $mapping @more -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
                    $now = Get-TenantSecret $tenant $application.ClientId
                    $kept = try { (Read-VaultEntry (Find-TestVault Prod) $entry) -replace '^[^:-]+:(?=[^:]+$)' } catch { '' }
                    $works = if ($case -ne 'key') {
                        $kept -ceq $now
                    }
                    elseif ($kept) {
                        $null = New-Auth0Connection -Name "keyed-$round" -Domain $tenant.Domain -ClientId $application.ClientId -PrivateKey (New-Secret $kept) -Audience (@(Invoke-Tenant $tenant "client-grants?client_id=$($application.ClientId)" | ForEach-Object { $_ })[0].audience) -WarningAction Ignore -ErrorAction Ignore
                        [bool](Get-Auth0AccessToken -Connection "keyed-$round" -ErrorAction Ignore)
                    }
                    @{
                        status  = "$($result.Status)"
                        message = "$($result.Message)"
                        reason  = "$(@($problem)[0].FullyQualifiedErrorId)"
                        advice  = "$(@($problem)[0].ErrorDetails.RecommendedAction)"
                        works   = [bool]$works
                        touched = ($case -eq 'key') ? (@(Invoke-Tenant $tenant "clients/$($application.ClientId)/credentials" | ForEach-Object { $_ }).Count -gt 0) : ($now -cne $before)
                    }
                })
            }
            $told.secretShown = [bool](@($others[0], $others[1]).Where({ (Get-TenantSecret $tenant $_.ClientId) -and ("$Error" -match [regex]::Escape((Get-TenantSecret $tenant $_.ClientId))) }))
            $told.probes = @(Get-ChildItem $folder -Filter *.json | ForEach-Object { [System.Text.Encoding]::UTF8.GetString([Convert]::FromHexString($_.BaseName)) } | Where-Object { $_ -match 'probe' })

            # A saved rotation with its connection's own secret in the vault: self-rotation, the checks, and everything removed again.
            if ('NOT' -notmatch 'secret') {
                $own = New-Auth0Connection -Name own -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -Vault Prod -SecretName own-secret
                $self = Invoke-Auth0SecretRotation -Connection own -ClientId $tenant.ClientId -Vault Prod -SecretsMapping @{ ClientSecret = 'self-secret' } -Confirm:$false -ErrorVariable problem
                $told.self = "$($self.Status) $problem"
                $told.signsIn = [bool](Get-Auth0AccessToken -Connection own -Force -ErrorAction Ignore)
                $saved = New-Auth0SecretRotation -Name saved -Connection own -ClientId $others[2].ClientId -Vault Prod -RotateNow -Confirm:$false -WarningAction Ignore -ErrorVariable problem
                $told.saved = "$((Get-Auth0SecretRotation saved).RotationStatus) $problem"

                # Killed once Auth0 has the new secret and the vault is about to get it under its final name; an unattended run finishes it.
                $there = @{ HOME = $HOME; USERPROFILE = $HOME; AUTH0PS_HOME = $env:AUTH0PS_HOME }
                Set-Content (Join-Path $folder hold) 'saved-client-secret'
                $victim = Start-ChildShell 'Import-Module $env:AUTH0PS_MODULE; Invoke-Auth0SecretRotation saved -Confirm:$false' $there
                try {
                    Wait-Until { (Test-Path (Join-Path $folder held)) -or $victim.HasExited } 'The final entry is written.'
                    $told.died = -not $victim.HasExited
                }
                finally {
                    Stop-TestProcess $victim
                }
                Remove-Item (Join-Path $folder hold), (Join-Path $folder held)
                $live = Get-TenantSecret $tenant $others[2].ClientId
                $told.killed = "$((Get-Auth0SecretRotation saved).State) $((Read-VaultEntry (Find-TestVault Prod) saved-client-secret-next) -ceq $live)"
                $told.finished = (Invoke-ChildShell 'Import-Module $env:AUTH0PS_MODULE; "$((Invoke-Auth0SecretRotation -Due -Confirm:$false | Where-Object Name -EQ saved).Status)"' $there).Flat.Trim()
                $told.same = "$((Get-TenantSecret $tenant $others[2].ClientId) -ceq $live) $((Read-VaultEntry (Find-TestVault Prod) saved-client-secret) -ceq $live)"
                $told.checks = @((Test-Auth0SecretRotation -Name saved).Checks | Where-Object Name -In Overwriting, Forms, Reading, Names | ForEach-Object { "$($_.Name) $($_.Outcome)" })
                Remove-Auth0SecretRotation -Name saved -RemoveSecret -Confirm:$false -ErrorVariable problem
                $told.removed = "$problem"
                $told.left = @('saved-client-id', 'saved-client-secret' | Where-Object { Read-VaultEntry (Find-TestVault Prod) $_ })

                # The names that were removed, once more; and then others, removed by somebody who can know what that means.
                $before = Get-TenantSecret $tenant $others[2].ClientId
                $null = New-Auth0SecretRotation -Name saved -Connection own -ClientId $others[2].ClientId -Vault Prod -RotateNow -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
                $told.again = "$((Get-Auth0SecretRotation saved).RotationStatus) $($before -ceq (Get-TenantSecret $tenant $others[2].ClientId))"
                $told.againSaid = "$problem $(@($problem)[0].ErrorDetails.RecommendedAction)"
                Remove-Auth0SecretRotation -Name saved -Confirm:$false
                $null = New-Auth0SecretRotation -Name other -Connection own -ClientId $others[2].ClientId -Vault Prod -RotateNow -Force -Confirm:$false
                Remove-Auth0SecretRotation -Name other -RemoveSecret -Confirm:$false -WarningVariable warned
                $told.warned = "$warned"
            }

            # The tenant as a vault, copied into this one by SecretManagement's own cmdlets.
            Register-SecretVault Tenant -ModuleName $env:AUTH0PS_MODULE -VaultParameters @{ Connection = 'demo' }
            $secrets = Get-TenantSecretTable $tenant
            $told.copied = @(foreach ($application in $others[3], $others[4]) {
                foreach ($attempt in 1..3) {
                    $problem = $null
                    $null = Get-SecretInfo $application.ClientId -Vault Tenant | Set-Secret -Vault Prod -ErrorAction SilentlyContinue -ErrorVariable problem 3>$null
                    if (-not $problem) { break }
                }
                $wanted = "$($application.ClientId):$($secrets[$application.ClientId])"
                if (-not $problem) {
                    try { Wait-Until { (Read-VaultEntry (Find-TestVault Prod) $application.ClientId) -ceq $wanted } 'The copy can be read.' 10 } catch { $problem = "$_" }
                }
                $problem ? 'refused' : 'there'
            })
            $now = Get-TenantSecretTable $tenant
            $told.copyTouched = @($now.Keys | Where-Object { $now[$_] -cne $secrets[$_] }).Count
'@).Replace('HABIT', $Habit).Replace('NOT', ($Not -join ',')) 10 -Seconds 500
    }

    It 'keeps the <_>, or leaves Auth0 untouched and says why' -ForEach 'secret', 'credential', 'key' {
        $rounds = $told.$_
        $rounds.Count | Should -Be 3 -Because $told.said
        foreach ($round in $rounds) {
            if ($Not -contains $_) {
                $round.status | Should -Be Failed -Because $round.message
                $round.touched | Should -BeFalse
                $round.reason | Should -BeLike 'Auth0Ps.Vault*'
                $round.advice | Should -Not -BeNullOrEmpty
            }
            else {
                $round.status | Should -Be Succeeded -Because $round.message
                $round.works | Should -BeTrue
            }
        }
    }

    It 'shows no secret and leaves no throw-away entry' {
        $told.secretShown | Should -BeFalse
        $told.probes | Should -BeNullOrEmpty
    }

    It 'keeps a connection''s own secret, rotates it, and removes what a saved rotation wrote' -Skip:($Not -contains 'secret') {
        $told.self | Should -Be 'Succeeded ' -Because $told.said
        $told.signsIn | Should -BeTrue
        $told.saved | Should -Be 'Succeeded '
        $told.checks | Should -Contain 'Forms Passed'
        $told.checks | Should -Contain 'Names Passed'
        $told.removed | Should -BeNullOrEmpty
        $told.left | Should -BeNullOrEmpty
    }
    It 'has the live secret as the next one when a run is killed, and an unattended run finishes with it' -Skip:($Not -contains 'secret') {
        $told.died | Should -BeTrue
        $told.killed | Should -Be 'Interrupted True'
        $told.finished | Should -Be Succeeded
        $told.same | Should -Be 'True True'
    }

    It 'takes removed names again, or says before the tenant is touched what to do, and warns who removes' -Skip:($Not -contains 'secret') {
        if ($Habit -eq 'softDelete') {
            $told.again | Should -Be 'Failed True'
            $told.againSaid | Should -Match 'recoverable state.*Purge or recover'
            $told.warned | Should -Match "'Prod' does not take removed names again: purge .*other-client-secret"
        }
        else {
            $told.again | Should -Be 'Succeeded False' -Because $told.againSaid
            $told.warned | Should -BeNullOrEmpty
        }
    }

    It 'takes the credentials of the tenant as a vault, or refuses them, and leaves the tenant as it is' {
        $kept = $Not -notcontains 'credential' -and $Habit -ne 'forgetsNewest' ? 'there' : 'refused'
        $told.copied | Should -Be $kept, $kept
        $told.copyTouched | Should -Be 0
    }
}

# What the name means then is anybody's guess. The first entry to meet it is the next one, which nobody needs: what is learned there keeps the others from it.
Describe 'A vault that makes a second item of a name and <Answer>' -Tag Long -Skip:([bool]$obstacle) -ForEach @(
    @{ Answer = 'returns the first'; Habit = 'twoItems'; Second = 'Succeeded' }
    @{ Answer = 'returns both'; Habit = 'returnsBoth'; Second = 'Succeeded' }
    @{ Answer = 'fails for it'; Habit = 'throwsTwice'; Second = 'Failed' }
) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            Unregister-SecretVault Prod
            Set-VaultPatience 1
            $folder = (New-Item (Join-Path $HOME prod-twice) -ItemType Directory).FullName
            Register-TestVault Prod @{ Folder = $folder; Habit = 'HABIT' }
            $told.rounds = @(foreach ($round in 1..4) {
                $before = Get-TenantSecret $tenant $one.ClientId
                $result = $one | Invoke-Auth0SecretRotation -Vault Prod -SecretsMapping @{ ClientSecret = 'shop' } -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
                $now = Get-TenantSecret $tenant $one.ClientId
                @{ status = "$($result.Status)"; reason = "$(@($problem)[0].FullyQualifiedErrorId)"; said = "$problem $(@($problem)[0].ErrorDetails.RecommendedAction)"; touched = $now -cne $before; readable = (Get-Secret shop -Vault Prod -AsPlainText) -ceq $now }

                # Somebody puts it in order with the vault's own tools.
                Get-ChildItem $folder -Filter *.twice | ForEach-Object { Remove-Item $_, ($_ -replace '\.twice$') }
            })
'@.Replace('HABIT', $Habit)
    }

    It 'keeps every secret, or leaves Auth0 untouched and says why' {
        $told.rounds.Count | Should -Be 4 -Because $told.said
        $told.rounds.status | Should -Be 'Succeeded', $Second, 'Succeeded', 'Succeeded' -Because ($told.rounds.said -join ' ')
        $told.rounds.readable | Should -Be $true, $true, $true, $true
        if ($Second -eq 'Failed') {
            $told.rounds[1].touched | Should -BeFalse
            $told.rounds[1].reason | Should -BeLike 'Auth0Ps.VaultWriteFailed*'
            $told.rounds[1].said | Should -Match "'shop-next'.*Multiple entries are called shop-next"
        }
    }
}
