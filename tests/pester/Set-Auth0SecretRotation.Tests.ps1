BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Set-Auth0SecretRotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            Register-TestVault Second @{ Folder = (New-Item (Join-Path $HOME 'second') -ItemType Directory).FullName }
            $billing = $one | New-Auth0SecretRotation billing -Vault Prod -Environment eu -RotateNow -Confirm:$false
            $orders = $two | New-Auth0SecretRotation orders -Vault Prod -Description 'to be taken away' -NoAdopt -Confirm:$false

            $set = Set-Auth0SecretRotation billing -RotationInterval 7 -RotateAtUtc 05:15 -Description 'The billing service' -ProjectId p1 -SecretPath /a
            $told.set = "$($set.RotationInterval) $($set.RotateAtUtc.ToString('HH:mm')) $($set.Description) $($set.ProjectId) $($set.SecretPath) $($set.Environment) $($set.Version)"
            $told.next = $set.NextRotationAt -eq [DateTimeOffset]::new([DateTime]::UtcNow.Date.AddDays(7).AddHours(5).AddMinutes(15), [timespan]::Zero)
            $told.same = $set.Id -eq $billing.Id -and $set.CreatedAt -eq $billing.CreatedAt -and "$($set.SecretsMapping)" -eq "$($billing.SecretsMapping)"

            $piped = Get-Auth0SecretRotation | Set-Auth0SecretRotation -NoAutoRotation
            $told.piped = @($piped | ForEach-Object { "$($_.Name) $($_.AutoRotation) $($_.State) $($_.RotationInterval) $($_.Version)" })
            $told.resumed = "$((Set-Auth0SecretRotation orders -AutoRotation -WarningVariable warned).State)"
            $told.warned = "$warned"
            $told.cleared = "[$((Set-Auth0SecretRotation orders -Description '').Description)]"

            $renamed = Set-Auth0SecretRotation billing -NewName invoices
            $told.renamed = "$($renamed.Name) $($renamed.SecretsMapping) $($renamed.State)"
            $moved = Set-Auth0SecretRotation invoices -Vault Second -SecretsMapping @{ Credential = 'both' } -WarningVariable moveWarned
            $told.moved = "$($moved.Vault) $($moved.SecretsMapping)"
            $told.moveWarned = "$moveWarned"
            $told.live = (Get-VaultText 'billing-client-secret') -ceq (Get-TenantSecret $tenant $one.ClientId)

            $other = Set-Auth0SecretRotation orders -ClientId $three.ClientId
            $told.other = $other.ClientId -ceq $three.ClientId -and $other.ApplicationName -ceq $three.Name
            $file = Join-Path $env:AUTH0PS_HOME 'rotations.json'
            $before = Get-Content $file -Raw
            $refusals = [ordered]@{
                unknown = { Set-Auth0SecretRotation nobody -Description d }
                taken = { Set-Auth0SecretRotation orders -NewName invoices }
                slug = { Set-Auth0SecretRotation orders -NewName 'In Voices' }
                client = { Set-Auth0SecretRotation orders -ClientId $one.ClientId }
                vault = { Set-Auth0SecretRotation orders -Vault nowhere }
                interval = { Set-Auth0SecretRotation orders -RotationInterval 0 }
                both = { Set-Auth0SecretRotation orders -AutoRotation -NoAutoRotation }
                names = { Set-Auth0SecretRotation orders -Vault Second -SecretsMapping @{ Credential = 'BOTH-next' } }
            }
            foreach ($case in $refusals.Keys) {
                & $refusals[$case] -ErrorVariable problem 2>&1 | ForEach-Object { $told["refused-$case"] = "$(Get-Told $_)" }
            }
            Set-Auth0SecretRotation orders -Description d -WhatIf
            $told.kept = (Get-Content $file -Raw) -ceq $before

            # While a run is open, what it needs stays as it is; the rest may change.
            Set-Interruption $tenant $three.ClientId
            Remove-Auth0SecretRotation orders -Confirm:$false
            $open = $three | New-Auth0SecretRotation open -Vault Prod -RotateNow -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.open = "$($open.State) $($problem.Count)"
            foreach ($change in @{ Vault = 'Second' }, @{ ClientId = $two.ClientId }, @{ SecretsMapping = @{ Credential = 'else' } }, @{ Environment = 'x'; SecretsMapping = @{ Credential = '{environment}' } }) {
                $null = Set-Auth0SecretRotation open @change -ErrorVariable problem -ErrorAction SilentlyContinue
                $told.openRefused += @(Get-Told $problem)
            }
            $told.openChanged = "$((Set-Auth0SecretRotation open -Description 'still open' -NewName opened -RotationInterval 3).State)"

            # When it may begin by itself.
            $opens = $applications[3] | New-Auth0SecretRotation weekly -Vault Prod -RotationWindow 2:00 -RotateOn Saturday, Sunday -Jitter 0:30
            $told.opens = "$($opens.RotationWindow) $($opens.RotateOn -join ',') $($opens.Jitter) $($opens.NextRotationAt.DayOfWeek -in 'Saturday', 'Sunday')"
            $told.list = (Format-List -InputObject $opens | Out-String) -match 'RotateOn +: Sunday, Saturday'
            $told.stays = "$((Get-Auth0SecretRotation weekly | Set-Auth0SecretRotation -Description x).RotationWindow)"
            $bare = Set-Auth0SecretRotation weekly -RotationWindow $null -RotateOn @() -Jitter 0:00
            $told.bare = "[$($bare.RotationWindow)] $($bare.RotateOn.Count) [$($bare.Jitter)]"
            $null = Set-Auth0SecretRotation weekly -RotationWindow 0:00 -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.never = Get-Told $problem
'@
    }

    It 'takes when a rotation may begin by itself, keeps it, and takes it away' {
        $told.opens | Should -Be '02:00:00 Sunday,Saturday 00:30:00 True'
        $told.list | Should -BeTrue
        $told.stays | Should -Be '02:00:00'
        $told.bare | Should -Be '[] 0 []'
        $told.never | Should -Be 'InvalidArgument weekly'
    }

    It 'changes what is given and leaves the rest' {
        $told.set | Should -Be '7 05:15 The billing service p1 /a eu 2'
        $told.same | Should -BeTrue
    }

    It 'counts another interval from the same day' {
        $told.next | Should -BeTrue
    }

    It 'changes what comes through the pipeline, without taking its fields for wishes' {
        $told.piped | Should -Be 'billing False Paused 7 3', 'orders False Paused 30 2'
    }

    It 'lets it rotate by itself again, and says what that means' {
        $told.resumed | Should -Be 'Never'
        $told.warned | Should -Match 'interrupted until they read'
        $told.cleared | Should -Be '[]'
    }

    It 'renames and leaves the entries their names' {
        $told.renamed | Should -Be 'invoices billing-client-id, billing-client-secret Paused'
    }

    It 'moves to another vault with the next rotation, and says where the live secret is until then' {
        $told.moved | Should -Be 'Second both'
        $told.moveWarned | Should -Match "billing-client-id, billing-client-secret in vault 'Prod'"
        $told.live | Should -BeTrue
    }

    It 'takes another application' {
        $told.other | Should -BeTrue
    }

    It 'refuses what cannot be, and then changes nothing' {
        $told.'refused-unknown' | Should -Be 'RotationNotFound nobody'
        $told.'refused-taken' | Should -Be 'RotationExists invoices'
        $told.'refused-slug' | Should -Be 'InvalidName In Voices'
        $told.'refused-client' | Should -BeLike 'RotationExists *'
        $told.'refused-vault' | Should -Be 'VaultNotFound nowhere'
        $told.'refused-interval' | Should -Be 'InvalidArgument orders'
        $told.'refused-both' | Should -Be 'InvalidArgument orders'
        $told.'refused-names' | Should -Be 'RotationExists orders'
        $told.kept | Should -BeTrue
    }

    It 'refuses to change what an interrupted run needs, and nothing else' {
        $told.open | Should -Be 'Interrupted 1'
        $told.openRefused | Should -Be (@('RotationInterrupted open') * 4)
        $told.openChanged | Should -Be 'Interrupted'
    }
}
