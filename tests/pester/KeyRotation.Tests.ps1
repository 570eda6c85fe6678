BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# Private keys in a real SecretStore, by the cmdlets; what a key is worth is asked of the tenant with plain requests.
Describe 'Private keys without a saved rotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene -Store -Seconds 400 @'
            . $env:AUTH0PS_SUPPORT/Keys.ps1
            $billing, $orders, $invoices, $shared = 'billing', 'orders', 'invoices', 'shared' | ForEach-Object { New-MachineApplication $tenant $_ }
            $keys = @{ Connection = 'demo'; Vault = 'Prod'; CredentialType = 'PrivateKeyJwt'; Confirm = $false }
            $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }
            function Get-Known([string] $ClientId, [string] $Name, [string] $Algorithm = 'RS256') {
                $pem = Get-VaultText $Name
                $pem ? (Get-KeySignInStatus $tenant $ClientId $pem $Algorithm) : 'no entry'
            }

            $before = Get-TenantRequestCount $tenant
            $cases = [ordered]@{
                vault = @{ CredentialType = 'PrivateKeyJwt' }
                credential = @{ CredentialType = 'PrivateKeyJwt'; Vault = 'Prod'; AsCredential = $true }
                size = @{ CredentialType = 'PrivateKeyJwt'; Vault = 'Prod'; KeySize = 1024 }
                overlap = @{ CredentialType = 'PrivateKeyJwt'; Vault = 'Prod'; Overlap = [timespan]::FromDays(-1) }
                algorithm = @{ Vault = 'Prod'; KeyAlgorithm = 'PS256' }
                secretMapping = @{ CredentialType = 'PrivateKeyJwt'; Vault = 'Prod'; SecretsMapping = @{ ClientSecret = 'x' } }
                keyMapping = @{ Vault = 'Prod'; SecretsMapping = @{ PrivateKey = 'x' } }
            }
            $told.refused = foreach ($case in $cases.Keys) {
                $arguments = $cases[$case]
                $problem = $null
                $null = Invoke-Auth0SecretRotation -Connection demo -ClientId $billing.client_id -Confirm:$false @arguments @quiet
                "$case $($problem.Count) $(($problem.FullyQualifiedErrorId -split ',')[0]) $([bool]$problem.ErrorDetails.RecommendedAction)"
            }
            $told.requests = (Get-TenantRequestCount $tenant) - $before

            $mark = Get-TenantChangeMark $tenant
            '== begin whatif'
            Invoke-Auth0SecretRotation @keys -ClientId $billing.client_id -WhatIf
            '== end whatif'
            $told.afterWhatIf = "$((Get-TenantChangeMark $tenant) - $mark) $(Get-Entries)"

            $first = Invoke-Auth0SecretRotation @keys -ClientId $billing.client_id
            $told.first = "$($first.Status) $($first.VerifiedBy) $($first.SecretNames)"
            $told.firstKeyId = $first.KeyId -ceq (Get-KeyThumbprint (Get-VaultText 'billing-private-key')) -and $first.KeyId -ceq (Get-VaultText 'billing-key-id')
            $told.firstList = ($first | Format-List | Out-String -Width 160) -match 'KeyId +: [\w-]{43}'
            $told.firstEntries = Get-Entries
            $told.clientId = (Get-VaultText 'billing-client-id') -ceq $billing.client_id
            $told.afterFirst = "secret $(Get-SignInStatus $tenant $billing.client_id $billing.client_secret), key $(Get-Known $billing.client_id 'billing-private-key')"
            $client = Invoke-Tenant $tenant "clients/$($billing.client_id)"
            $told.idTokens = $client.jwt_configuration.alg

            $piped = Get-Auth0Application orders, invoices -Connection demo | Invoke-Auth0SecretRotation -CredentialType PrivateKeyJwt -Vault Prod -KeyAlgorithm PS256 -KeySize 3072 -Overlap 0:0:0 -Confirm:$false
            $told.piped = @($piped | ForEach-Object { "$($_.Name) $($_.Status)" } | Sort-Object)
            $told.pipedKeys = "$(Get-Known $orders.client_id 'orders-private-key' PS256) $(Get-Known $invoices.client_id 'invoices-private-key' PS256) $(Get-Known $orders.client_id 'orders-private-key' RS256)"

            # Beside each other, and no third one.
            $old = Get-VaultText 'billing-private-key'
            $second = Invoke-Auth0SecretRotation @keys -ClientId $billing.client_id
            $told.second = "$($second.Status) current $(Get-Known $billing.client_id 'billing-private-key'), previous $(Get-Known $billing.client_id 'billing-private-key-previous')"
            $told.secondKept = (Get-VaultText 'billing-private-key-previous') -ceq $old
            $held = Get-VaultText 'billing-private-key'
            $third = Invoke-Auth0SecretRotation @keys -ClientId $billing.client_id @quiet
            $told.third = "$($third.Status) $(Get-Told $problem)" -replace $billing.client_id, 'BILLING'
            $told.thirdAction = $problem[0].ErrorDetails.RecommendedAction
            $told.thirdKept = (Get-VaultText 'billing-private-key') -ceq $held
            $forced = Invoke-Auth0SecretRotation @keys -ClientId $billing.client_id -Force
            $told.forced = "$($forced.Status) first $(Get-KeySignInStatus $tenant $billing.client_id $old), second $(Get-KeySignInStatus $tenant $billing.client_id $held), third $(Get-Known $billing.client_id 'billing-private-key')"

            # Overlaps that have ended.
            $old = Get-VaultText 'orders-private-key'
            $null = Invoke-Auth0SecretRotation @keys -ClientId $orders.client_id -KeyAlgorithm PS256 -Overlap 0:0:0
            $current = Get-VaultText 'orders-private-key'
            $told.beforeDue = "previous $(Get-KeySignInStatus $tenant $orders.client_id $old PS256), current $(Get-KeySignInStatus $tenant $orders.client_id $current PS256)"
            $due = @(Invoke-Auth0SecretRotation -Due -Confirm:$false)
            $told.due = @($due | ForEach-Object { "$($_.Name) $($_.Status)" })
            $told.afterDue = "previous $(Get-KeySignInStatus $tenant $orders.client_id $old PS256), current $(Get-Known $orders.client_id 'orders-private-key' PS256), $(@(Get-TenantKey $tenant $orders.client_id).Count) key"
            $told.dueKept = (Get-VaultText 'orders-private-key') -ceq $current
            $told.duePrevious = 'orders-private-key-previous' -in (Get-Entries)
            $told.dueAgain = @(Invoke-Auth0SecretRotation -Due -Confirm:$false).Count

            # Keys of somebody else.
            $foreign = 'deploy job', 'night batch' | ForEach-Object { Add-TenantKey $tenant $shared.client_id $_ }
            $refused = Invoke-Auth0SecretRotation @keys -ClientId $shared.client_id @quiet
            $told.foreign = "$($refused.Status) $(Get-Told $problem)" -replace $shared.client_id, 'SHARED'
            $told.foreignMessage = "$($problem[0])"
            $told.foreignAction = $problem[0].ErrorDetails.RecommendedAction
            $told.foreignLeft = "$($foreign | ForEach-Object { Get-KeySignInStatus $tenant $shared.client_id $_.Pem })"
            $forced = Invoke-Auth0SecretRotation @keys -ClientId $shared.client_id -Force
            $told.foreignForced = "$($forced.Status) $($foreign | ForEach-Object { Get-KeySignInStatus $tenant $shared.client_id $_.Pem }) $(Get-Known $shared.client_id 'shared-private-key')"

            # What else is in the way.
            $taken = New-MachineApplication $tenant taken
            $null = New-Auth0Connection taken -Domain $tenant.Domain -ClientId $taken.client_id -ClientSecret (New-Secret $taken.client_secret) -WarningAction Ignore
            $occupied = New-MachineApplication $tenant occupied
            Write-VaultEntry (Find-TestVault Prod) 'occupied-private-key' 'of somebody else'
            $null = Connect-TestTenant $tenant limited -Limited
            $public = Get-Auth0Application -Connection demo -AppType native, spa -First 1
            $mark = Get-TenantChangeMark $tenant
            $told.ways = @(
                @{ ClientId = $taken.client_id }, @{ ClientId = $occupied.client_id }, @{ ClientId = $public.ClientId }, @{ ClientId = $invoices.client_id; Connection = 'limited' },
                @{ ClientId = $invoices.client_id; Vault = 'nowhere' }, @{ ClientId = 'nobody' } | ForEach-Object {
                    $arguments = $keys + @{}
                    foreach ($name in $_.Keys) { $arguments[$name] = $_[$name] }
                    $problem = $null
                    $null = Invoke-Auth0SecretRotation @arguments @quiet
                    "$($problem.Count) $(($problem.FullyQualifiedErrorId -split ',')[0]) $([bool]$problem.ErrorDetails.RecommendedAction)"
                })
            $told.waysChanged = "$((Get-TenantChangeMark $tenant) - $mark) $(Get-VaultText 'occupied-private-key')"

            # And back.
            $plain = Get-Auth0Application billing -Connection demo | Invoke-Auth0SecretRotation -Vault Prod -Confirm:$false -WarningAction Ignore
            $told.leftAlone = "$($plain.Status)"
            $current = Get-VaultText 'billing-private-key'
            $back = Invoke-Auth0SecretRotation -Connection demo -ClientId $billing.client_id -CredentialType ClientSecret -Vault Prod -Confirm:$false
            $told.back = "$($back.Status) secret $(Get-SignInStatus $tenant $billing.client_id (Get-VaultText 'billing-client-secret')), key $(Get-KeySignInStatus $tenant $billing.client_id $current), $(@(Get-TenantKey $tenant $billing.client_id).Count) keys"
            $told.backIdTokens = (Invoke-Tenant $tenant "clients/$($billing.client_id)").jwt_configuration.alg
'@
    }

    It 'are refused before any request where parameters do not fit' {
        $told.refused | Should -Be @('vault', 'credential', 'size', 'overlap', 'algorithm', 'secretMapping', 'keyMapping' | ForEach-Object { "$_ 1 Auth0Ps.InvalidArgument True" })
        $told.requests | Should -Be 0
    }

    It 'have every step named by -WhatIf, and nothing changes' {
        $text = ($told.said -split '== (?:begin|end) whatif')[1] -replace '\s+', ' '
        $text | Should -Match 'What if: .*Write a new RS256 key of 2048 bits to ''billing-private-key-next'' in vault ''Prod'''
        $text | Should -Match 'POST /api/v2/clients/\w+/credentials .*PATCH /api/v2/clients/\w+ from client_secret_post to private_key_jwt, and its id tokens from HS256 to RS256'
        $text | Should -Match 'POST /oauth/token with the new key.*Write billing-client-id, billing-private-key, billing-key-id in vault ''Prod'''
        $told.afterWhatIf | Should -Be '0 '
    }

    It 'take the place of a client secret' {
        $told.first | Should -Be 'Succeeded Token billing-client-id billing-private-key billing-key-id'
        $told.firstKeyId | Should -BeTrue -Because 'result and entry name the key that is there'
        $told.firstList | Should -BeTrue
        $told.firstEntries | Should -Be 'billing-client-id', 'billing-key-id', 'billing-private-key', 'billing-private-key-next'
        $told.clientId | Should -BeTrue
        $told.afterFirst | Should -Be 'secret 401, key 200'
        $told.idTokens | Should -Be 'RS256'
    }

    It 'come to applications from the pipeline, of the algorithm and size asked for' {
        $told.piped | Should -Be 'invoices Succeeded', 'orders Succeeded'
        $told.pipedKeys | Should -Be '200 200 401'
    }

    It 'work beside the one before' {
        $told.second | Should -Be 'Succeeded current 200, previous 200'
        $told.secondKept | Should -BeTrue
    }

    It 'are two at most: a third within the overlap is refused with what to do, and made with -Force' {
        $told.third | Should -Be 'Failed KeyLimitReached BILLING'
        $told.thirdAction | Should -Match '-Overlap.*-Force'
        $told.thirdKept | Should -BeTrue
        $told.forced | Should -Be 'Succeeded first 401, second 200, third 200'
    }

    It 'are ended by -Due once their overlap is over, and no new one is made' {
        $told.beforeDue | Should -Be 'previous 200, current 200'
        $told.due | Should -Be 'orders Succeeded'
        $told.afterDue | Should -Be 'previous 401, current 200, 1 key'
        $told.dueKept | Should -BeTrue
        $told.duePrevious | Should -BeTrue -Because 'no rotation removes an entry'
        $told.dueAgain | Should -Be 0
    }

    It 'do not push out those of somebody else unless told to' {
        $told.foreign | Should -Be 'Failed KeyLimitReached SHARED'
        $told.foreignMessage | Should -Match 'deploy job.*night batch'
        $told.foreignAction | Should -Match 'dashboard.*-Force'
        $told.foreignLeft | Should -Be '200 200'
        $told.foreignForced | Should -Be 'Succeeded 401 200 200'
    }

    It 'are refused with what to do, and without any change, where something else is in the way' {
        $told.ways | Should -Be @('ConnectionInUse', 'VaultEntryExists', 'ApplicationNotRotatable', 'InsufficientScope', 'VaultNotFound', 'ApplicationNotFound' | ForEach-Object { "1 Auth0Ps.$_ True" })
        $told.waysChanged | Should -Be '0 of somebody else'
    }

    It 'are left for a client secret where that is said, and only there' {
        $told.leftAlone | Should -Be 'Skipped'
        $told.back | Should -Be 'Succeeded secret 200, key 401, 0 keys'
        $told.backIdTokens | Should -Be 'HS256' -Because 'it was so before'
    }
}

Describe 'Saved rotations of private keys' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene -Store -Seconds 400 @'
            . $env:AUTH0PS_SUPPORT/Keys.ps1
            $billing, $orders, $gone, $kept = 'billing', 'orders', 'gone', 'kept' | ForEach-Object { New-MachineApplication $tenant $_ }
            $keys = @{ Vault = 'Prod'; CredentialType = 'PrivateKeyJwt'; Confirm = $false }
            $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }

            $before = Get-TenantRequestCount $tenant
            $cases = [ordered]@{
                size = @{ CredentialType = 'PrivateKeyJwt'; KeySize = 1024 }
                overlap = @{ CredentialType = 'PrivateKeyJwt'; RotationInterval = 1; Overlap = [timespan]::FromDays(1) }
                algorithm = @{ KeyAlgorithm = 'PS256' }
                secretOverlap = @{ Overlap = [timespan]::FromHours(1) }
                secretMapping = @{ CredentialType = 'PrivateKeyJwt'; SecretsMapping = @{ Credential = 'x' } }
                keyMapping = @{ SecretsMapping = @{ PrivateKey = 'x' } }
            }
            $told.refused = foreach ($case in $cases.Keys) {
                $arguments = $cases[$case]
                $problem = $null
                $null = New-Auth0SecretRotation billing -Connection demo -ClientId $billing.client_id -Vault Prod -Confirm:$false @arguments @quiet
                "$case $($problem.Count) $(($problem.FullyQualifiedErrorId -split ',')[0]) $([bool]$problem.ErrorDetails.RecommendedAction)"
            }
            $told.requests = (Get-TenantRequestCount $tenant) - $before

            $mark = Get-TenantChangeMark $tenant
            '== begin whatif'
            New-Auth0SecretRotation billing -Connection demo -ClientId $billing.client_id @keys -RotateNow -WhatIf
            '== end whatif'
            $told.afterWhatIf = "$((Get-TenantChangeMark $tenant) - $mark) $(@(Get-Auth0SecretRotation).Count) $(Get-Entries)"

            $warned = $null
            $made = New-Auth0SecretRotation orders -Connection demo -ClientId $orders.client_id @keys -Overlap 0:0:1 -WarningVariable warned
            $told.made = "$($made.Type) $($made.State) $($made.KeyAlgorithm) $($made.KeySize) $($made.Overlap) $($made.Keys.Count)"
            $told.madeWarning = "$warned"
            $test = Test-Auth0SecretRotation orders
            $told.test = @($test.Checks | ForEach-Object { "$($_.Name) $($_.Outcome)" })
            $told.testKeys = ($test.Checks | Where-Object Name -EQ Keys).Detail

            $first = New-Auth0SecretRotation billing -Connection demo -ClientId $billing.client_id @keys -RotateNow
            $told.first = "$($first.RotationStatus) $($first.State) $($first.Keys.State)"
            $told.firstWorks = Get-KeySignInStatus $tenant $billing.client_id (Get-VaultText 'billing-private-key')
            $told.testAfter = (Test-Auth0SecretRotation billing).Checks | Where-Object Name -EQ Keys | ForEach-Object { "$($_.Outcome) $($_.Detail)" }

            # Connections that read the vault, as consumers do.
            $where = @{ Domain = $tenant.Domain; ClientId = $billing.client_id; Vault = 'Prod'; WarningAction = 'Ignore' }
            $reader = New-Auth0Connection reader @where -SecretName billing-private-key -KeyId (Get-VaultText 'billing-key-id')
            $told.reader = (Test-Auth0Connection reader).Succeeded
            $other = New-Auth0Connection other -Domain $tenant.Domain -ClientId $one.ClientId -ClientSecret (New-Secret 'not asked about') -SkipTest -WarningAction Ignore
            $other = Set-Auth0Connection other -ClientId $billing.client_id -Vault Prod -SecretName billing-private-key @quiet
            $told.set = "$($problem.Count) $((Test-Auth0Connection other).Succeeded)"

            $second = Invoke-Auth0SecretRotation billing -Confirm:$false
            $told.second = "$($second.Status) $($second.KeyId -ceq (Get-VaultText 'billing-key-id'))"
            $null = Get-Auth0AccessToken -Connection reader -Force -ErrorVariable +after
            $null = Get-Auth0AccessToken -Connection other -Force -ErrorVariable +after
            $told.readersAfter = $after.Count
            $null = New-Auth0Connection old @where -SecretName billing-private-key-previous
            $told.previous = (Test-Auth0Connection old).Succeeded
            $shown = Get-Auth0SecretRotation billing
            $told.keys = @($shown.Keys | ForEach-Object { "$($_.State) $($_.Age -gt [timespan]::Zero -and $_.Age -lt [timespan]::FromHours(1)) $($null -ne $_.RetiresAt)" } | Sort-Object)
            $told.testOverlap = (Test-Auth0SecretRotation billing).Checks | Where-Object Name -EQ Keys | ForEach-Object { "$($_.Outcome) $($_.Detail)" }
            $told.active = "$($first.ActiveIndex) $($shown.ActiveIndex)"
            $told.list = $shown | Format-List | Out-String -Width 120
            $told.table = $shown.Keys | Out-String -Width 120
            $third = Invoke-Auth0SecretRotation billing -Confirm:$false @quiet
            $told.third = "$($third.Status) $(Get-Told $problem)" -replace $billing.client_id, 'BILLING'
            $told.notDue = @(Invoke-Auth0SecretRotation -Due -Confirm:$false | Where-Object Name -EQ billing).Count
            $current = Get-VaultText 'billing-private-key'
            $forced = Invoke-Auth0SecretRotation billing -Force -Confirm:$false
            $told.forced = "$($forced.Status) $((Get-VaultText 'billing-private-key-previous') -ceq $current) $((Test-Auth0Connection old).Succeeded) $((Test-Auth0Connection reader).Succeeded)"

            # The overlap's end.
            $null = Invoke-Auth0SecretRotation orders -Confirm:$false
            $null = Invoke-Auth0SecretRotation orders -Confirm:$false
            $retires = ((Get-Auth0SecretRotation orders).Keys | Where-Object State -EQ Previous).RetiresAt
            Wait-Until { [DateTimeOffset]::UtcNow -gt $retires } 'the overlap ends'
            $current = Get-VaultText 'orders-private-key'
            $next = (Get-Auth0SecretRotation orders).NextRotationAt
            $due = @(Invoke-Auth0SecretRotation -Due -Confirm:$false)
            $told.due = "$($due.Count) $($due.Name) $($due.Status) $($due.Message)"
            $left = Get-Auth0SecretRotation orders
            $told.afterDue = "$($left.Keys.State) $(@(Get-TenantKey $tenant $orders.client_id).Count) $((Get-VaultText 'orders-private-key') -ceq $current) $($left.NextRotationAt -eq $next) $('orders-private-key-previous' -in (Get-Entries))"

            # Back by Set-.
            $warned = $null
            $set = Set-Auth0SecretRotation orders -CredentialType ClientSecret -WarningVariable warned
            $told.setBack = "$($set.CredentialType) $($set.SecretsMapping) $($set.Overlap)"
            $back = Invoke-Auth0SecretRotation orders -Confirm:$false
            $told.back = "$($back.Status) secret $(Get-SignInStatus $tenant $orders.client_id (Get-VaultText 'orders-client-secret')), key $(Get-KeySignInStatus $tenant $orders.client_id $current), $(@(Get-TenantKey $tenant $orders.client_id).Count) keys, $((Get-Auth0SecretRotation orders).Keys.Count) known"

            # Away with them.
            $null = New-Auth0SecretRotation gone -Connection demo -ClientId $gone.client_id @keys -RotateNow
            $signing = 'requests', 'more requests' | ForEach-Object { Add-TenantRequestKey $tenant $gone.client_id $_ }
            $null = Invoke-Auth0SecretRotation gone -Confirm:$false
            $told.goneKeys = "$((Get-Auth0SecretRotation gone).Keys.State | Sort-Object)"
            $pem = Get-VaultText 'gone-private-key'
            Remove-Auth0SecretRotation gone -Revoke -RemoveSecret -Confirm:$false @quiet
            $told.revoked = "$($problem.Count) $(@(Get-TenantKey $tenant $gone.client_id).Count) key $(Get-KeySignInStatus $tenant $gone.client_id $pem), secret $(Get-SignInStatus $tenant $gone.client_id $gone.client_secret)"
            $told.signing = (@((Invoke-Tenant $tenant "clients/$($gone.client_id)").signed_request_object.credentials.id) | Sort-Object) -join ' '
            $told.signingMade = ($signing | Sort-Object) -join ' '
            $told.fresh = (Get-TenantSecret $tenant $gone.client_id) -cne $gone.client_secret
            $told.removed = "$(@(Get-Entries | Where-Object { $_ -like 'gone-*' }).Count) $(@(Get-Auth0SecretRotation | Where-Object Name -EQ gone).Count)"
            $null = New-Auth0SecretRotation kept -Connection demo -ClientId $kept.client_id @keys -RotateNow
            $pem = Get-VaultText 'kept-private-key'
            Remove-Auth0SecretRotation kept -Confirm:$false @quiet
            $told.kept = "$($problem.Count) $(Get-KeySignInStatus $tenant $kept.client_id $pem) $(@(Get-Entries | Where-Object { $_ -like 'kept-*' }).Count)"
            Remove-Auth0SecretRotation billing -RemoveSecret -Confirm:$false @quiet
            $told.inUse = "$(Get-Told $problem)"
'@
    }

    It 'are refused before any request where parameters do not fit' {
        $told.refused | Should -Be @('size', 'overlap', 'algorithm', 'secretOverlap', 'secretMapping', 'keyMapping' | ForEach-Object { "$_ 1 Auth0Ps.InvalidArgument True" })
        $told.requests | Should -Be 0
    }

    It 'have every step named by -WhatIf where they would rotate at once, and nothing changes' {
        $text = ($told.said -split '== (?:begin|end) whatif')[1] -replace '\s+', ' '
        $text | Should -Match 'What if: Performing the operation "Create".*Write a new RS256 key of 2048 bits to ''billing-private-key-next''.*PATCH /api/v2/clients/\w+ from client_secret_post to private_key_jwt'
        $told.afterWhatIf | Should -Be '0 0 '
    }

    It 'say when they are made, and when they are tested, what they will change' {
        $told.made | Should -Be 'auth0-private-key-jwt Never RS256 2048 00:00:01 0'
        $told.madeWarning | Should -Match 'refuses the secret at once.*RS256 in place of HS256.*Enterprise plan.*Set-Auth0SecretRotation orders -CredentialType ClientSecret'
        $told.madeWarning | Should -Not -Match 'Each rotation ends the old client secret'
        $told.test | Should -Contain 'Keys Passed'
        $told.test | Should -Not -Contain 'Connection Failed'
        $told.testKeys | Should -Match 'signs in with its client secret now.*refuses the secret at once'
    }

    It 'move an application over with -RotateNow' {
        $told.first | Should -Be 'Succeeded UpToDate Current'
        $told.firstWorks | Should -Be 200
        $told.testAfter | Should -Be 'Passed There is room for a new key beside the present one.'
    }

    It 'give connections that read the vault keys that work, also after the next rotation' {
        $told.reader | Should -BeTrue
        $told.set | Should -Be '0 True'
        $told.second | Should -Be 'Succeeded True'
        $told.readersAfter | Should -Be 0
        $told.previous | Should -BeTrue -Because 'the previous key keeps working'
    }

    It 'show both keys with state and age' {
        $told.keys | Should -Be 'Current True False', 'Previous True True'
        $told.active | Should -Be '0 1'
        $told.testOverlap | Should -Match '^Passed The previous key .* works until ' -Because 'the next one is due after it'
        $told.list | Should -Match '(?s)KeyAlgorithm +: RS256.*KeySize +: 2048 bits.*Overlap +: 1\.00:00:00.*Keys +:.*Current +[\w-]{43}, 0 min'
        $told.table | Should -Match 'State +KeyId +CreatedAt +Age +RetiresAt'
    }

    It 'are refused a third time within the overlap, unless forced; the entry of the key before has the key before' {
        $told.third | Should -Be 'Failed KeyLimitReached BILLING'
        $told.notDue | Should -Be 0
        $told.forced | Should -Be 'Succeeded True True True'
    }

    It 'are taken by -Due when an overlap has ended, which makes no new key' {
        $told.due | Should -Match '^1 orders Succeeded '
        $told.afterDue | Should -Be 'Current 1 True True True'
    }

    It 'go back to a client secret by Set-Auth0SecretRotation' {
        $told.setBack | Should -Be 'ClientSecret orders-client-id, orders-client-secret '
        $told.back | Should -Be 'Succeeded secret 200, key 401, 0 keys, 0 known'
    }

    It 'leave nothing that works behind with -Revoke, and nothing in the vault with -RemoveSecret' {
        $told.revoked | Should -Be '0 2 key 401, secret 401' -Because 'what signs requests is none of the rotation''s'
        $told.goneKeys | Should -Be 'Current Previous'
        $told.signing | Should -Be $told.signingMade
        $told.fresh | Should -BeTrue
        $told.removed | Should -Be '0 0'
    }

    It 'leave all as it is when they are removed without either' {
        $told.kept | Should -Be '0 200 4' -Because 'the next entry stays as well'
    }

    It 'keep the entries that connections sign in from' {
        $told.inUse | Should -Be 'ConnectionInUse billing'
    }
}

Describe 'A connection that rotates its own private key' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene -Store -Seconds 300 @'
            . $env:AUTH0PS_SUPPORT/Keys.ps1
            $scope = 'read:clients', 'read:client_grants', 'update:client_credentials', 'create:client_credentials', 'read:client_credentials', 'delete:client_credentials'
            $own = New-MachineApplication $tenant rotator $scope
            $key = Add-TenantKey $tenant $own.client_id first
            Write-VaultEntry (Find-TestVault Prod) rotator $key.Pem
            $self = New-Auth0Connection self -Domain $tenant.Domain -ClientId $own.client_id -Vault Prod -SecretName rotator -KeyId $key.KeyId
            $told.test = Test-Auth0Connection self -For KeyRotation -Quiet
            $made = New-Auth0SecretRotation rotator -Connection self -ClientId $own.client_id -Vault Prod -CredentialType PrivateKeyJwt -RotateNow -Confirm:$false -ErrorVariable problem
            $told.made = "$($made.RotationStatus) $($problem.Count)"
            $told.same = (Get-VaultText rotator) -ceq (Get-VaultText 'rotator-private-key')
            $told.other = (Get-VaultText rotator) -cne $key.Pem
            $told.works = "$(Get-KeySignInStatus $tenant $own.client_id (Get-VaultText rotator)) $(Get-KeySignInStatus $tenant $own.client_id $key.Pem)"
            $fresh = @{ HOME = $HOME; USERPROFILE = $HOME; AUTH0PS_HOME = $env:AUTH0PS_HOME }
            $script = 'Import-Module $env:AUTH0PS_MODULE; "$(Test-Auth0Connection self -For KeyRotation -Quiet)"; $result = Invoke-Auth0SecretRotation rotator -Force -Confirm:$false; "$($result.Status)"; "$((Get-Auth0AccessToken -Connection self -Force).TokenType)"'
            $told.fresh = @((Invoke-ChildShell $script $fresh -Seconds 120).Line)
            $told.fresher = @((Invoke-ChildShell 'Import-Module $env:AUTH0PS_MODULE; "$(Test-Auth0Connection self -For KeyRotation -Quiet)"' $fresh -Seconds 120).Line)
            $told.here = "$((Get-Auth0AccessToken -Connection self -Force).TokenType)"
'@
    }

    It 'continues with the new one, and the previous one works too' {
        $told.test | Should -BeTrue
        $told.made | Should -Be 'Succeeded 0'
        $told.same | Should -BeTrue
        $told.other | Should -BeTrue
        $told.works | Should -Be '200 200'
    }

    It 'does so in other processes, which may rotate it again' {
        $told.fresh | Should -Be 'True', 'Succeeded', 'Bearer'
        $told.fresher | Should -Be 'True'
        $told.here | Should -Be 'Bearer'
    }
}

Describe 'The question before an application is moved to private keys' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Terminal.ps1
    }

    It 'says what stops working, and No changes nothing' {
        if (-not (Test-Terminal)) {
            Set-ItResult -Skipped -Because 'there is no terminal for somebody to sit at'
        }
        $shell = Start-TerminalShell @"
            Import-Module `$env:AUTH0PS_MODULE
            . '$PSScriptRoot/support/Vaults.ps1'
            Register-TestStore
            Start-Auth0Sandbox -ApplicationCount 6 -RateLimit none | New-Auth0Connection demo -WarningAction Ignore | Out-Null
            `$application = Get-Auth0Application -Connection demo -Rotatable -AppType non_interactive -First 1
            `$application | Invoke-Auth0SecretRotation -CredentialType PrivateKeyJwt -Vault store
            "done `$(@(Get-SecretInfo -Vault store).Count) `$((Get-Auth0Application -ClientId `$application.ClientId -Connection demo).TokenEndpointAuthMethod -eq `$application.TokenEndpointAuthMethod)"
"@
        try {
            $shell.StandardInput.Write("n`n")
            $shell.StandardInput.Flush()
            $run = Wait-ChildShell $shell 120
        }
        finally {
            Stop-TestProcess $shell
        }
        $run.Flat | Should -Match 'Move it to private keys\. .* signs in with its client secret now\. From the change on Auth0 refuses the secret at once.*To go back: Invoke-Auth0SecretRotation'
        $run.Flat | Should -Match 'done 0 True'
    }
}
