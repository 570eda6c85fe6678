Describe 'What the console shows' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $sandbox = Start-Auth0Sandbox -ApplicationCount 8
        $script:tenant = [pscustomobject]@{ Domain = $sandbox.Domain; Audience = $sandbox.Audience; ClientId = $sandbox.ClientId; ClientSecret = ConvertTo-Text $sandbox.ClientSecret }
        $demo = $sandbox | New-Auth0Connection -Name demo -Description 'To look at' -WarningAction Ignore
        $test = Test-Auth0Connection demo -For SecretRotation
        $failed = New-Auth0Connection -Name failed -Domain $sandbox.Domain -ClientId $sandbox.ClientId -ClientSecret (New-Secret 'a wrong secret') -SkipTest -WarningAction Ignore | Test-Auth0Connection
        $applications = Get-Auth0Application -Connection demo
        $old = Get-TenantSecretTable $tenant
        $results = $applications | Invoke-Auth0SecretRotation -Confirm:$false -WarningAction Ignore
        $credential = $applications | Where-Object Name -EQ 'Billing Service' | Invoke-Auth0SecretRotation -AsCredential -Confirm:$false
        $token = Get-Auth0AccessToken -Connection demo
        $keys = @(
            [Auth0Ps.Auth0RotationKey] @{ KeyId = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'; CredentialId = 'cred_aNhb4MZJK9rA3oxJpkgYqg'; State = 'Current'; CreatedAt = [DateTimeOffset]::UtcNow.AddHours(-2) }
            [Auth0Ps.Auth0RotationKey] @{ CredentialId = 'cred_bNhb4MZJK9rA3oxJpkgYqg'; State = 'Previous'; CreatedAt = [DateTimeOffset]::UtcNow.AddDays(-30); RetiresAt = [DateTimeOffset]::UtcNow.AddDays(1) }
        )

        # Everything that must not be seen.
        $script:secrets = @($old.Values; (Get-TenantSecretTable $tenant).Values; $results.Credential | Where-Object { $_ } | ForEach-Object { $_.GetNetworkCredential().Password }
            ConvertTo-Text $token.Token; Get-TenantToken $tenant; 'a wrong secret')

        $script:shown = @{
            Auth0Connection           = @{ Objects = @($demo); Table = 'Name +Domain +ClientId'; List = 'Audience +:' }
            Auth0ConnectionTest       = @{ Objects = @($test, $failed); Table = 'Outcome +Connection'; List = 'Checks +:' }
            Auth0Check                = @{ Objects = @($test.Checks; $failed.Checks); Table = 'Outcome +Name +Detail'; List = 'Detail +:' }
            Auth0AccessToken          = @{ Objects = @($token); Table = 'Ends +TokenType'; List = 'Audience +:' }
            Auth0Application          = @{ Objects = @($applications); Table = 'Name +ClientId +AppType'; List = 'GrantTypes +:' }
            Auth0SecretRotationResult = @{ Objects = @($results); Table = 'Status +ApplicationName +ClientId'; List = 'VerifiedBy +:' }
            Auth0RotationKey          = @{ Objects = $keys; Table = 'State +KeyId +CreatedAt +Age +RetiresAt'; List = 'ExpiresAt +:' }
            PSCredential              = @{ Objects = @($credential); Table = 'Status +ApplicationName +UserName'; List = 'VerifiedBy +:' }
            Auth0SandboxTenant        = @{ Objects = @($sandbox); Table = 'Domain +ClientId +Secret +Applications'; List = 'Audience +:' }
            Auth0SandboxApplication   = @{ Objects = @($sandbox.Applications); Table = 'Name +AppType +ClientId'; List = 'ClientId +:' }
        }

        function Assert-NoSecret([string] $Text) {
            foreach ($secret in $secrets) {
                $Text.Contains($secret) | Should -BeFalse -Because 'it is a secret'
            }
        }
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'shows <_> as a table, and with Format-List as a list' -ForEach @(
        'Auth0Connection'
        'Auth0ConnectionTest'
        'Auth0Check'
        'Auth0AccessToken'
        'Auth0Application'
        'Auth0SecretRotationResult'
        'Auth0RotationKey'
        'PSCredential'
        'Auth0SandboxTenant'
        'Auth0SandboxApplication'
    ) {
        $objects = $shown[$_].Objects
        $objects.Count | Should -BeGreaterThan 0
        $objects | Out-String -Width 160 | Should -Match $shown[$_].Table
        $objects | Format-Table | Out-String -Width 160 | Should -Match $shown[$_].Table
        $objects | Format-List | Out-String -Width 160 | Should -Match $shown[$_].List
    }

    It 'fits the heads of its tables into 80 columns: <_>' -ForEach @(
        'Auth0Connection'
        'Auth0ConnectionTest'
        'Auth0AccessToken'
        'Auth0Application'
        'Auth0SecretRotationResult'
        'Auth0RotationKey'
        'PSCredential'
        'Auth0SandboxTenant'
        'Auth0SandboxApplication'
    ) {
        $lines = @(($shown[$_].Objects | Out-String -Width 80) -split '\r?\n')
        $rule = @($lines | Where-Object { $_ -match '^[- ]+$' -and $_ -match '---' })[0]
        $heads = $lines[[array]::IndexOf($lines, $rule) - 1]
        # A head that does not fit is broken into the line above.
        $heads.Trim() | Should -Match '^[A-Z]'
        foreach ($head in $heads.Trim() -split '\s+') {
            $head | Should -MatchExactly '^[A-Z][A-Za-z]+$'
        }
    }

    It 'shows no secret in any form: <_>' -ForEach @(
        'Auth0Connection'
        'Auth0ConnectionTest'
        'Auth0Check'
        'Auth0AccessToken'
        'Auth0Application'
        'Auth0SecretRotationResult'
        'Auth0RotationKey'
        'PSCredential'
        'Auth0SandboxTenant'
        'Auth0SandboxApplication'
    ) {
        $objects = $shown[$_].Objects
        foreach ($object in $objects) {
            Assert-NoSecret "$object"
        }
        Assert-NoSecret ($objects | Out-String -Width 500)
        Assert-NoSecret ($objects | Format-Table * -Force | Out-String -Width 2000)
        Assert-NoSecret ($objects | Format-List * -Force | Out-String -Width 500)
        Assert-NoSecret ($objects | Format-Wide | Out-String -Width 500)
        Assert-NoSecret ($objects | Select-Object -First 2 | Format-Custom -Depth 3 | Out-String -Width 500)
        Assert-NoSecret ($objects | ConvertTo-Json -Depth 4 -WarningAction Ignore)
        Assert-NoSecret ($objects | ConvertTo-Csv | Out-String)
    }

    It 'says in the console that there is a secret, without it' {
        $shown.Auth0SecretRotationResult.Objects | Where-Object Credential | Select-Object -First 1 | Format-List | Out-String | Should -Match 'Credential +: \(set'
    }

    It 'shows times in UTC, whatever the machine''s zone and language' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'ar-SA'
            $shown.Auth0Connection.Objects | Format-List | Out-String -Width 160 | Should -Match 'CreatedAt +: 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC'
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }
}
