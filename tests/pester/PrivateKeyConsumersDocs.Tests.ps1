BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'The page about consumers of private keys' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Markdown.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:snippets = @(Get-MarkdownFence (Join-Path $PSScriptRoot '../../docs/private-key-consumers.md') powershell | ForEach-Object Code)
        $functions = @($snippets | Where-Object { $_ -match '^function ' }) -join "`n"
        $call = @($snippets | Where-Object { $_ -match '^\$token = ' })[0]

        # The page's lines, but for the addresses, which are of a tenant of the reader's own.
        $call = $call.Replace("'https://example.eu.auth0.com'", '$tenant.Domain').Replace("'https://billing.example.com'", '$tenant.Audience')
        $script:told = Invoke-RotationScene -Store -Seconds 300 (@'
            . $env:AUTH0PS_SUPPORT/Keys.ps1
            $application = New-MachineApplication $tenant billing
            $null = New-Auth0SecretRotation billing -Connection demo -ClientId $application.client_id -Vault Prod -CredentialType PrivateKeyJwt -RotateNow -Confirm:$false
'@ + "`n$functions`n" + @'
            function Get-PageToken {
'@ + "`n$call`n}`n" + @'
            $told.first = (Get-PageToken) -match '^[\w-]+\.[\w-]+\.'
            $old = Get-VaultText 'billing-private-key'
            $told.rotated = "$((Invoke-Auth0SecretRotation billing -Confirm:$false).Status)"
            $told.other = (Get-VaultText 'billing-private-key') -cne $old
            $told.second = (Get-PageToken) -match '^[\w-]+\.[\w-]+\.'
            $key = [System.Security.Cryptography.RSA]::Create()
            $key.ImportFromPem((Get-VaultText 'billing-private-key'))
            $told.id = (Get-KeyId $key) -ceq (Get-VaultText 'billing-key-id')
'@)
    }

    It 'has a consumer that gets tokens, before and after a rotation' {
        $told.first | Should -BeTrue
        $told.rotated | Should -Be 'Succeeded'
        $told.other | Should -BeTrue
        $told.second | Should -BeTrue
    }

    It 'computes the id that Auth0 has the key under' {
        $told.id | Should -BeTrue
    }

    It 'calls nothing of this module' {
        $snippets -join "`n" | Should -Not -Match '-Auth0'
    }
}
