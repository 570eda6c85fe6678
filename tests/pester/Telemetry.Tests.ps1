Describe 'Measurements' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $guide = Get-Content (Join-Path $PSScriptRoot '../../docs/guides/telemetry.md') -Raw
        $script:listener = [regex]::Matches($guide, '(?s)```powershell\r?\n(.*?)```')[0].Groups[1].Value
    }

    It 'reach a listener in the script, as the guide has it' {
        # The guide's lines, with applications of a sandbox in the place of saved rotations.
        $code = $listener -replace 'Get-Auth0SecretRotation \| Invoke-Auth0SecretRotation', 'Get-Auth0Application -Connection $demo -Rotatable | Select-Object -First 2 | Invoke-Auth0SecretRotation -WarningAction Ignore'
        $code | Should -Match 'Get-Auth0Application'
        $run = Invoke-ChildShell @"
            Import-Module `$env:AUTH0PS_MODULE
            `$demo = Start-Auth0Sandbox -ApplicationCount 6 | New-Auth0Connection -Name demo -WarningAction Ignore
            $code
"@
        $run.Error | Should -BeNullOrEmpty
        $run.Output | Should -Match 'auth0ps\.rotations 1 auth0ps\.status=Succeeded auth0ps\.credential_type=ClientSecret'
        $run.Output | Should -Match 'auth0ps\.request\.duration \d+\.\d+ http\.request\.method=PATCH url\.template=/api/v2/clients/\{id\} http\.response\.status_code=200'
    }
}
