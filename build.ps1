<#
.SYNOPSIS
    Builds, tests, shows or packs Auth0Ps.
.DESCRIPTION
    Only wraps the dotnet commands, which work just as well without PowerShell:

    Build    dotnet build Auth0Ps.sln                                 stages the module in out/Auth0Ps
    Test     dotnet test Auth0Ps.sln                                  with the Pester suite, where Pester is found
    Demo     dotnet run --project tools/Auth0Ps.Sandbox.Cli -- demo
    Package  dotnet pack Auth0Ps.sln -o out/packages
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Demo', 'Package')]
    [string] $Task = 'Build'
)

$solution = Join-Path $PSScriptRoot 'Auth0Ps.sln'
switch ($Task) {
    'Build' { dotnet build $solution }
    'Test' { dotnet test $solution }
    'Demo' { dotnet run --project (Join-Path $PSScriptRoot 'tools/Auth0Ps.Sandbox.Cli') -- demo }
    'Package' { dotnet pack $solution -o (Join-Path $PSScriptRoot 'out/packages') }
}
exit $LASTEXITCODE
