BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    . $PSScriptRoot/support/Azurite.ps1
    $obstacle = (Get-AzuriteObstacle) ?? (Get-VaultTestObstacle)
}

# Two machines: shells with empty homes of their own, one container of blobs, one vault that both reach.
Describe 'State in Azure Blob Storage' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Azurite.ps1
        . $PSScriptRoot/support/Machine.ps1
        $script:server = Start-Azurite
        $script:tenant = Start-TenantProcess '--apps', '12'
        $script:shared = (New-Item (Join-Path $TestDrive shared) -ItemType Directory).FullName

        function Invoke-Machine([string] $Script, [hashtable] $Environment = @{}) {
            $all = @{ LOCATION = $server.Uri; KEY = $server.Key; SHARED = $shared; T_DOMAIN = $tenant.Domain; T_ID = $tenant.ClientId; T_SECRET = $tenant.ClientSecret }
            foreach ($name in $Environment.Keys) {
                $all[$name] = $Environment[$name]
            }
            Invoke-OtherMachine $Script $all
        }

        $script:first = Invoke-Machine @'
            Set-Auth0StateStore $env:LOCATION -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.nothing = @(Get-Reason $problem) + "$(@($problem)[0].ErrorDetails.RecommendedAction)"
            Set-Secret storage (New-Secret $env:KEY) -Vault Prod
            $set = Set-Auth0StateStore $env:LOCATION -Vault Prod -SecretName storage -PassThru
            $told.set = "$($set.Kind) $($set.Reachable) $($set.Version) $($set.Vault) $($set.SecretName) $($set.Location -eq $env:LOCATION)"
            $store = Get-Auth0StateStore
            $told.store = "$($store.Kind) $($store.Reachable) $($store.Version)"
            $demo = New-Auth0Connection demo -Domain $env:T_DOMAIN -ClientId $env:T_ID -ClientSecret (New-Secret $env:T_SECRET) -Vault Prod
            $told.connection = "$($demo.Persisted) $(Test-Auth0Connection demo -For SecretRotation -Quiet)"
            $made = Get-Auth0Application -Connection demo -Rotatable -First 2 | New-Auth0SecretRotation -Vault Prod -RotationInterval 7 -KeepPrevious -WarningAction Ignore
            $told.names = @($made.Name)
            $told.rotated = "$((Invoke-Auth0SecretRotation $made[0].Name -Confirm:$false -ErrorVariable problem).Status) $problem"
            $told.undone = "$((Undo-Auth0SecretRotation $made[0].Name -Confirm:$false -ErrorVariable problem).Status) $problem"
            Set-Auth0SecretRotation $made[1].Name -NextRotationAt ([DateTimeOffset]::UtcNow.AddHours(-1))
            $told.leaks = @(Get-ChildItem $env:AUTH0PS_HOME -Recurse -File | Select-String -SimpleMatch $env:KEY).Count
'@
        $script:second = Invoke-Machine @'
            $told.connection = "$((Get-Auth0Connection).Name) $(Test-Auth0Connection demo -Quiet)"
            $told.rotated = @(Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorVariable problem | ForEach-Object { "$($_.Name) $($_.Status)" })
            $told.problem = "$problem"
            $told.again = @(Invoke-Auth0SecretRotation -Due -Confirm:$false).Count
            $told.history = @(Get-Auth0SecretRotationHistory | ForEach-Object { "$($_.Status)" })
            $told.live = @(foreach ($one in Get-Auth0SecretRotation) {
                (ConvertTo-Text (Get-Secret "$($one.Name)-client-secret" -Vault Prod)) -ceq (Get-TenantSecret @{ Domain = $env:T_DOMAIN; Audience = "$env:T_DOMAIN/api/v2/"; ClientId = $env:T_ID; ClientSecret = $env:T_SECRET } $one.ClientId)
            })
'@ @{ AUTH0PS_STATE = $server.Uri; AZURE_STORAGE_KEY = $server.Key }
    }

    AfterAll {
        if ($tenant) {
            Stop-TestProcess $tenant.Process
        }
        Stop-Azurite $server
    }

    It 'serves everything from connecting to undoing, with a key from a vault' {
        $first.set | Should -Be 'AzureBlob True 1 Prod storage True' -Because $first.said
        $first.store | Should -Be 'AzureBlob True 1'
        $first.connection | Should -Be 'True True'
        $first.rotated | Should -Be 'Succeeded '
        $first.undone | Should -Be 'Succeeded '
        $first.leaks | Should -Be 0
    }

    It 'says what it needs to sign in' {
        $first.nothing[0] | Should -Be StateStoreUnavailable
        $first.nothing[1] | Should -BeLike '*AZURE_STORAGE_KEY*'
    }

    It 'is the same on another machine, which does what is due' {
        $second.connection | Should -Be 'demo True' -Because $second.said
        $second.rotated | Should -Be "$($first.names[1]) Succeeded" -Because $second.problem
        $second.again | Should -Be 0
        $second.history | Should -Be Succeeded, Succeeded, Succeeded
        $second.live | Should -Be $true, $true
        $first.files + $second.files | Where-Object { $_ -match '^(connections|rotations|hooks|outbox)|journal|history|lease' } | Should -BeNullOrEmpty
    }

    It 'says what is wrong with the container before the tenant is asked' {
        $before = Get-TenantRequestCount $tenant
        $told = Invoke-Machine @'
            $told.reasons = @(foreach ($bad in 'http://127.0.0.1:1/auth0ps/state', $env:LOCATION, "$($env:LOCATION)?sv=1&sig=Sesame") {
                $env:AUTH0PS_STATE = $bad
                Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
                "$(Get-Reason $problem)"
            })
'@ @{ AZURE_STORAGE_KEY = [Convert]::ToBase64String([byte[]]::new(64)) }
        $told.reasons | Should -Be StateStoreUnavailable, StateStoreUnavailable, InvalidArgument -Because $told.said
        $told.said | Should -Not -BeLike '*Sesame*'
        Get-TenantRequestCount $tenant | Should -Be $before
    }
}
