BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Import-Auth0SecretRotation' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            function Get-Body([string] $ClientId, [string] $Name = 'billing') {
                @"
                {
                  "name": "$Name", "description": "<string>", "projectId": "p", "connectionId": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
                  "environment": "prod", "secretPath": "/", "isAutoRotationEnabled": true, "rotationInterval": 45,
                  "rotateAtUtc": { "hours": 3, "minutes": 30, },
                  "parameters": { "clientId": "$ClientId" },
                  "secretsMapping": { "clientId": "$Name-ID", "clientSecret": "$Name-SECRET", },
                }
"@
            }
            $text = Get-Body $one.ClientId | Import-Auth0SecretRotation -Connection demo -Vault Prod -WarningVariable warned
            $told.text = "$($text.Name) [$($text.Description)] $($text.ProjectId) $($text.Environment) $($text.RotationInterval) $($text.RotateAtUtc.ToString('HH:mm')) $($text.AutoRotation) $($text.SecretsMapping) $($text.Vault) $($text.Connection)"
            $told.application = $text.ApplicationName -ceq $one.Name
            $told.ignored = @("$warned" -match 'left out: connectionId').Count
            $told.interrupts = @($warned | Where-Object { "$_" -match 'interrupted until' }).Count

            $hash = @{ parameters = @{ clientId = $two.ClientId }; rotationInterval = 7; isAutoRotationEnabled = $false } | Import-Auth0SecretRotation -Vault Prod -Connection demo
            $told.hash = "$($hash.RotationInterval) $($hash.AutoRotation) $($hash.Name -cmatch '^[a-z0-9-]+$')"
            $object = Get-Body $three.ClientId third | ForEach-Object { ($_ -replace ',(\s*})', '$1') | ConvertFrom-Json } | Import-Auth0SecretRotation -Vault Prod -Connection demo
            $told.object = "$($object.Name) $($object.SecretsMapping)"

            $folder = (New-Item (Join-Path $HOME 'import') -ItemType Directory).FullName
            Set-Content (Join-Path $folder 'a.json') "[$(Get-Body $applications[3].ClientId four), $(Get-Body nobody five)]"
            Set-Content (Join-Path $folder 'b.json') '{ broken'
            $files = @(Get-ChildItem $folder | Import-Auth0SecretRotation -Vault Prod -Connection demo -ErrorVariable problem -ErrorAction SilentlyContinue)
            $told.files = @($files.Name)
            $told.problem = @(Get-Told $problem | ForEach-Object { ($_ -split ' ')[0] })
            Push-Location $folder
            $null = Import-Auth0SecretRotation -Path 'c*.json', './none.json' -Vault Prod -Connection demo -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.missing = Get-Told $problem
            Set-Content c.json (Get-Body $applications[4].ClientId six)
            $told.whatIf = @(Import-Auth0SecretRotation c*.json -Vault Prod -Connection demo -WhatIf).Count
            $told.path = "$((Import-Auth0SecretRotation c*.json -Vault Prod -Connection demo).Name)"
            Pop-Location
            $null = Get-Body $one.ClientId | Import-Auth0SecretRotation -Vault Prod -Connection demo -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.twice = Get-Told $problem
'@
    }

    It 'takes the body of Infisical''s API, trailing commas and placeholders included' {
        $told.text | Should -Be 'billing [] p prod 45 03:30 True billing-ID, billing-SECRET Prod demo'
        $told.application | Should -BeTrue
    }

    It 'says what was left out, and what rotating means' {
        $told.ignored, $told.interrupts | Should -Be 1, 1
    }

    It 'takes hashtables and objects, and makes a name where none is given' {
        $told.hash | Should -Be '7 False True'
        $told.object | Should -Be 'third third-ID, third-SECRET'
    }

    It 'takes files; what cannot be imported keeps nothing else back' {
        $told.files | Should -Be 'four'
        $told.problem | Should -Be 'ApplicationNotFound', 'InvalidImport'
        $told.path | Should -Be 'six'
        $told.whatIf | Should -Be 0
    }

    It 'says which file is not there' {
        $told.missing | Should -Be 'InvalidImport c*.json', 'InvalidImport ./none.json'
    }

    It 'refuses a second one of the same name' {
        $told.twice | Should -Be 'RotationExists billing'
    }
}
