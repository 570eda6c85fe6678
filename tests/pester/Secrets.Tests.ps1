Describe 'Secrets' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:tenant = Start-TenantProcess '--apps', '12'
        $probe = Find-SignInApplication $tenant
        # Signs that encoders change stand at the ends; the middle is found in any encoding that keeps letters.
        $script:wrong = '"&=+ PlantedWrongSecretOfATypist \/<ü'
        $script:planted = 'PlantedAtTheTenant-' + [guid]::NewGuid().ToString('N') + '_0123456789abcdef'.Substring(0, 13)
        Set-TenantSecret $tenant $probe.ClientId $planted
        $script:before = Get-TenantSecretTable $tenant
        $script:scratch = Join-Path $TestDrive 'scratch'
        $script:temp = Join-Path $scratch 'tmp'
        $null = New-Item $temp -ItemType Directory

        # Everything that can be told is told: all streams into one file, a transcript, and each error with all its details.
        $script:run = Invoke-ChildShell @'
            $null = Start-Transcript (Join-Path $env:SCRATCH transcript.txt)
            $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = $ProgressPreference = 'Continue'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Tenant.ps1 4>$null 5>$null
            $right = New-Secret $env:TENANT_SECRET
            $wrong = New-Secret $env:WRONG_SECRET
            $planted = New-Secret $env:PLANTED_SECRET
            $env:TENANT_SECRET = $env:WRONG_SECRET = $env:PLANTED_SECRET = $null
            $Error.Clear()

            & {
                New-Auth0Connection -Name demo -Domain $env:TENANT -ClientId $env:TENANT_CLIENT -ClientSecret $right
                New-Auth0Connection -Name wrong -Domain $env:TENANT -ClientId $env:TENANT_CLIENT -ClientSecret $wrong
                New-Auth0Connection -Name wrong -Domain $env:TENANT -ClientId $env:TENANT_CLIENT -ClientSecret $wrong -SkipTest
                New-Auth0Connection -Name probe -Domain $env:TENANT -Credential ([pscredential]::new($env:PROBE, $planted)) -Audience $env:PROBE_AUDIENCE -SkipTest
                Get-Auth0Connection
                Get-Auth0Connection | Test-Auth0Connection -For SecretRotation
                Get-Auth0AccessToken -Connection demo
                Get-Auth0AccessToken -Connection demo -Force
                Get-Auth0AccessToken -Connection wrong
                Get-Auth0AccessToken -Connection probe
                Get-Auth0AccessToken -Connection probe -Organization org_nowhere
                Get-Auth0Application -Connection demo
                Get-Auth0Application -Connection wrong
                Get-Auth0Application -Connection demo -ClientId $env:PROBE, unknown
                Get-Auth0Application -Connection nobody
                Invoke-Auth0RestMethod "clients/$env:PROBE" -Connection demo
                Invoke-Auth0RestMethod clients -Connection demo -All
                Invoke-Auth0RestMethod "clients/$env:PROBE" -Connection demo -Method PATCH -Body @{ client_secret = $planted }
                Invoke-Auth0RestMethod "clients/$env:PROBE" -Connection demo -Method PATCH -Body @{ client_secret = [pscredential]::new('x', $planted) }
                Invoke-Auth0RestMethod "clients/$env:PROBE" -Connection demo -Method PATCH -Body @{ client_secret = $wrong; unknown_setting = $wrong }
                Invoke-Auth0RestMethod clients -Connection demo -Query @{ q = $wrong }
                Invoke-Auth0RestMethod clients -Connection demo -Method POST -Body $wrong
                Invoke-Auth0RestMethod "clients/$env:PROBE" -Connection demo -Method PATCH -Body @{ client_secret = $planted } -WhatIf
            } -Verbose *>&1 | Tee-Object -Variable first
            $results = Get-Auth0Application -Connection demo | Invoke-Auth0SecretRotation -Confirm:$false -Verbose *>&1
            $results
            Invoke-Auth0SecretRotation -Connection wrong -ClientId $env:PROBE -Confirm:$false *>&1
            Invoke-Auth0SecretRotation -Connection demo -ClientId $env:PROBE -Confirm:$false -AsCredential *>&1
            Invoke-Auth0SecretRotation -Connection demo -ClientId $env:PROBE -Confirm:$false *>&1 | Select-Object -First 1
            Invoke-Auth0SecretRotation -Connection demo -ClientId $env:PROBE -WhatIf *>&1
            try {
                Invoke-Auth0SecretRotation -Connection demo -ClientId $env:PROBE -Confirm:$false | ForEach-Object { throw "no room for $_" }
            }
            catch {
                $_ | Format-List * -Force
            }
            $unsaved = Get-Auth0SecretRotationHistory -Unsaved
            $unsaved
            "errors: $($Error.Count)"
            foreach ($problem in $Error) {
                $problem | Format-List * -Force
                $problem.Exception | Format-List * -Force
                "$($problem.Exception)"
                $problem | Get-Error
            }
            foreach ($object in @($first; $results; $unsaved)) {
                "$object"
                $object | Format-List * -Force
                $object | ConvertTo-Json -Depth 3 -WarningAction Ignore
            }
            Get-Variable | Where-Object Name -NotIn 'env' | ForEach-Object { "$($_.Name) = $($_.Value)" }
            Get-History | Format-List *
            $null = Stop-Transcript
'@ @{
            TENANT = $tenant.Domain; TENANT_CLIENT = $tenant.ClientId; TENANT_SECRET = $tenant.ClientSecret; WRONG_SECRET = $wrong; PLANTED_SECRET = $planted
            PROBE = $probe.ClientId; PROBE_AUDIENCE = $probe.Audience; SCRATCH = $scratch; TMPDIR = $temp
        }
        $after = Get-TenantSecretTable $tenant

        $script:sought = @{ 'the wrong secret' = 'PlantedWrongSecretOfATypist'; 'the planted secret' = 'PlantedAtTheTenant'; 'the connection''s secret' = $tenant.ClientSecret }
        foreach ($id in $before.Keys | Where-Object { $before[$_] }) {
            $sought["the old secret of $id"] = $before[$id]
            $sought["the new secret of $id"] = $after[$id]
        }
        # As HTTP Basic would carry them.
        foreach ($name in @($sought.Keys)) {
            $sought["$name in base64"] = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($sought[$name])).TrimEnd('=').Substring(0, 20)
        }

        function Find-Secret([string] $Text) {
            $sought.Keys | Where-Object { $Text.Contains($sought[$_], [StringComparison]::OrdinalIgnoreCase) }
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
    }

    It 'were really used: connections, tokens, errors and rotations' {
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Match 'POST /oauth/token 200'
        $run.Output | Should -Match 'PATCH /api/v2/clients/\S+ 200'
        $run.Output | Should -Match 'Auth0Ps\.CredentialsRefused'
        $run.Output | Should -Match 'Auth0Ps\.ApplicationNotFound'
        $run.Output | Should -Match 'Auth0Ps\.RequestRefused'
        $run.Output | Should -Match 'Auth0Ps\.InvalidArgument'
        $run.Output | Should -Match 'errors: [1-9]'
        @(Get-TenantRequest $tenant -Method PATCH | Where-Object status -EQ 200).Count | Should -BeGreaterThan 12
        Find-Secret "x$($wrong)x" | Should -Contain 'the wrong secret' -Because 'the search finds what is there'
        Find-Secret (Get-TenantSecret $tenant $probe.ClientId) | Should -Not -BeNullOrEmpty
    }

    It 'are in no stream, no error, no view and no JSON' {
        Find-Secret ($run.Output + $run.Flat) | Should -BeNullOrEmpty
        Find-Secret $run.Error | Should -BeNullOrEmpty
        # Tokens neither: every one begins so.
        $run.Output | Should -Not -Match 'eyJ[A-Za-z0-9_-]{20,}'
    }

    It 'are in no transcript' {
        $transcript = Get-Content (Join-Path $scratch transcript.txt) -Raw
        $transcript | Should -Match 'Invoke-Auth0SecretRotation|POST /oauth/token'
        Find-Secret $transcript | Should -BeNullOrEmpty
        $transcript | Should -Not -Match 'eyJ[A-Za-z0-9_-]{20,}'
    }

    It 'are in no file that the run left in its home, data or temporary folder' {
        # The tenant's own state is next to these folders; it is a fake one's and may hold them.
        $own = Split-Path $tenant.State
        $files = @(Get-ChildItem $TestDrive -Recurse -File -Force | Where-Object { -not $_.FullName.StartsWith($own) })
        $files.Count | Should -BeGreaterThan 1
        foreach ($file in $files) {
            $bytes = [System.IO.File]::ReadAllBytes($file.FullName)
            Find-Secret ([System.Text.Encoding]::UTF8.GetString($bytes)) | Should -BeNullOrEmpty -Because $file.FullName
            Find-Secret ([System.Text.Encoding]::Unicode.GetString($bytes)) | Should -BeNullOrEmpty -Because $file.FullName
        }
    }

    It 'are not in the tenant''s log, which has only hashes' {
        Find-Secret (Get-Content $tenant.Log -Raw) | Should -BeNullOrEmpty
    }
}
