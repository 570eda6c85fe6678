# A few of each kind through the cmdlets; the core's tests try them by the hundred.
Describe 'Malformed input' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '0'
        $script:secret = New-Secret $tenant.ClientSecret
        $script:silent = @{ ErrorVariable = 'problem'; ErrorAction = 'SilentlyContinue'; WarningAction = 'Ignore' }
        $script:rsa = [System.Security.Cryptography.RSA]::Create(2048)

        function New-KeyFile([string] $Text) {
            $path = Join-Path $TestDrive "key-$([guid]::NewGuid().ToString('N')).pem"
            [System.IO.File]::WriteAllText($path, $Text)
            $path
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    BeforeEach {
        $script:before = Get-TenantRequestCount $tenant
    }

    It 'is one clear error before any request: <Why>' -ForEach @(
        @{ Why = 'the dashboard''s address of a tenant in the United States'; With = @{ Domain = 'https://manage.auth0.com/dashboard/us/example/' }; Reason = 'InvalidDomain'; Target = 'https://manage.auth0.com/dashboard/us/example/'; Action = 'example\.us\.auth0\.com, or example\.auth0\.com' }
        @{ Why = 'the dashboard itself'; With = @{ Domain = 'manage.auth0.com' }; Reason = 'InvalidDomain'; Target = 'manage.auth0.com'; Action = 'example' }
        @{ Why = 'Auth0''s domain without a tenant'; With = @{ Domain = 'eu.auth0.com' }; Reason = 'InvalidDomain'; Target = 'eu.auth0.com'; Action = 'example' }
        @{ Why = 'a domain of two lines'; With = @{ Domain = "example.eu.auth0.com`r`nHost: evil" }; Reason = 'InvalidDomain'; Target = "example.eu.auth0.com`r`nHost: evil"; Action = 'host alone' }
        @{ Why = 'a tenant''s host as its name'; With = @{ TenantDomain = 'example.eu.auth0.com'; Region = 'EU' }; Reason = 'InvalidDomain'; Target = 'example.eu.auth0.com'; Action = '-Domain' }
        @{ Why = 'a name of two lines'; With = @{ Name = "pro`nd" }; Reason = 'InvalidName'; Target = "pro`nd"; Action = '-Name pro-d$' }
        @{ Why = 'a scope with a line break'; With = @{ Scope = "read:clients`nupdate:clients" }; Reason = 'InvalidArgument'; Target = 'input'; Action = 'read:clients' }
        @{ Why = 'an organization''s display name'; With = @{ Organization = 'Acme Ltd' }; Reason = 'InvalidArgument'; Target = 'input'; Action = 'org_' }
        @{ Why = 'an audience with a sign nobody sees'; With = @{ Audience = "https://api.example.com/$([char]0x200B)" }; Reason = 'InvalidArgument'; Target = 'input'; Action = '-Audience' }
        @{ Why = 'a redirect port below 1024'; With = @{ GrantType = 'AuthorizationCodePkce'; RedirectPort = 80 }; Reason = 'InvalidArgument'; Target = 'input'; Action = 'from 1024 to 65535' }
        @{ Why = 'an API''s address with a password'; With = @{ ApiType = 'Custom'; Audience = 'urn:a'; BaseUri = 'http://me:hunter2@api.example.com/' }; Reason = 'InvalidArgument'; Target = 'input'; Action = 'before the @' }
        @{ Why = 'an API''s address without its host'; With = @{ ApiType = 'Custom'; Audience = 'urn:a'; BaseUri = '/v1/' }; Reason = 'InvalidArgument'; Target = 'input'; Action = 'https://api' }
    ) {
        $parameters = @{ Name = 'input'; ClientId = $tenant.ClientId; ClientSecret = $secret }
        if (-not $With.TenantDomain) {
            $parameters.Domain = $tenant.Domain
        }
        foreach ($field in $With.Keys) {
            $parameters[$field] = $With[$field]
        }
        New-Auth0Connection @parameters @silent | Should -BeNullOrEmpty
        Assert-Problem $problem $Reason InvalidArgument $Target $Action
        "$($problem[0])" | Should -Not -Match "`n|hunter2"
        Get-TenantRequestCount $tenant | Should -Be $before
        Get-Auth0Connection | Should -BeNullOrEmpty
    }

    It 'is one clear error before any request, and the key file stays: <Why>' -ForEach @(
        @{ Why = 'a text'; Key = { 'not a key' }; Action = 'PEM or PKCS#12' }
        @{ Why = 'a public key'; Key = { $rsa.ExportSubjectPublicKeyInfoPem() }; Action = 'file with the private key' }
        @{ Why = 'an elliptic key'; Key = { [System.Security.Cryptography.ECDsa]::Create().ExportECPrivateKeyPem() }; Action = 'RSA' }
        @{ Why = 'a cut key'; Key = { $rsa.ExportPkcs8PrivateKeyPem().Substring(0, 700) }; Action = 'RSA key in PKCS' }
        @{ Why = 'a small key'; Key = { [System.Security.Cryptography.RSA]::Create(1024).ExportPkcs8PrivateKeyPem() }; Action = '2048 bits' }
        @{ Why = 'an encrypted key and no passphrase'; Key = { $rsa.ExportEncryptedPkcs8PrivateKeyPem('right', [System.Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000)) }; Action = '-KeyPassphrase' }
        @{ Why = 'another key''s passphrase'; Key = { $rsa.ExportEncryptedPkcs8PrivateKeyPem('right', [System.Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000)) }; Passphrase = 'wrong'; Action = '-KeyPassphrase' }
    ) {
        $path = New-KeyFile (& $Key)
        $hash = (Get-FileHash $path).Hash
        $phrase = $Passphrase ? @{ KeyPassphrase = New-Secret $Passphrase } : @{}
        New-Auth0Connection -Name input -Domain $tenant.Domain -ClientId $tenant.ClientId -PrivateKeyPath $path @phrase @silent | Should -BeNullOrEmpty
        Assert-Problem $problem InvalidPrivateKey InvalidArgument $path $Action
        (Get-FileHash $path).Hash | Should -Be $hash
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'is one clear error where a path leads nowhere: <_>' -ForEach 'missing.pem', 'nosuchdrive:key.pem', '' {
        New-Auth0Connection -Name input -Domain $tenant.Domain -ClientId $tenant.ClientId -PrivateKeyPath $_ @silent | Should -BeNullOrEmpty
        Assert-Problem $problem InvalidPrivateKey InvalidArgument $problem[0].TargetObject 'path'
        if ($_) {
            Import-Auth0Connection $_ @silent | Should -BeNullOrEmpty
            Assert-Problem $problem InvalidImport InvalidData $_ 'path'
        }
    }

    It 'in connections.json is told of by each command and left as it is: <Why>' -ForEach @(
        @{ Why = 'a cut file'; Content = '{"format":1,"connections":[{"id":"0b7f3a52-7a0e-'; Reason = 'StateFileDamaged'; Action = 'backup' }
        @{ Why = 'a connection without a domain'; Content = '{"format":1,"connections":[{"id":"0b7f3a52-7a0e-4a3c-9c8e-2d3f6f0a1b2c","name":"prod","domain":"a b","audience":"x","clientId":"abc","secret":{"location":"environment","variable":"X"}}]}'; Reason = 'StateFileDamaged'; Action = 'backup' }
        @{ Why = 'a list that is null'; Content = '{"format":1,"connections":null}'; Reason = 'StateFileDamaged'; Action = 'backup' }
        @{ Why = 'a newer format'; Content = '{"format":2,"connections":[]}'; Reason = 'StateFileNewer'; Action = 'Update the module' }
    ) {
        $file = Join-Path $env:AUTH0PS_HOME connections.json
        $null = New-Item $env:AUTH0PS_HOME -ItemType Directory -Force
        [System.IO.File]::WriteAllText($file, $Content)
        try {
            $commands = @(
                { Get-Auth0Connection @silent }
                { Get-Auth0Connection prod @silent }
                { New-Auth0Connection -Name input -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret $secret @silent }
                { Set-Auth0Connection prod -Description x @silent }
                { Remove-Auth0Connection prod @silent }
            )
            foreach ($command in $commands) {
                . $command | Should -BeNullOrEmpty
                $problem.Count | Should -Be 1
                $problem[0].FullyQualifiedErrorId | Should -BeLike "Auth0Ps.$Reason,Auth0Ps.Commands.*"
                "$($problem[0].CategoryInfo.Category)" | Should -Be InvalidData
                $problem[0].TargetObject | Should -Be $file
                $problem[0].ErrorDetails.RecommendedAction | Should -Match $Action
                Assert-Readable "$($problem[0])"
            }
            { Get-Auth0Application -Connection prod } | Should -Throw -ErrorId "Auth0Ps.$Reason,*"
            [System.IO.File]::ReadAllText($file) | Should -BeExactly $Content
            Get-TenantRequestCount $tenant | Should -Be $before
        }
        finally {
            Remove-Item $file
        }
    }
}
