Describe 'APIs and grants of connections' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '0'
        $script:secret = New-Secret $tenant.ClientSecret
        $script:who = @{ Domain = $tenant.Domain; ClientId = $tenant.ClientId; ClientSecret = $secret }
        $script:silent = @{ ErrorVariable = 'problem'; ErrorAction = 'SilentlyContinue'; WarningAction = 'Ignore' }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    BeforeEach {
        Get-Auth0Connection | Remove-Auth0Connection
        $script:before = Get-TenantRequestCount $tenant
    }

    It 'takes every field from the pipeline by property name' {
        $made = [pscustomobject]@{
            Name = 'browser'; Domain = $tenant.Domain; ClientId = $tenant.ClientId; ClientSecret = $secret; ApiType = 'Custom'; GrantType = 'AuthorizationCode'; BaseUri = 'https://api.example.com/'
            Audience = 'urn:orders'; Organization = 'org_abc'; Scope = 'read:orders', 'write:orders'; RedirectPort = 50000; Description = 'd'; ProjectId = 'p'
        } | New-Auth0Connection -SkipTest -ErrorAction Stop -WarningAction Ignore
        $made.Name, "$($made.ApiType)", "$($made.GrantType)", "$($made.BaseUri)", $made.Audience | Should -Be 'browser', 'Custom', 'AuthorizationCode', 'https://api.example.com/', 'urn:orders'
        $made.Organization, $made.RedirectPort, $made.Description, $made.ProjectId, ($made.Scope -join ' ') | Should -Be 'org_abc', 50000, 'd', 'p', 'read:orders write:orders'

        $rsa = [System.Security.Cryptography.RSA]::Create(2048)
        $path = Join-Path $TestDrive key.pem
        Set-Content $path $rsa.ExportEncryptedPkcs8PrivateKeyPem('phrase', [System.Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000))
        $made = [pscustomobject]@{
            Name = 'keyed'; TenantDomain = 'example'; Region = 'JP'; ClientId = 'abc'; PrivateKeyPath = $path; KeyId = 'key-identifier'; KeyPassphrase = New-Secret 'phrase'; KeyAlgorithm = 'PS256'; Method = 'client-credentials'
        } | New-Auth0Connection -SkipTest -ErrorAction Stop -WarningAction Ignore
        $made.Domain, "$($made.Region)", $made.KeyId, "$($made.KeyAlgorithm)", $made.SecretReference.Path | Should -Be 'example.jp.auth0.com', 'JP', 'key-identifier', 'PS256', $path
        $made.Persisted | Should -BeTrue
        $made.TokenEndpointAuthMethod | Should -Be 'private_key_jwt'

        $made = [pscustomobject]@{ Name = 'pem'; Domain = $tenant.Domain; ClientId = 'abc'; PrivateKey = New-Secret $rsa.ExportPkcs8PrivateKeyPem() } | New-Auth0Connection -SkipTest -ErrorAction Stop -WarningAction Ignore
        $made.TokenEndpointAuthMethod, $made.Persisted | Should -Be 'private_key_jwt', $false
        $made = [pscustomobject]@{ Name = 'credential'; Domain = $tenant.Domain; Credential = [pscredential]::new('abc', $secret) } | New-Auth0Connection -SkipTest -ErrorAction Stop -WarningAction Ignore
        $made.ClientId | Should -Be 'abc'
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'refuses a browser login at once where nobody attends the process, and asks nothing' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            $who = @{ Domain = $env:TENANT; ClientId = $env:TENANT_CLIENT; WarningAction = 'Ignore' }
            $secret = New-Secret $env:TENANT_SECRET
            $silent = @{ ErrorVariable = '+problem'; ErrorAction = 'SilentlyContinue' }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            New-Auth0Connection -Name one @who -GrantType AuthorizationCodePkce @silent
            New-Auth0Connection -Name two @who -GrantType AuthorizationCode -ClientSecret $secret @silent
            New-Auth0Connection -Name three @who -ApiType MyAccount @silent
            New-Auth0Connection -Name four @who -ApiType MyAccount -SkipTest @silent | ForEach-Object { "made: $($_.Name)" }
            Get-Auth0AccessToken -Connection four @silent
            $null = New-Auth0Connection -Name five @who -ClientSecret $secret -SkipTest
            Set-Auth0Connection five -GrantType AuthorizationCode @silent
            foreach ($record in $problem) {
                "error: $($record.FullyQualifiedErrorId) $($record.CategoryInfo.Category) $($record.TargetObject) $($record.ErrorDetails.RecommendedAction -match '-NoBrowser')"
            }
            "five: $((Get-Auth0Connection five).GrantType)"
            "quick: $($clock.Elapsed.TotalSeconds -lt 30)"
            "kept: $((Get-Auth0Connection).Name)"
'@ @{ TENANT = $tenant.Domain; TENANT_CLIENT = $tenant.ClientId; TENANT_SECRET = $tenant.ClientSecret }
        $errors = @($run.Line -like 'error: *')
        $errors.Count | Should -Be 5 -Because "$($run.Output)$($run.Error)"
        $number = 0
        foreach ($name in 'one', 'two', 'three', 'four', 'five') {
            $errors[$number++] | Should -Match "^error: Auth0Ps\.LoginRequired,\S+ AuthenticationError $name True"
        }
        $run.Line | Should -Contain 'made: four'
        $run.Line | Should -Contain 'five: ClientCredentials'
        $run.Line | Should -Contain 'quick: True'
        $run.Line | Should -Contain 'kept: five four'
        Get-TenantRequestCount $tenant | Should -Be $before
    }
}
