BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# Configuration files as people use them: written, changed, looked at, taken; in both forms, and in an unattended shell.
Describe 'Configuration files' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:schema = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/schema/auth0ps.schema.json')).Path
        $script:told = Invoke-RotationScene (@"
            `$schema = '$schema'
"@ + @'

            Set-Secret -Name own -Vault Prod -Secret $tenant.ClientSecret
            $null = New-Auth0Connection prod -Domain $tenant.Domain -ClientId $tenant.ClientId -Vault Prod -SecretName own -Description "It's $([char]0x2018)quoted$([char]0x2019) `$(twice)" -Scope read:clients, update:client_keys, read:client_credentials
            Remove-Auth0Connection demo
            $null = $one | New-Auth0SecretRotation billing -Connection prod -Vault Prod
            $null = $two | New-Auth0SecretRotation orders -Connection prod -Vault Prod -SecretsMapping @{ Credential = '{environment}-{path}-both' } -Environment eu -SecretPath /shop -Description "Bob's $([char]0x201B)orders$([char]0x201A)" `
                -ProjectId p1 -Owner o@example.com -RotationInterval 14 -RotateAtUtc 03:30 -RotationWindow 2:00 -RotateOn Saturday, Sunday -Jitter 0:30 -NoAutoRotation -AnnounceFor 1.00:00:00 -KeepPrevious
            $null = $three | New-Auth0SecretRotation ledger -Connection prod -Vault Prod -CredentialType PrivateKeyJwt -SecretsMapping @{ PrivateKey = 'ledger-key' } -Overlap 2.00:00:00 -KeyAlgorithm PS256 -KeySize 3072

            # What Export- writes, Sync- takes, in both forms.
            $json = Export-Auth0Configuration (Join-Path $HOME auth0ps.json) -PassThru
            $data = Export-Auth0Configuration (Join-Path $HOME auth0ps.psd1) -PassThru
            $told.written = "$($json.Name) $($data.Name)"
            $told.valid = Test-Json -Path $json.FullName -SchemaFile $schema
            $told.leaked = @($json, $data | Where-Object { (Get-Content $_ -Raw).Contains($tenant.ClientSecret) }).Count
            function Get-Times { Get-ChildItem $env:AUTH0PS_HOME -Recurse -File | Sort-Object FullName | ForEach-Object { "$($_.Name) $($_.LastWriteTimeUtc.Ticks)" } }
            $before = Get-Times
            $told.same = @($json, $data | ForEach-Object { $_ | Sync-Auth0Configuration -PassThru -Prune | ForEach-Object { "$_" } })
            $told.untouched = "$(Get-Times)" -ceq "$before"
            $told.silent = @(Sync-Auth0Configuration $json.FullName 3>&1 4>&1).Count

            # In an empty data folder, the same again.
            $text = @{ $json.Name = Get-Content $json -Raw; $data.Name = Get-Content $data -Raw }
            $folder = $env:AUTH0PS_HOME
            foreach ($file in $json, $data) {
                $env:AUTH0PS_HOME = Join-Path $HOME "again$($file.Extension)"
                $told["made$($file.Extension)"] = @(Sync-Auth0Configuration $file.FullName -PassThru | ForEach-Object { "$_" })
                Export-Auth0Configuration (Join-Path $HOME "copy$($file.Extension)")
                $told["copied$($file.Extension)"] = (Get-Content (Join-Path $HOME "copy$($file.Extension)") -Raw) -ceq $text[$file.Name]
            }
            $env:AUTH0PS_HOME = $folder

            # Looked at, then taken; by a shell that nobody sits at.
            $file = $text['auth0ps.json'].Replace('"billing",', '"invoices",').Replace('"rotationInterval": 14', '"rotationInterval": 7') | ConvertFrom-Json
            $file.rotations = @($file.rotations | Where-Object name -NE ledger)
            ConvertTo-Json $file -Depth 9 | Set-Content $json
            $told.plan = @(Sync-Auth0Configuration $json.FullName -Prune -WhatIf | ForEach-Object { "$_" })
            $told.shown = Sync-Auth0Configuration $json.FullName -Prune -WhatIf | Out-String -Width 160
            $told.kept = "$(Get-Times)" -ceq "$before"
            $told.names = (Get-Auth0SecretRotation).Name -join ' '
            $run = Invoke-ChildShell @"
                Import-Module `$env:AUTH0PS_MODULE
                Sync-Auth0Configuration '$($json.FullName)' -WhatIf
                Sync-Auth0Configuration '$($json.FullName)' -Prune -PassThru | ForEach-Object { "`$_" }
"@ @{ HOME = $HOME; AUTH0PS_HOME = $folder } -Option '-NonInteractive'
            $told.unattended = @($run.Line)
            $told.unattendedError = $run.Error
            $told.namesAfter = (Get-Auth0SecretRotation).Name -join ' '

            # A data file is read and never run; each thing that is wrong is named by its path.
            Set-Content (Join-Path $HOME bad.psd1) '@{ Version = 1; Rotations = @(@{ Name = "$(New-Item (Join-Path $HOME ran))" }) }'
            Set-Content (Join-Path $HOME typo.psd1) "@{`n Version = 1`n Rotations = @(@{ Name = 'a'; Connection = 'prod'; ClientId = 'c'; Vualt = 'Prod'; Vault = 'Prod' })`n}"
            Set-Content (Join-Path $HOME secret.json) (@{ version = 1; connections = @(@{ name = 'a'; domain = 'd.eu.auth0.com'; clientId = 'c'; clientSecret = $tenant.ClientSecret }) } | ConvertTo-Json -Depth 5)
            Set-Content (Join-Path $HOME other.yaml) ''
            $refusals = foreach ($name in 'bad.psd1', 'typo.psd1', 'secret.json', 'other.yaml', 'missing.json') {
                Sync-Auth0Configuration (Join-Path $HOME $name) -ErrorVariable problem 2>&1 | Out-String | Set-Variable text1
                "$(Get-Told $problem)" -replace [regex]::Escape($HOME + [System.IO.Path]::DirectorySeparatorChar)
                if ($text1.Contains($tenant.ClientSecret)) { 'LEAK' }
            }
            $told.refusals = @($refusals)
            $told.ran = Test-Path (Join-Path $HOME ran)
            $null = Get-ChildItem $HOME -Filter *.json | Sync-Auth0Configuration -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.two = "$($problem[0].FullyQualifiedErrorId)"
            Export-Auth0Configuration (Join-Path $HOME secret.json) -NoClobber -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.clobber = "$(Get-Told $problem)" -replace [regex]::Escape($HOME + [System.IO.Path]::DirectorySeparatorChar)

            # A connection of this process has no place that the file could name.
            $null = Connect-TestTenant $tenant mine
            Export-Auth0Configuration (Join-Path $HOME mine.json) -WarningVariable warned
            $told.warned = "$warned"
            Remove-Auth0Connection mine
            Sync-Auth0Configuration (Join-Path $HOME mine.json) -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.nowhere = Get-Told $problem

            # Tables of rotations make them again.
            $properties = 'Name', 'Description', 'ProjectId', 'Owner', 'Connection', 'ClientId', 'Vault', 'SecretsMapping', 'Environment', 'SecretPath', 'RotationInterval', 'RotateAtUtc', 'RotationWindow', 'RotateOn',
                'Jitter', 'AutoRotation', 'CredentialType', 'Overlap', 'KeyAlgorithm', 'KeySize', 'AnnounceFor', 'KeepPrevious'
            $env:AUTH0PS_HOME = Join-Path $HOME again.json
            $shape = { $it = $_; $properties | ForEach-Object { "$($_)=$($it.$_)" } | Join-String -Separator '|' }
            $told.table = @(Get-Auth0SecretRotation | ForEach-Object $shape)
            Get-Auth0SecretRotation | Export-Csv (Join-Path $HOME rotations.csv)
            $asJson = Get-Auth0SecretRotation | ConvertTo-Json
            foreach ($way in @{
                    csv = { Import-Csv (Join-Path $HOME rotations.csv) | New-Auth0SecretRotation }
                    json = { $asJson | ConvertFrom-Json | New-Auth0SecretRotation }
                    import = { $asJson | Import-Auth0SecretRotation -WarningVariable script:imported }
                }.GetEnumerator()) {
                Get-Auth0SecretRotation | Remove-Auth0SecretRotation -Confirm:$false
                $null = & $way.Value
                $told["table-$($way.Key)"] = @(Get-Auth0SecretRotation | ForEach-Object $shape)
            }
            $told.imported = "$imported"
'@) -Seconds 240
    }

    It 'are written in both forms, satisfy the schema, and hold no secret' {
        $told.said | Should -Not -Match 'Line \|'
        $told.written | Should -Be 'auth0ps.json auth0ps.psd1'
        $told.valid | Should -BeTrue
        $told.leaked | Should -Be 0
    }

    It 'change nothing where all is so already, and write nothing' {
        $told.same | Should -Be (@('None Connection prod', 'None Rotation billing', 'None Rotation ledger', 'None Rotation orders') * 2)
        $told.untouched | Should -BeTrue
        $told.silent | Should -Be 0
    }

    It 'make the same in an empty data folder: <_>' -ForEach '.json', '.psd1' {
        $told["made$_"] | Should -Be 'Create Connection prod', 'Create Rotation billing', 'Create Rotation ledger', 'Create Rotation orders'
        $told["copied$_"] | Should -BeTrue
    }

    It 'are looked at with -WhatIf, which returns the steps and changes nothing' {
        $told.plan | Should -Be 'None Connection prod', 'Rename Rotation invoices (Name: billing -> invoices)', 'Update Rotation orders (RotationInterval: 14 -> 7)', 'Remove Rotation ledger'
        $told.shown | Should -Match 'Action +Kind +Name +Changes'
        $told.shown | Should -Match 'Rename +Rotation +invoices +Name: billing -> invoices'
        $told.kept | Should -BeTrue
        $told.names | Should -Be 'billing ledger orders'
    }

    It 'are taken by a shell that nobody sits at' {
        $told.unattendedError | Should -BeNullOrEmpty
        ($told.unattended -join "`n") | Should -Match "What if: Performing the operation ""Rename to 'invoices' \(Name: billing -> invoices\)"" on target ""rotation 'billing' of application"
        $told.unattended[-3..-1] | Should -Be 'Rename Rotation invoices (Name: billing -> invoices)', 'Update Rotation orders (RotationInterval: 14 -> 7)', 'Remove Rotation ledger'
        $told.namesAfter | Should -Be 'invoices orders'
    }

    It 'are refused by path where something is wrong, and nothing of them is run or shown' {
        $told.refusals | Should -Be 'InvalidConfiguration bad.psd1', 'InvalidConfiguration rotations[0].Vualt', 'InvalidConfiguration connections[0].clientSecret', 'InvalidArgument other.yaml', 'InvalidConfiguration missing.json'
        $told.ran | Should -BeFalse
        $told.two | Should -BeLike 'Auth0Ps.InvalidArgument*'
        $told.clobber | Should -Be 'ExportFailed secret.json'
    }

    It 'say of a secret that only a process has, that it is nowhere' {
        $told.warned | Should -Match 'mine'
        $told.nowhere | Should -Be 'InvalidConfiguration connections[0].secretReference'
    }

    It 'are not the only way: <_> of Get-Auth0SecretRotation makes the same again, with all fields' -ForEach 'csv', 'json', 'import' {
        $told.table.Count | Should -Be 3
        $told["table-$_"] | Should -Be $told.table
        $told.imported | Should -Not -Match 'left out'
    }
}
