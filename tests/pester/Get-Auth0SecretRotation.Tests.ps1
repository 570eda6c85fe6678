BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Get-Auth0SecretRotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            . $env:AUTH0PS_SUPPORT/Contract.ps1
            . (Join-Path (Split-Path $env:AUTH0PS_SUPPORT) 'common.ps1')
            $null = Connect-TestTenant $tenant other
            $null = $one | New-Auth0SecretRotation prod-eu -Vault Prod -RotateNow -Confirm:$false
            $null = $two | New-Auth0SecretRotation prod-au -Vault Prod -NoAutoRotation -Confirm:$false
            $null = New-Auth0SecretRotation demo -Connection other -ClientId $three.ClientId -Vault Prod -Confirm:$false

            $requests = Get-TenantRequestCount $tenant
            $told.all = @((Get-Auth0SecretRotation).Name)
            $told.pattern = @((Get-Auth0SecretRotation PROD-*).Name)
            $told.piped = @(('demo', 'prod-au' | Get-Auth0SecretRotation).Name)
            $told.connection = @((Get-Auth0SecretRotation -Connection other).Name)
            $told.client = @((Get-Auth0SecretRotation -ClientId $two.ClientId, $three.ClientId).Name)
            $told.state = @((Get-Auth0SecretRotation -State UpToDate, Never).Name)
            $told.none = @(Get-Auth0SecretRotation nobody*).Count
            $null = Get-Auth0SecretRotation nobody -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.problem = Get-Told $problem
            $told.category = "$($problem[0].CategoryInfo.Category)"
            $told.requests = (Get-TenantRequestCount $tenant) - $requests
            $told.missing = @(Get-MissingProperty (Get-Auth0SecretRotation prod-eu) Auth0SecretRotation)
            $told.tab = @(Get-CompletionText 'Get-Auth0SecretRotation pro')
            $told.tabs = @('Set', 'Remove', 'Test', 'Resume' | ForEach-Object { (Get-CompletionText "$_-Auth0SecretRotation -Name de") -join ' ' })
            $told.table = Get-Auth0SecretRotation | Out-String -Width 80
            $told.list = Get-Auth0SecretRotation prod-eu | Format-List | Out-String -Width 160
            $secret = Get-TenantSecret $tenant $one.ClientId
            $told.leak = (Get-Auth0SecretRotation | Format-List * -Force | Out-String -Width 500).Contains($secret) -or (Get-Auth0SecretRotation | ConvertTo-Json -Depth 4).Contains($secret)
            $told.applications = @((Get-Auth0SecretRotation prod-eu | Get-Auth0Application).Name) -ceq $one.Name
            $told.age = (Get-Auth0SecretRotation prod-eu).Age -gt [timespan]::Zero
'@
    }

    It 'finds them by name, pattern, pipeline, connection, application and state, by name' {
        $told.all | Should -Be 'demo', 'prod-au', 'prod-eu'
        $told.pattern | Should -Be 'prod-au', 'prod-eu'
        $told.piped | Should -Be 'demo', 'prod-au'
        $told.connection | Should -Be 'demo'
        $told.client | Should -Be 'demo', 'prod-au'
        $told.state | Should -Be 'demo', 'prod-eu'
        $told.none | Should -Be 0
    }

    It 'says so when a name that is spelled out is unknown' {
        $told.problem | Should -Be 'RotationNotFound nobody'
        $told.category | Should -Be 'ObjectNotFound'
    }

    It 'asks nobody: only files are read' {
        $told.requests | Should -Be 0
    }

    It 'has all properties of the contract, and an age once it was rotated' {
        $told.missing | Should -BeNullOrEmpty
        $told.age | Should -BeTrue
    }

    It 'completes names for all that take one' {
        $told.tab | Should -Be 'prod-au', 'prod-eu'
        $told.tabs | Should -Be 'demo', 'demo', 'demo', 'demo'
    }

    It 'is shown as a table and as a list, without a secret' {
        $told.table | Should -Match 'Name +State +Age +Next +Vault +Connection'
        $told.table | Should -Match 'prod-eu +UpToDate +0 min +in (29|30) days'
        $told.list | Should -Match 'SecretsMapping +: prod-eu-client-id, prod-eu-client-secret'
        $told.leak | Should -BeFalse
    }

    It 'pipes into what takes an application' {
        $told.applications | Should -BeTrue
    }
}
