Describe 'Completion with Tab' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '25'
        $null = Connect-TestTenant $tenant prod-eu
        Set-AwkwardName $tenant
        $script:applications = @(Get-Auth0Application -Connection prod-eu)

        # In a folder of its own, where file names would be seen if they were offered in place of what belongs there.
        $script:folder = Join-Path $TestDrive 'completion'
        $null = New-Item $folder -ItemType Directory
        foreach ($name in 'prod.txt', 'Inventory.txt', 'nobody.txt', 'EU.txt') {
            Set-Content (Join-Path $folder $name) ''
        }

        function Get-Offer([string] $Line) {
            Push-Location $folder
            try {
                (TabExpansion2 $Line $Line.Length).CompletionMatches
            }
            finally {
                Pop-Location
            }
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'offers the names of connections: <_>' -ForEach @(
        'Get-Auth0Application -Connection '
        'Get-Auth0AccessToken -Connection '
        'Invoke-Auth0SecretRotation -ClientId x -Connection '
        'Test-Auth0Connection '
        'Test-Auth0Connection -Connection '
        'Get-Auth0Connection '
        'Remove-Auth0Connection -Name '
        'Get-Auth0Application -Connection pr'
        'Get-Auth0Application -Connection PROD'
        'Get-Auth0Application -Connection "pr'
    ) {
        @(Get-Offer $_).CompletionText | Should -Be 'prod-eu'
    }

    It 'offers the names of applications, quoted where that is needed: <Line>' -ForEach @(
        @{ Line = 'Get-Auth0Application -Name Inv'; Offer = "'Inventory Sync'" }
        @{ Line = 'Get-Auth0Application inv'; Offer = "'Inventory Sync'" }
        @{ Line = 'Get-Auth0Application "Inv'; Offer = "'Inventory Sync'" }
        @{ Line = 'Get-Auth0Application Dash'; Offer = "'Admin Dashboard [internal]'" }
        @{ Line = 'Get-Auth0Application -Name O'; Offer = "'O''Reilly Reader'" }
        @{ Line = 'Get-Auth0Application -Connection prod-eu -Name Bill'; Offer = "'Billing Service'" }
    ) {
        @(Get-Offer $Line).CompletionText | Should -Be $Offer
        @(Invoke-Expression "Get-Auth0Application $Offer").Count | Should -BeGreaterThan 0
    }

    It 'offers all connections, and says with each where it leads' {
        $null = New-Auth0Connection -Name another -Domain example.eu.auth0.com -ClientId abc -ClientSecret (New-Secret 'x') -SkipTest -WarningAction Ignore
        try {
            $offer = @(Get-Offer 'Get-Auth0Application -Connection ')
            $offer.CompletionText | Should -Be 'another', 'prod-eu'
            $offer[0].ToolTip | Should -Match 'example\.eu\.auth0\.com'
        }
        finally {
            Remove-Auth0Connection another
        }
    }

    It 'offers client ids by id and by the application''s name, quoted or not' {
        $inventory = $applications | Where-Object Name -EQ 'Inventory Sync'
        $byName = @(Get-Offer 'Invoke-Auth0SecretRotation -Connection prod-eu -ClientId Inv')
        $byName.CompletionText | Should -Be $inventory.ClientId
        $byName.ListItemText | Should -Match '^Inventory Sync'
        @(Get-Offer "Get-Auth0Application -Connection prod-eu -ClientId $($inventory.ClientId.Substring(0, 8))").CompletionText | Should -Be $inventory.ClientId
        @(Get-Offer "Get-Auth0Application -ClientId 'Inventory S").CompletionText | Should -Be $inventory.ClientId
        @(Get-Offer 'Get-Auth0Application -ClientId "Inventory S').CompletionText | Should -Be $inventory.ClientId
        @(Get-Offer 'Get-Auth0Application -ClientId 東').CompletionText | Should -Be ($applications | Where-Object Name -Like '東*').ClientId
        @(Get-Offer 'Get-Auth0Application -ClientId Billing').CompletionText | Sort-Object | Should -Be (($applications | Where-Object Name -Like 'Billing*').ClientId | Sort-Object)
        @(Get-Offer 'Get-Auth0Application -ClientId ').Count | Should -Be $applications.Count
    }

    It 'offers further client ids after a comma' {
        $inventory = $applications | Where-Object Name -EQ 'Inventory Sync'
        @(Get-Offer 'Get-Auth0Application -ClientId abc, Inv').CompletionText | Should -Be $inventory.ClientId
    }

    It 'asks the tenant once for several completions' {
        $null = Get-Offer 'Get-Auth0Application -ClientId Inv'
        $count = Get-TenantRequestCount $tenant
        $null = Get-Offer 'Get-Auth0Application -ClientId Bill'
        Get-TenantRequestCount $tenant | Should -Be $count
    }

    It 'offers no client id, and no file, when it is not clear whose or there is none' {
        @(Get-Offer 'Get-Auth0Application -Connection nobody -ClientId Inv').CompletionText | Should -BeNullOrEmpty
        @(Get-Offer 'Get-Auth0Application -ClientId nobody').CompletionText | Should -BeNullOrEmpty
        @(Get-Offer 'Get-Auth0Application -Connection nobody').CompletionText | Should -BeNullOrEmpty
    }

    It 'offers the values of lists: <Line>' -ForEach @(
        @{ Line = 'New-Auth0Connection -Name x -Region '; Offer = @('AU', 'CA', 'EU', 'JP', 'UK', 'US') }
        @{ Line = 'New-Auth0Connection -Name x -Region e'; Offer = @('EU') }
        @{ Line = 'New-Auth0Connection -Name x -ApiType '; Offer = @('Custom', 'Management', 'MyAccount') }
        @{ Line = 'New-Auth0Connection -Name x -ApiType m'; Offer = @('Management', 'MyAccount') }
        @{ Line = 'New-Auth0Connection -Name x -GrantType '; Offer = @('AuthorizationCode', 'AuthorizationCodePkce', 'ClientCredentials') }
        @{ Line = 'Set-Auth0Connection x -GrantType auth'; Offer = @('AuthorizationCode', 'AuthorizationCodePkce') }
        @{ Line = 'Set-Auth0Connection x -Method c'; Offer = @('ClientCredentials') }
        @{ Line = 'Set-Auth0Connection x -KeyAlgorithm r'; Offer = @('RS256', 'RS384') }
        @{ Line = 'Get-Auth0Application -AppType s'; Offer = @('spa', 'sso_integration') }
        @{ Line = 'Get-Auth0Application -AppType non'; Offer = @('non_interactive') }
        @{ Line = 'Start-Auth0Sandbox -RateLimit '; Offer = @('enterprise', 'free', 'none', 'pro') }
        @{ Line = 'Start-Auth0Sandbox -RateLimit p'; Offer = @('pro') }
        @{ Line = 'Test-Auth0Connection x -For '; Offer = @('General', 'KeyRotation', 'SecretRotation', 'Vault') }
    ) {
        @(Get-Offer $Line).CompletionText | Sort-Object | Should -Be $Offer
    }

    It 'offers the vaults that are registered: <_>' -ForEach 'New-Auth0Connection x -Vault ', 'Set-Auth0Connection x -Vault loc', 'Import-Auth0Connection x.json -Vault Lo' {
        if (@(Get-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore -ListAvailable).Count -lt 2) {
            Set-ItResult -Skipped -Because 'SecretManagement and SecretStore are not installed'
        }
        # In a home of its own, because vaults are registered for the user.
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            Import-Module Microsoft.PowerShell.SecretManagement
            Register-SecretVault -Name Local -ModuleName Microsoft.PowerShell.SecretStore
            (TabExpansion2 $env:LINE $env:LINE.Length).CompletionMatches.CompletionText
'@ @{ LINE = $_ }
        $run.Line[-1] | Should -Be 'Local' -Because $run.Error
    }

    It 'offers the paths of the API, and goes on behind an id: <Line>' -ForEach @(
        @{ Line = 'Invoke-Auth0RestMethod ten'; Offer = @('tenants/settings') }
        @{ Line = 'Invoke-Auth0RestMethod /ten'; Offer = @('/tenants/settings') }
        @{ Line = 'Invoke-Auth0RestMethod -Path keys/'; Offer = @('keys/signing', 'keys/signing/rotate', "'keys/signing/{kid}'", "'keys/signing/{kid}/revoke'") }
        @{ Line = 'Invoke-Auth0RestMethod clients/abc/'; Offer = @('clients/abc/credentials', "'clients/abc/credentials/{credential_id}'", 'clients/abc/rotate-secret') }
        @{ Line = 'Invoke-Auth0RestMethod clients/abc/ro'; Offer = @('clients/abc/rotate-secret') }
        @{ Line = 'Invoke-Auth0RestMethod "clients/abc/ro'; Offer = @('clients/abc/rotate-secret') }
        @{ Line = 'Invoke-Auth0RestMethod organizations/na'; Offer = @("'organizations/name/{name}'") }
        @{ Line = 'Invoke-Auth0RestMethod -Connection nobody client-g'; Offer = @('client-grants', "'client-grants/{id}'", "'client-grants/{id}/organizations'") }
        @{ Line = 'Invoke-Auth0RestMethod nob'; Offer = @() }
        @{ Line = 'Invoke-Auth0RestMethod prod'; Offer = @() }
    ) {
        @(Get-Offer $Line).CompletionText | Should -Be $Offer
    }

    It 'offers the sandboxes of this process, as something that can be run' {
        $sandbox = Start-Auth0Sandbox -ApplicationCount 0
        $offer = @(Get-Offer 'Stop-Auth0Sandbox -Domain ')
        $offer.Count | Should -Be 1
        & ([scriptblock]::Create("Stop-Auth0Sandbox -Domain $($offer[0].CompletionText) -ErrorAction Stop"))
        @(Get-Offer 'Stop-Auth0Sandbox -Domain ').CompletionText | Should -BeNullOrEmpty
        { Invoke-RestMethod "$($sandbox.Domain)/.well-known/jwks.json" } | Should -Throw
    }

    It 'gives up quickly and silently when the tenant does not answer' {
        $deaf = Start-TenantProcess '--apps', '3', '--latency', '60000'
        $gone = Start-Auth0Sandbox -ApplicationCount 0
        try {
            $null = New-Auth0Connection -Name deaf -Domain $deaf.Domain -ClientId $deaf.ClientId -ClientSecret (New-Secret $deaf.ClientSecret) -SkipTest -WarningAction Ignore
            $null = $gone | New-Auth0Connection -Name gone -SkipTest -WarningAction Ignore
            $gone | Stop-Auth0Sandbox
            foreach ($name in 'deaf', 'gone') {
                $global:Error.Clear()
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                @(Get-Offer "Get-Auth0Application -Connection $name -ClientId Inv").CompletionText | Should -BeNullOrEmpty
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
                $global:Error.Count | Should -Be 0
            }
        }
        finally {
            Stop-TestProcess $deaf.Process
            Remove-Auth0Connection deaf, gone
        }
    }
}
