BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle

    # Families of published vaults, by the habits of tests/pester/vaults; each with what it cannot keep.
    $families = @(
        @{ Family = 'a vault that does not overwrite'; Habit = 'keepsFirst,numbers'; Not = @() }
        @{ Family = 'a vault that refuses to overwrite'; Habit = 'refusesAgain,unknown'; Not = @() }
        @{ Family = 'a vault that returns hashtables'; Habit = 'shape,hashtable,missing'; Not = @() }
        @{ Family = 'a vault that returns credentials late'; Habit = 'shape,credential,lags'; Not = @() }
        @{ Family = 'a vault that keeps strings on one line'; Habit = 'textOnly,oneLine,lineBreak'; Not = @('credential') }
        @{ Family = 'a vault whose command line prints lines'; Habit = 'firstLine,noise,patterns,throttles'; Not = @() }
        @{ Family = 'a vault that loses what is newest'; Habit = 'forgetsNewest'; Not = @('secret', 'credential', 'key') }
    )
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
                $told.checks = @((Test-Auth0SecretRotation -Name saved).Checks | Where-Object Name -In Overwriting, Forms, Reading, Names | ForEach-Object { "$($_.Name) $($_.Outcome)" })
                Remove-Auth0SecretRotation -Name saved -RemoveSecret -Confirm:$false -ErrorVariable problem
                $told.removed = "$problem"
                $told.left = @('saved-client-id', 'saved-client-secret' | Where-Object { Read-VaultEntry (Find-TestVault Prod) $_ })
            }
'@).Replace('HABIT', $Habit).Replace('NOT', ($Not -join ',')) -Seconds 500
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
}
