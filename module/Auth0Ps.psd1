# The build fills in version and address from Directory.Build.props, and fails when the exports below and the cmdlets in the
# assembly are not the same.
@{
    RootModule           = 'Auth0Ps.dll'
    # Where SecretManagement looks for the commands of a vault.
    NestedModules        = @('./Auth0Ps.Extension')
    ModuleVersion        = '{version}'
    CompatiblePSEditions = @('Core')
    GUID                 = '8d2cade4-6573-4635-a346-97463fafe8da'
    Author               = 'Auth0Ps contributors'
    CompanyName          = 'Auth0Ps'
    Copyright            = 'Copyright (c) Auth0Ps contributors. MIT license.'
    Description          = 'Auth0 from PowerShell: connections, tokens, applications and secret rotation.'
    PowerShellVersion    = '7.4'

    # Every cmdlet by name: only so does PowerShell find them before the module is imported.
    CmdletsToExport      = @(
        'Export-Auth0Configuration'
        'Export-Auth0CredentialReport'
        'Get-Auth0AccessToken'
        'Get-Auth0Application'
        'Get-Auth0Connection'
        'Get-Auth0CredentialReport'
        'Get-Auth0RotationHook'
        'Get-Auth0RotationSchedule'
        'Get-Auth0SecretRotation'
        'Get-Auth0SecretRotationHistory'
        'Get-Auth0SecretUsage'
        'Get-Auth0StateStore'
        'Import-Auth0Connection'
        'Import-Auth0SecretRotation'
        'Invoke-Auth0RestMethod'
        'Invoke-Auth0SecretRotation'
        'Move-Auth0StateStore'
        'New-Auth0Connection'
        'New-Auth0SecretRotation'
        'Register-Auth0RotationHook'
        'Register-Auth0RotationSchedule'
        'Remove-Auth0Connection'
        'Remove-Auth0SecretRotation'
        'Resume-Auth0SecretRotation'
        'Set-Auth0Connection'
        'Set-Auth0SecretRotation'
        'Set-Auth0StateStore'
        'Start-Auth0Sandbox'
        'Stop-Auth0Sandbox'
        'Sync-Auth0Configuration'
        'Test-Auth0Connection'
        'Test-Auth0RotationHook'
        'Test-Auth0SecretRotation'
        'Undo-Auth0SecretRotation'
        'Unregister-Auth0RotationHook'
        'Unregister-Auth0RotationSchedule'
        'Use-Auth0Sandbox'
    )

    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    FormatsToProcess     = @('Auth0Ps.Format.ps1xml')

    PrivateData          = @{
        PSData = @{
            Prerelease   = '{prerelease}'
            Tags         = @('Auth0', 'OAuth2', 'Secrets', 'Rotation', 'Identity', 'Windows', 'Linux', 'MacOS')
            ProjectUri   = '{project}'
            LicenseUri   = '{project}/blob/main/LICENSE'
            IconUri      = '{project}/raw/main/module/icon.png'
            ReleaseNotes = '{project}/blob/main/CHANGELOG.md'
        }
    }
}
