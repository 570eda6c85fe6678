BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'A secret that was changed elsewhere' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            # The sandbox spreads nothing, so there is nothing to wait for.
            Set-TimeLimit Spreading 1
            $null = $one | New-Auth0SecretRotation billing -Vault Prod -RotateNow -Confirm:$false
            $events = Join-Path $HOME 'events.jsonl'
            if (-not $IsWindows) {
                $hook = Join-Path $HOME 'hook.sh'
                Set-Content $hook "#!/bin/sh`ncat >> '$events'; echo >> '$events'"
                chmod 700 $hook
                $null = Register-Auth0RotationHook alarm -On Drifted -ScriptPath $hook
            }
            $live = (Test-Auth0SecretRotation billing).Checks | Where-Object Name -EQ Live
            $told.before = "$($live.Outcome) $($live.Detail)"

            Set-TenantSecret $tenant $one.ClientId ('d' * 64)
            $told.unseen = "$((Get-Auth0SecretRotation billing).State)"
            $test = Test-Auth0SecretRotation billing
            $live = $test.Checks | Where-Object Name -EQ Live
            $told.found = "$($test.Succeeded) $($live.Outcome) $($live.Detail) $($live.Recommendation)"
            $null = Test-Auth0SecretRotation billing
            $saved = Get-Auth0SecretRotation -State Drifted
            $told.state = "$($saved.Name) $($saved.State) $([Math]::Abs(($saved.DriftedAt - [DateTimeOffset]::UtcNow).TotalMinutes) -lt 2)"
            $told.list = ($saved | Format-List | Out-String) -match 'DriftedAt +: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC'
            $told.table = ($saved | Format-Table | Out-String) -match 'Drifted'
            $told.events = @(Get-Content $events -ErrorAction Ignore | Where-Object { $_ } | ConvertFrom-Json | ForEach-Object { "$($_.type) $($_.data.rotation) $($_.data.vault)" })
            $told.leak = [bool](Select-String -Path $events -Pattern 'd{64}' -ErrorAction Ignore)

            $result = Invoke-Auth0SecretRotation billing -Confirm:$false -WarningVariable warned
            $told.rotated = "$($result.Status) $((Get-Auth0SecretRotation billing).State) $((Get-VaultText billing-client-secret) -eq (Get-TenantSecret $tenant $one.ClientId))"
            $told.says = "$($result.Message) | $warned | $((Get-Auth0SecretRotationHistory billing)[0].Message)"

            # A run of what is due looks by itself, and adopts before anything can stop it.
            Set-TenantSecret $tenant $one.ClientId ('e' * 64)
            $null = Set-Auth0SecretRotation billing -NextRotationAt ([DateTimeOffset]::UtcNow)
            $page = @{ times = 50; action = 'status'; status = 403; body = '<html>blocked</html>' }
            Set-TenantFault $tenant ($page + @{ method = 'PATCH'; path = "/api/v2/clients/$($one.ClientId)" })
            $due = Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorAction SilentlyContinue
            Set-TenantFault $tenant
            $told.due = "$($due.Status) $((Get-VaultText billing-client-secret) -eq ('e' * 64))"
            $again = Invoke-Auth0SecretRotation billing -Confirm:$false
            $told.again = "$($again.Status) $((Get-Auth0SecretRotation billing).State) $((Get-VaultText billing-client-secret) -eq (Get-TenantSecret $tenant $one.ClientId))"
'@
    }

    It 'is not known before anybody looks, and then found, remembered and shown' {
        $told.before | Should -Match '^Passed .*billing-client-secret'
        $told.unseen | Should -Be 'UpToDate'
        $told.found | Should -Match '^False Failed Auth0 has another client secret.*changed elsewhere.* Rotate it: Invoke-Auth0SecretRotation -Name billing'
        $told.state | Should -Be 'billing Drifted True'
        $told.list | Should -BeTrue
        $told.table | Should -BeTrue
    }

    It 'is told to hooks once, without a secret' -Skip:$IsWindows {
        $told.events | Should -Be 'rotation.drifted billing Prod'
        $told.leak | Should -BeFalse
    }

    It 'is put into the vault before the next one is made, and a warning, the result and the history say so' {
        $told.rotated | Should -Be 'Succeeded UpToDate True'
        @($told.says -split '\|' -match 'live secret had been changed elsewhere').Count | Should -Be 3
    }

    It 'is put into the vault by a run of what is due, although that then fails' {
        $told.due | Should -Be 'Failed True'
        $told.again | Should -Be 'Succeeded UpToDate True'
    }
}

Describe 'A rotation of an application that a saved rotation covers' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            $null = $one, $two, $three | New-Auth0SecretRotation -Vault Prod -RotateNow -Confirm:$false
            $saved = Get-Auth0SecretRotation -ClientId $one.ClientId
            $entry = $saved.SecretsMapping.ClientSecret
            function Test-Same { "$((Get-VaultText $entry) -eq (Get-TenantSecret $tenant $one.ClientId)) $((Get-Auth0SecretRotation $saved.Name).State)" }
            function Get-PasswordOf($Credential) { $Credential.GetNetworkCredential().Password }

            $result = Invoke-Auth0SecretRotation -Connection demo -ClientId $one.ClientId -Confirm:$false
            $told.output = "$($result.Status) $($result.Vault) $($result.Name -eq $saved.Name) $((Get-PasswordOf $result.Credential) -eq (Get-VaultText $entry)) $(Test-Same)"
            $credential = $one | Invoke-Auth0SecretRotation -AsCredential -Confirm:$false
            $told.credential = "$($credential.GetType().Name) $((Get-PasswordOf $credential) -eq (Get-VaultText $entry)) $(Test-Same)"
            $own = Invoke-Auth0SecretRotation -Connection demo -ClientId $one.ClientId -Vault Prod -Confirm:$false
            $told.own = "$($own.Status) $($own.SecretNames -contains $entry) $($null -eq $own.Credential) $($null -ne $own.NextRotationAt) $(Test-Same)"
            $told.names = @(Get-Entries).Count

            Register-TestVault Other @{ Folder = (New-Item (Join-Path $HOME 'other') -ItemType Directory).FullName }
            $before = Get-TenantSecret $tenant $one.ClientId
            $patches = @(Get-TenantRequest $tenant PATCH).Count
            $elsewhere = @{ Connection = 'demo'; ClientId = $one.ClientId }
            $refused = foreach ($place in @{ Vault = 'Other' }, @{ Vault = 'Prod'; SecretsMapping = @{ Credential = 'copy' } }) {
                Invoke-Auth0SecretRotation @elsewhere @place -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
                $told["refused$($place.Vault)"] = "$(Get-Told $problem) $($problem[0]) $($problem[0].ErrorDetails.RecommendedAction)"
            }
            $ConfirmPreference = 'None'
            $refused = @($refused) + (Invoke-Auth0SecretRotation @elsewhere -Vault Other -ErrorAction SilentlyContinue)
            $ConfirmPreference = 'High'
            $told.refused = "$(@($refused.Status) -join ' ') $(@(Get-TenantRequest $tenant PATCH).Count - $patches) $((Get-TenantSecret $tenant $one.ClientId) -eq $before) $(Test-Same)"
            $told.whatIf = "$(@(Invoke-Auth0SecretRotation @elsewhere -Vault Other -WhatIf -ErrorVariable problem).Count) $(@($problem).Count) $(Test-Same)"

            # One that is refused keeps no other from being rotated.
            $free = @($applications[3])
            $all = @($one) + $free | Invoke-Auth0SecretRotation -Vault Other -Confirm:$false -ErrorAction SilentlyContinue
            $told.all = ($all | Sort-Object Status | ForEach-Object { "$($_.Status)" }) -join ' '

            $forced = Invoke-Auth0SecretRotation @elsewhere -Vault Other -Force -Confirm:$false
            $told.forced = "$($forced.Status) $($forced.Vault) $(Test-Same)"
            $told.repaired = "$((Invoke-Auth0SecretRotation $saved.Name -Confirm:$false).Status) $(Test-Same)"
            $told.announced = "$((Set-Auth0SecretRotation $saved.Name -AnnounceFor 1.00:00:00 -Confirm:$false).AnnounceFor)"
            $told.announced = "$(($one | Invoke-Auth0SecretRotation -Confirm:$false).Status) $(($one | Invoke-Auth0SecretRotation -Force -Confirm:$false).Status) $(Test-Same)"
'@
    }

    It 'goes to the saved place as well where no vault is named, and hands the secret out' {
        $told.output | Should -Be 'Succeeded Prod True True True UpToDate'
        $told.credential | Should -Be 'PSCredential True True UpToDate'
    }

    It 'is the saved rotation where its vault is named, under its names' {
        $told.own | Should -Be 'Succeeded True True True True UpToDate'
        # Three rotations: client id, secret, next secret.
        $told.names | Should -Be 9
    }

    It 'is refused into another <Place> where nobody is asked, and names the rotation and what to do' -ForEach @(
        @{ Place = 'vault'; Key = 'refusedOther' }
        @{ Place = 'entry'; Key = 'refusedProd' }
    ) {
        $told[$Key] | Should -Match '^ConfirmationRequired \w{32} .*Rotation ''[\w-]+'' keeps the client secret.*would be dead.*Invoke-Auth0SecretRotation -Name [\w-]+.*-Force'
        $told.refused | Should -Be 'Failed Failed Failed 0 True True UpToDate'
        $told.whatIf | Should -Be '0 0 True UpToDate'
        $told.all | Should -Be 'Succeeded Failed'
    }

    It 'goes there with -Force, and the saved rotation is Drifted until its next run' {
        $told.forced | Should -Be 'Succeeded Other False Drifted'
        $told.repaired | Should -Be 'Succeeded True UpToDate'
    }

    It 'keeps the saved rotation''s announcement' {
        $told.announced | Should -Be 'Announced Succeeded True UpToDate'
    }

    It 'asks a person, and does what was said' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Process.ps1
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            $WarningPreference = 'SilentlyContinue'
            foreach ($name in 'Prod', 'Other') {
                Register-TestVault $name @{ Folder = (New-Item (Join-Path $HOME $name) -ItemType Directory).FullName }
            }
            $null = Start-Auth0Sandbox -ApplicationCount 2 | New-Auth0Connection -Name demo
            $one = Get-Auth0Application 'Billing Service'
            $null = $one | New-Auth0SecretRotation billing -Vault Prod -RotateNow -Confirm:$false
            $first = @($one | Invoke-Auth0SecretRotation -Vault Other)
            "first: $($first.Count) $((Get-Auth0SecretRotation billing).State)"
            $second = @($one | Invoke-Auth0SecretRotation -Vault Other)
            "second: $($second.Status) $((Get-Auth0SecretRotation billing).State)"
'@ -Option @() -Typed "y`nn`ny`ny`n"
        $run.Flat | Should -Match "Rotation 'billing' keeps the client secret of 'Billing Service'.*Continue all the same\?"
        $run.Flat | Should -Match 'first: 0 UpToDate'
        $run.Flat | Should -Match 'second: Succeeded Drifted'
    }
}
