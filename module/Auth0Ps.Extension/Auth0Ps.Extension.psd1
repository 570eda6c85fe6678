# What SecretManagement calls when a tenant is registered as a vault. Its cmdlets are in the module's assembly; the module's own manifest
# does not export them, so that users meet SecretManagement's of the same names alone.
@{
    RootModule        = '../Auth0Ps.dll'
    ModuleVersion     = '{version}'
    GUID              = 'b3a7f0c2-5f0e-4c39-9a53-8f0c7d6c5e21'
    Author            = 'Auth0Ps contributors'
    CompanyName       = 'Auth0Ps'
    Copyright         = 'Copyright (c) Auth0Ps contributors. MIT license.'
    Description       = 'An Auth0 tenant as a SecretManagement vault.'
    PowerShellVersion = '7.4'

    CmdletsToExport   = @(
        'Get-Secret'
        'Get-SecretInfo'
        'Remove-Secret'
        'Set-Secret'
        'Set-SecretInfo'
        'Test-SecretVault'
        'Unlock-SecretVault'
    )

    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport   = @()
}
