BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# The PowerShell of docs/guides/consumers/README.md, with a real vault; its other languages are tried in ConsumerGuideTests.
Describe 'The guide to consumers' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Markdown.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:folder = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/guides/consumers')).Path
        $script:snippets = @(Get-MarkdownFence (Join-Path $folder README.md) powershell | ForEach-Object Code)

        # The page's lines, but for the addresses, which are of a tenant and an API of the reader's own; the API is the tenant's.
        $consumer = @($snippets | Where-Object { $_ -match 'New-SignIn' })[0].
            Replace('https://example.eu.auth0.com', '$tenant.Domain').
            Replace('https://billing.example.com/invoices', '"$($tenant.Audience)clients?fields=name" -AllowUnencryptedAuthentication').
            Replace('https://billing.example.com', '$tenant.Audience')
        $script:told = Invoke-RotationScene -Store -Seconds 300 (@"
            Set-Location '$folder'
"@ + @'

            . $env:AUTH0PS_SUPPORT/Keys.ps1
            $application = New-MachineApplication $tenant billing
            $null = New-Auth0SecretRotation billing -Connection demo -ClientId $application.client_id -Vault Prod -AnnounceFor 1.00:00:00 -RotateNow -Confirm:$false
            $null = Resume-Auth0SecretRotation billing -Force -Confirm:$false
            $answer = . {
'@ + "`n$consumer`n" + @'
            }
            $told.called = @($answer)[0].PSObject.Properties.Name
            $told.announced = "$((Invoke-Auth0SecretRotation billing -Confirm:$false).Status) $((Get-VaultText 'billing-client-secret') -ceq (Get-VaultText 'billing-client-secret-next'))"
            $first = Get-SignInToken $signIn -Renew
            $told.kept = [object]::ReferenceEquals($first, (Get-SignInToken $signIn))

            # Made live behind the back of the vault's final entry, as in the moment before it is promoted.
            Set-TenantSecret $tenant $application.client_id (Get-VaultText 'billing-client-secret-next')
            $told.next = (Get-SignInToken $signIn -Renew) -is [securestring]
            $told.applied = "$((Resume-Auth0SecretRotation billing -Force -Confirm:$false).Status)"
            $told.after = (Get-SignInToken $signIn -Renew) -is [securestring]
            $told.refused = @(Get-TenantRequest $tenant -Method POST -Path /oauth/token | Where-Object status -EQ 401).Count
'@)
    }

    It 'shows commands and parameters that exist, and nothing of this module where the consumer runs' {
        $snippets.Count | Should -Be 2
        $snippets | ForEach-Object { Get-UnknownPart $_ | Should -BeNullOrEmpty }
        $snippets[1] | Should -Not -Match '-Auth0'
        Get-Content (Join-Path $folder SignIn.ps1) -Raw | Should -Not -Match '-Auth0'
    }

    It 'calls an API' {
        $told.called | Should -Be 'name'
        $told.kept | Should -BeTrue
    }

    It 'is never refused while a secret is announced, live and promoted' {
        $told.announced | Should -Be 'Announced False'
        $told.next, $told.after | Should -Be $true, $true
        $told.applied | Should -Be 'Succeeded'
        $told.refused | Should -Be 1 -Because 'the old secret was tried once'
    }

    It 'is the same for each language: every sample is named, and the page shows it' {
        $text = Get-Content (Join-Path $folder README.md) -Raw
        foreach ($sample in Get-ChildItem $folder -Exclude README.md) {
            $text | Should -Match ([regex]::Escape("($($sample.Name))"))
        }
    }
}
