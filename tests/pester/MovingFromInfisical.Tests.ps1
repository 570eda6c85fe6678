BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'The page about moving from Infisical' {
    BeforeAll {
        . $PSScriptRoot/support/Markdown.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:page = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/moving-from-infisical.md')).Path
        $script:json = @(Get-MarkdownFence $page json | ForEach-Object Code)
        $script:snippets = @(Get-MarkdownFence $page powershell | ForEach-Object Code)
    }

    It 'shows commands and parameters that exist' {
        $snippets.Count | Should -BeGreaterThan 5
        $snippets | ForEach-Object { Get-UnknownPart $_ } | Should -BeNullOrEmpty
    }

    It 'has JSON of the fields that Infisical''s API takes' {
        ($json[0] | ConvertFrom-Json).credentials.PSObject.Properties.Name | Should -Be 'domain', 'clientId', 'clientSecret', 'audience'
        ($json[1] | ConvertFrom-Json).secretsMapping.clientSecret | Should -Be 'AUTH0_CLIENT_SECRET'
    }

    It 'leads from its JSON to a rotated secret, line by line' -Skip:([bool]$obstacle) {
        $env:PAGE = $page
        try {
            $told = Invoke-RotationScene @'
                . $env:AUTH0PS_SUPPORT/Markdown.ps1
                Set-Location (New-Item (Join-Path $HOME move) -ItemType Directory)
                Remove-Auth0Connection demo
                # The page's own values, put in the place of this tenant's.
                function Set-Page([string] $Text) {
                    $Text.Replace('https://example.eu.auth0.com/api/v2/', $tenant.Audience).Replace('example.eu.auth0.com', $tenant.Domain).
                        Replace('q3x1pLsGd8Nc2vKtYb7RwJ0fHzEuAmT5', $tenant.ClientId).Replace('the-client-secret-of-this-application', $tenant.ClientSecret).
                        Replace('4kZ0aXq2rT8uVbN1mC5dE7fG9hJ3kL6p', $one.ClientId).Replace('-ModuleName Auth0Ps', '-ModuleName $env:AUTH0PS_MODULE')
                }
                $json = @(Get-MarkdownFence $env:PAGE json | ForEach-Object { Set-Page $_.Code })
                Set-Content ./auth0-connection.json $json[0]
                # As Infisical lists it: with environment and folder as objects.
                $listed = ConvertFrom-Json $json[1]
                $told.before = $listed | Select-Object name, rotationInterval, isAutoRotationEnabled
                foreach ($rotation in $listed) {
                    $rotation.environment = @{ slug = $rotation.environment; name = 'Production'; id = [guid]::NewGuid() }
                    $rotation | Add-Member folder @{ id = 'f'; path = $rotation.secretPath }
                    $rotation.PSObject.Properties.Remove('secretPath')
                }
                @{ secretRotations = @($listed) } | ConvertTo-Json -Depth 6 | Set-Content ./listed.json

                $told.wrong = @()
                $number = 0
                foreach ($fence in Get-MarkdownFence $env:PAGE powershell | Where-Object Code -NotMatch '^# needs a scheduler') {
                    $number++
                    try {
                        . ([scriptblock]::Create((Set-Page $fence.Code))) 2>&1 | ForEach-Object {
                            if ($_ -is [System.Management.Automation.ErrorRecord]) { $told.wrong += "line $($fence.Line): $_" }
                        }
                    }
                    catch {
                        $told.wrong += "line $($fence.Line): $_"
                    }
                    if ($fence.Code -match '^Get-Secret AUTH0_CLIENT_SECRET') {
                        $told.present = @(Get-TenantRequest $tenant PATCH).Count -eq 0 -and (Get-VaultText AUTH0_CLIENT_SECRET) -ceq (Get-TenantSecret $tenant $one.ClientId)
                    }
                    if ($fence.Code -match '^Import-Auth0SecretRotation') {
                        $saved = Get-Auth0SecretRotation billing
                        $told.saved = "$($saved.ClientId -eq $one.ClientId) $($saved.Environment) $($saved.SecretPath) $($saved.RotationInterval) $($saved.RotateAtUtc) $($saved.AutoRotation) $($saved.SecretsMapping.ClientSecret)"
                    }
                }
                $told.number = $number
                $told.connection = "$((Get-Auth0Connection auth0-prod).SecretReference)"
                $told.status = "$((Get-Auth0SecretRotation billing).RotationStatus)"
                $told.live = (Get-VaultText AUTH0_CLIENT_SECRET) -ceq (Get-TenantSecret $tenant $one.ClientId)
                $told.id = (Get-VaultText AUTH0_CLIENT_ID) -ceq $one.ClientId
'@
        }
        finally {
            $env:PAGE = $null
        }
        $told.wrong | Should -BeNullOrEmpty
        $told.number | Should -Be ($snippets.Count - 1)
        $told.connection | Should -Be 'auth0-connection-auth0-prod in vault Prod'
        $told.saved | Should -Match '^True prod / 30 .*3:00.* True AUTH0_CLIENT_SECRET$'
        $told.present | Should -BeTrue
        $told.status | Should -Be 'Succeeded'
        $told.live | Should -BeTrue
        $told.id | Should -BeTrue
    }
}
