Describe 'Get-Auth0Application' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '250'
        $script:demo = Connect-TestTenant $tenant demo
        $script:all = @(Get-Auth0Application -Connection demo)
        $script:truth = @{}
        foreach ($page in 0..2) {
            foreach ($client in (Invoke-Tenant $tenant "clients?page=$page&per_page=100")) {
                $truth[$client.client_id] = $client
            }
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'lists every application of the tenant once' {
        $all.Count | Should -Be 253
        $all.ClientId | Sort-Object | Should -Be ($truth.Keys | Sort-Object)
        $all[0] | Should -BeOfType Auth0Ps.Auth0Application
    }

    It 'fills every property of the contract as the tenant has it' {
        Get-MissingProperty $all[0] Auth0Application | Should -BeNullOrEmpty
        # These are of every kind.
        foreach ($application in $all[0..27]) {
            $client = $truth[$application.ClientId]
            $application.Name | Should -BeExactly $client.name
            $application.AppType | Should -Be ($client.PSObject.Properties['app_type'] ? $client.app_type : $null)
            $application.IsFirstParty | Should -Be $client.is_first_party
            $application.GrantTypes | Should -Be $client.grant_types
            "$($application.Connection)" | Should -Be 'demo'
        }
        ($all | Where-Object { $_.Metadata.Count }).Count | Should -BeGreaterThan 0
        ($all | Where-Object { $_.Metadata.Count })[0].Metadata['team'] | Should -Be 'platform'
        $all.TokenEndpointAuthMethod | Select-Object -Unique | Sort-Object | Should -Be 'client_secret_basic', 'client_secret_post', 'none', 'private_key_jwt'
        $all.IsFirstParty | Should -Contain $false
    }

    It 'has lists that can be indexed' {
        Get-PropertyWithoutIndex ($all | Where-Object { $_.GrantTypes.Count -gt 1 } | Select-Object -First 1) | Should -BeNullOrEmpty
    }

    It 'never has a secret, and never asks for one' {
        $all[0].PSObject.Properties.Name | Where-Object { $_ -match 'secret' } | Should -BeNullOrEmpty
        $text = $all | ConvertTo-Json -Depth 4 -WarningAction Ignore
        foreach ($secret in (Get-TenantSecretTable $tenant).Values) {
            $text.Contains($secret) | Should -BeFalse
        }
    }

    It 'finds names in any case, with wildcards, brackets and letters of every script' {
        (Get-Auth0Application 'inventory sync').Name | Should -BeExactly 'Inventory Sync'
        (Get-Auth0Application -Name 'Gr*Lager*').Name | Should -BeExactly 'Grünwald Lagerverwaltung'
        (Get-Auth0Application -Name '東京*').Name | Should -BeExactly '東京注文アプリ'
        (Get-Auth0Application -Name 'Admin Dashboard `[internal`]').Name | Should -BeExactly 'Admin Dashboard [internal]'
        (Get-Auth0Application -Name 'Réservations $HOME *').Name | Should -BeExactly 'Réservations $HOME `demo`'
        @(Get-Auth0Application -Name 'Inventory Sync', 'O''Reilly*').Count | Should -Be 2
    }

    It 'returns both of two that share a name' {
        $same = @(Get-Auth0Application 'Billing Service')
        $same.Count | Should -Be 2
        $same[0].ClientId | Should -Not -Be $same[1].ClientId
    }

    It 'returns nothing for a pattern that no application fits' {
        Get-Auth0Application 'no such*', 'nor [t]his' -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'tells of an exact name that no application has, and what was probably meant: <Name>' -ForEach @(
        @{ Name = 'Inventroy Sync'; Action = "Did you mean 'Inventory Sync'" }
        @{ Name = 'Admin Dashbord `[internal`]'; Action = "Did you mean 'Admin Dashboard \[internal\]'" }
        @{ Name = 'BILING SERVICE'; Action = "Did you mean 'Billing Service'" }
        @{ Name = 'no such thing'; Action = 'Wildcards' }
    ) {
        $found = @(Get-Auth0Application $Name, 'Inventory Sync' -ErrorVariable problem -ErrorAction SilentlyContinue)
        $found.Name | Should -Be 'Inventory Sync'
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.ApplicationNotFound,*'
        $problem[0].TargetObject | Should -BeExactly $Name
        $problem[0].ErrorDetails.RecommendedAction | Should -Match $Action
    }

    It 'says of a client id in the place of a name that it is one' {
        $null = Get-Auth0Application $all[5].ClientId -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].ErrorDetails.RecommendedAction | Should -Match "-ClientId $($all[5].ClientId)"
    }

    It 'finds a name as it is printed, whatever signs it has' {
        foreach ($name in $all.Name | Where-Object { $_ -match '[][?*`]' } | Select-Object -Unique) {
            (Get-Auth0Application $name -ErrorAction Stop).Name | Should -Contain $name
        }
        (Get-Auth0Application 'admin dashboard [INTERNAL]').Name | Should -Be 'Admin Dashboard [internal]'
    }

    It 'selects by type' {
        $found = @(Get-Auth0Application -AppType spa, native)
        $found.AppType | Select-Object -Unique | Sort-Object | Should -Be 'native', 'spa'
        $found.Count | Should -Be @($all | Where-Object AppType -In 'spa', 'native').Count
        @(Get-Auth0Application 'Mobile*' -AppType spa, native).Count | Should -Be @($found | Where-Object Name -Like 'Mobile*').Count
    }

    It 'takes types in any case' {
        (Get-Auth0Application -AppType SPA).ClientId | Should -Be (Get-Auth0Application -AppType spa).ClientId
        (Get-Auth0Application -AppType Non_Interactive, NATIVE).ClientId | Should -Be (Get-Auth0Application -AppType non_interactive, native).ClientId
    }

    It 'tells of a word that is no type, before it asks: <Word>' -ForEach @(
        @{ Word = 'spaa'; Meant = 'spa' }
        @{ Word = 'm2m'; Meant = 'non_interactive' }
        @{ Word = 'Machine to Machine'; Meant = 'non_interactive' }
        @{ Word = 'regular-web'; Meant = 'regular_web' }
        @{ Word = 'nativ'; Meant = 'native' }
        @{ Word = 'teapot'; Meant = 'Types are' }
    ) {
        $count = Get-TenantRequestCount $tenant
        Get-Auth0Application -AppType spa, $Word -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        $problem[0].TargetObject | Should -BeExactly $Word
        $problem[0].ErrorDetails.RecommendedAction | Should -Match $Meant
        Get-TenantRequestCount $tenant | Should -Be $count
    }

    It 'leaves out with -Rotatable what cannot be rotated, and nothing else' {
        $left = $all | Where-Object {
            $_.Name -eq 'All Applications' -or $_.ClientId -eq $tenant.ClientId -or $truth[$_.ClientId].PSObject.Properties['client_authentication_methods'].Value
        }
        @($left).Count | Should -BeGreaterThan 2
        $rotatable = @(Get-Auth0Application -Rotatable)
        $rotatable.Count | Should -Be ($all.Count - $left.Count)
        $rotatable.ClientId | Where-Object { $_ -in $left.ClientId } | Should -BeNullOrEmpty
        $left | ForEach-Object { $_.WhyNotRotatable | Should -Not -BeNullOrEmpty }
        $rotatable.AppType | Should -Contain 'spa'
    }

    It 'pages with -First and -Skip, over what was selected' {
        (Get-Auth0Application -First 3).ClientId | Should -Be $all[0..2].ClientId
        (Get-Auth0Application -Skip 2 -First 2).ClientId | Should -Be $all[2..3].ClientId
        @(Get-Auth0Application -Skip 250).Count | Should -Be 3
        Get-Auth0Application -Skip 1000 | Should -BeNullOrEmpty
        Get-Auth0Application -First 0 | Should -BeNullOrEmpty
        $spas = @($all | Where-Object AppType -EQ spa)
        (Get-Auth0Application -AppType spa -Skip 1 -First 2).ClientId | Should -Be $spas[1..2].ClientId
        (Get-Auth0Application -Name '*' -Rotatable -First 1).ClientId | Should -Be @(Get-Auth0Application -Rotatable)[0].ClientId
    }

    It 'reads no more pages than -First needs' {
        $before = Get-TenantRequestCount $tenant
        $null = Get-Auth0Application -First 5
        Get-TenantRequestCount $tenant | Should -Be ($before + 1)
        $null = Get-Auth0Application | Select-Object -First 5
        Get-TenantRequestCount $tenant | Should -BeLessOrEqual ($before + 3)
    }

    It 'says with -IncludeTotalCount that the number is not known' {
        $output = @(Get-Auth0Application -First 2 -IncludeTotalCount)
        $output[0].ToString() | Should -Match 'unknown'
        $output.Count | Should -Be 3
    }

    It 'gets applications by client id, and names the unknown without losing the known' {
        $ids = $all[5].ClientId, 'unknown', $all[7].ClientId
        $found = @(Get-Auth0Application -ClientId $ids -ErrorVariable problem -ErrorAction SilentlyContinue)
        $found.ClientId | Should -Be $ids[0], $ids[2]
        $found[0].Name | Should -BeExactly $all[5].Name
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.ApplicationNotFound,*'
        $problem[0].TargetObject | Should -Be 'unknown'
    }

    It 'takes connections from the pipeline, as objects and as names' {
        @(Get-Auth0Connection demo | Get-Auth0Application -First 2).Count | Should -Be 2
        @('demo' | Get-Auth0Application 'Inventory Sync').Count | Should -Be 1
    }

    It 'takes client id and connection from the pipeline by property name' {
        $objects = [pscustomobject]@{ ClientId = $all[5].ClientId; Connection = 'demo' }, [pscustomobject]@{ ClientId = $all[7].ClientId; Connection = $demo }
        ($objects | Get-Auth0Application).ClientId | Should -Be $all[5].ClientId, $all[7].ClientId
        ([pscustomobject]@{ ClientId = $all[5].ClientId } | Get-Auth0Application).ClientId | Should -Be $all[5].ClientId
        ($all[5, 7] | Get-Auth0Application).ClientId | Should -Be $all[5].ClientId, $all[7].ClientId
    }

    It 'shows less to a connection that may see less' {
        $limited = Connect-TestTenant $tenant limited -Limited
        try {
            $seen = @(Get-Auth0Application -Connection $limited)
            $seen.Count | Should -Be 253
            $seen[5].Name | Should -BeExactly $all[5].Name
            $seen[5].GrantTypes | Should -Be $all[5].GrantTypes
        }
        finally {
            $limited | Remove-Auth0Connection
        }
    }

    It 'ends the command when the connection is unknown' {
        { Get-Auth0Application -Connection nobody -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*'
    }

    It 'names each request with -Verbose: method, path, status and milliseconds' {
        $lines = @(Get-Auth0Application -First 1 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        "$($lines[-1])" | Should -Match '^GET /api/v2/clients 200 \d+ ms$'
    }
}
