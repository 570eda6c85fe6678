BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Reports of credentials' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TestTenant -ApplicationCount 30
        $script:demo = Connect-TestTenant $tenant demo
        $script:one = Find-SignInApplication $tenant
        $null = Get-Auth0Application -Connection demo -ClientId $one.ClientId | Invoke-Auth0SecretRotation -Confirm:$false -WarningAction Ignore
        $script:report = @(Get-Auth0CredentialReport -Connection demo -MaximumAge 90)
        $script:folder = (New-Item (Join-Path $TestDrive 'reports') -ItemType Directory).FullName
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'has an entry for each credential, with every property' {
        $report.Count | Should -BeGreaterThan 10
        $report[0] | Should -BeOfType Auth0Ps.Auth0CredentialReportEntry
        Get-MissingProperty $report[0] Auth0CredentialReportEntry | Should -BeNullOrEmpty
        $rotated = $report | Where-Object ClientId -EQ $one.ClientId
        $rotated.Kind | Should -Be ClientSecret
        $rotated.Covered | Should -BeFalse
        $rotated.LastResult | Should -Be Succeeded
        $rotated.IsTooOld | Should -BeFalse
        $rotated.Age | Should -BeLessThan ([timespan]::FromMinutes(10))
        ($report | Where-Object ClientId -EQ $tenant.ClientId).Use | Should -Be Used
        ($report | Where-Object Use -EQ Unused).Count | Should -BeGreaterThan 0
    }

    It 'takes days, texts and time spans as an age, and refuses what is none before any request: <_>' -ForEach 0, '-5', 'soon' {
        @(Get-Auth0CredentialReport -MaximumAge '90' -NoLog)[0].IsTooOld | Should -BeNullOrEmpty
        @(Get-Auth0CredentialReport -MaximumAge 90.00:00:00 -NoLog).Count | Should -Be $report.Count
        { Get-Auth0CredentialReport -MaximumAge $_ } | Should -Throw
    }

    It 'agrees with Get-Auth0Application -Uncovered' {
        $uncovered = @(Get-Auth0Application -Connection demo -Uncovered)
        $global = @(Get-Auth0Application -Connection demo | Where-Object IsGlobal).ClientId
        $uncovered.ClientId | Sort-Object | Should -Be (($report | Where-Object { -not $_.Covered -and $_.Kind -in 'ClientSecret', 'Unknown' -and $_.ClientId -notin $global }).ClientId | Sort-Object)
        @(Get-Auth0Application -Connection demo -Uncovered -First 2).Count | Should -Be 2
    }

    It 'takes connections from the pipeline' {
        @($demo | Get-Auth0CredentialReport -NoLog).Count | Should -Be $report.Count
    }

    It 'shows a table within 80 columns, and a list' {
        $lines = ($report | Out-String -Width 80) -split '\r?\n'
        $lines -match 'ApplicationName +Kind +Rotation +Age +TooOld +Use' | Should -Not -BeNullOrEmpty
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $report[0] | Format-List | Out-String | Should -Match 'AgeEvidence +:'
    }

    It 'writes a page, a table and JSON: <_>' -ForEach 'html', 'csv', 'json' {
        $path = Join-Path $folder "report.$_"
        Export-Auth0CredentialReport $path -Connection demo -MaximumAge 90 | Should -BeNullOrEmpty
        $text = Get-Content $path -Raw
        switch ($_) {
            'html' { $text | Should -Match '<!DOCTYPE html>'; $text | Should -Match 'older than 90 days' }
            'csv' { @(Import-Csv $path).Count | Should -Be $report.Count; (Import-Csv $path)[0].Tenant | Should -Not -BeNullOrEmpty }
            'json' { @((ConvertFrom-Json $text).credentials).Count | Should -Be $report.Count }
        }
        foreach ($secret in (Get-TenantSecretTable $tenant).Values | Where-Object { $_ }) {
            $text.Contains($secret) | Should -BeFalse -Because 'it is a secret'
        }
    }

    It 'writes what is piped' {
        $path = Join-Path $folder 'part.json'
        $file = $report | Select-Object -First 3 | Export-Auth0CredentialReport $path -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        @((Get-Content $path -Raw | ConvertFrom-Json).credentials).Count | Should -Be 3
    }

    It 'refuses what cannot be written before any request: <Path> <Id>' -ForEach @(
        @{ Path = 'report.pdf'; Id = 'Auth0Ps.InvalidArgument' }
        @{ Path = 'report'; Id = 'Auth0Ps.InvalidArgument' }
        @{ Path = 'missing/report.html'; Id = 'Auth0Ps.ExportFailed' }
    ) {
        $before = (Get-Auth0Connection demo).Version
        { Export-Auth0CredentialReport (Join-Path $folder $Path) -Connection demo } | Should -Throw -ErrorId "$Id,*"
        (Get-Auth0Connection demo).Version | Should -Be $before
    }

    It 'leaves a file alone with -NoClobber and -WhatIf' {
        $path = Join-Path $folder 'kept.json'
        Set-Content $path 'mine'
        { Export-Auth0CredentialReport $path -Connection demo -NoClobber } | Should -Throw -ErrorId 'Auth0Ps.ExportFailed,*'
        Export-Auth0CredentialReport $path -Connection demo -WhatIf
        Get-Content $path | Should -Be 'mine'
    }

    It 'signs a file so that openssl agrees' {
        $openssl = Get-Command openssl -CommandType Application -ErrorAction Ignore
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        Set-Content (Join-Path $folder 'key.pem') $key.ExportPkcs8PrivateKeyPem()
        Set-Content (Join-Path $folder 'public.pem') $key.ExportSubjectPublicKeyInfoPem()
        $path = Join-Path $folder 'signed.html'
        $files = Export-Auth0CredentialReport $path -Connection demo -NoLog -SigningKeyPath (Join-Path $folder 'key.pem') -PassThru
        $files.Name | Should -Be 'signed.html', 'signed.html.sig'
        if ($openssl) {
            & $openssl[0] dgst -sha256 -verify (Join-Path $folder 'public.pem') -signature "$path.sig" $path | Should -Be 'Verified OK'
        }
        { Export-Auth0CredentialReport $path -Connection demo -SigningKeyPath (Join-Path $folder 'no.pem') } | Should -Throw -ErrorId 'Auth0Ps.*'
    }

    It 'finds its own part of the history by time, status and application' {
        @(Get-Auth0SecretRotationHistory -ClientId $one.ClientId).Count | Should -Be 1
        @(Get-Auth0SecretRotationHistory -ClientId nobody).Count | Should -Be 0
        # Other tests of the process have a history too.
        @(Get-Auth0SecretRotationHistory -ClientId $one.ClientId -Status Failed).Count | Should -Be 0
        @(Get-Auth0SecretRotationHistory -ClientId $one.ClientId -Status Failed, Succeeded).Count | Should -Be 1
        @(Get-Auth0SecretRotationHistory -ClientId $one.ClientId -Since (Get-Date).AddMinutes(-10) -Until (Get-Date).AddMinutes(1)).Count | Should -Be 1
        @(Get-Auth0SecretRotationHistory -Until (Get-Date).AddDays(-1)).Count | Should -Be 0
        $null = Get-Auth0SecretRotationHistory -Since (Get-Date) -Until (Get-Date).AddDays(-1) -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        $record = Get-Auth0SecretRotationHistory -ClientId $one.ClientId
        Get-MissingProperty $record Auth0SecretRotationRecord | Should -BeNullOrEmpty
        $record.Origin | Should -Be Command
        $record.User | Should -Not -BeNullOrEmpty
    }
}

Describe 'Reports of saved rotations' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            $null = $one | New-Auth0SecretRotation billing -Vault Prod -Owner 'team-billing' -RotateNow -Confirm:$false
            $null = $two | New-Auth0SecretRotation later -Vault Prod -Confirm:$false
            $told.owner = (Get-Auth0SecretRotation billing).Owner
            $told.covered = @(Get-Auth0CredentialReport -Connection demo | Where-Object Covered | ForEach-Object { "$($_.Rotation) $($_.Owner)" })
            $told.uncovered = @(Get-Auth0Application -Connection demo -Uncovered).ClientId -contains $one.ClientId

            $told.before = "$((Get-Auth0SecretRotation later).State)"
            $changed = Set-Auth0SecretRotation later -NextRotationAt (Get-Date)
            $told.due = "$($changed.State) $([Math]::Abs(($changed.NextRotationAt - [DateTimeOffset]::UtcNow).TotalMinutes) -lt 2)"
            $told.ran = @(Invoke-Auth0SecretRotation -Due -Confirm:$false | ForEach-Object { "$($_.Name) $($_.Status)" })
            $told.after = "$((Get-Auth0SecretRotation later).State)"
            $null = Set-Auth0SecretRotation later -NoAutoRotation
            $null = Set-Auth0SecretRotation later -NextRotationAt (Get-Date) -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.paused = Get-Told $problem

            $null = Set-Auth0SecretRotation billing -NewName invoices
            $told.renamed = @(Get-Auth0SecretRotationHistory invoices | ForEach-Object { "$($_.Name) $($_.Origin) $($_.Vault) $($_.Connection)" })
            $told.origins = @(Get-Auth0SecretRotationHistory later | ForEach-Object { "$($_.Origin)" })
            $told.steps = @((Get-Auth0SecretRotationHistory invoices).Steps | ForEach-Object { "$($_.Phase)" })

            foreach ($form in 'html', 'json', 'csv') {
                Export-Auth0CredentialReport (Join-Path $HOME "evidence.$form") -Rotation invoices
            }
            $page = Get-Content (Join-Path $HOME 'evidence.html') -Raw
            $told.evidence = @('Evidence of rotation invoices', 'team-billing', 'the definition&#39;s first rotation' | Where-Object { $page.Contains($_) })
            $told.csv = @(Import-Csv (Join-Path $HOME 'evidence.csv')).Count
            $null = Export-Auth0CredentialReport (Join-Path $HOME 'x.html') -Rotation nobody -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.unknown = Get-Told $problem
            $told.usage = @(Get-Auth0SecretRotation | Test-Auth0SecretRotation -Usage | ForEach-Object { $_.Checks | Where-Object Name -EQ Usage | ForEach-Object { "$($_.Outcome)" } })
            $told.plain = @((Test-Auth0SecretRotation invoices).Checks.Name) -contains 'Usage'
            $told.pipe = @(Get-Auth0SecretRotation | Get-Auth0SecretUsage | ForEach-Object ClientId | Sort-Object) -join ' ' -eq (@($one.ClientId, $two.ClientId | Sort-Object) -join ' ')
'@
    }

    It 'knows owners and what a rotation covers' {
        $told.owner | Should -Be 'team-billing'
        $told.covered | Sort-Object | Should -Be 'billing team-billing', 'later '
        $told.uncovered | Should -BeFalse
    }

    It 'makes a rotation due when it is told to' {
        $told.before | Should -Be Never
        $told.due | Should -Be 'Due True'
        $told.ran | Should -Be 'later Succeeded'
        $told.after | Should -Be UpToDate
        $told.paused | Should -Be 'InvalidArgument later'
    }

    It 'keeps a history that survives a rename and says how it began' {
        $told.renamed | Should -Be 'billing FirstRotation Prod demo'
        $told.origins | Should -Be Due
        $told.steps | Should -Be 'Intended', 'Staged', 'Applying', 'Promoted', 'Verified', 'Recorded'
    }

    It 'writes the evidence of one rotation' {
        $told.evidence | Should -Be 'Evidence of rotation invoices', 'team-billing', 'the definition&#39;s first rotation'
        $told.csv | Should -Be 6
        $told.unknown | Should -Be 'RotationNotFound nobody'
    }

    It 'looks for consumers that were left behind when asked to' {
        $told.usage | Should -Be 'Passed', 'Passed'
        $told.plain | Should -BeFalse
        $told.pipe | Should -BeTrue
    }
}
