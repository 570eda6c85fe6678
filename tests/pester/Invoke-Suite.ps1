<#
.SYNOPSIS
    Runs the Pester suite against the staged module.
.DESCRIPTION
    `dotnet test` calls this once and turns every It into a test result of its own. Run by hand, it prints what Pester prints.
.PARAMETER ModulePath
    The folder of the staged module.
.PARAMETER TestPath
    The folder with the *.Tests.ps1 files, or one of them.
.PARAMETER ResultPath
    A file to write the results to, as JSON. Without it they are printed.
#>
[CmdletBinding()]
param(
    [string] $ModulePath = (Join-Path $PSScriptRoot '../../out/Auth0Ps'),
    [string] $TestPath = $PSScriptRoot,
    [string] $ResultPath
)

$ErrorActionPreference = 'Stop'

function Write-Result([System.Collections.IDictionary] $Result) {
    if ($ResultPath) {
        [System.IO.File]::WriteAllText($ResultPath, ($Result | ConvertTo-Json -Depth 5))
    }
}

function Get-Message($ErrorRecords) {
    $lines = foreach ($record in $ErrorRecords) {
        $record.Exception.Message
        # The line in the test, not the one in Pester that threw.
        $record.ScriptStackTrace -split '\r?\n' | Where-Object { $_ -notmatch 'Pester\.psm1' } | Select-Object -First 1
    }
    ($lines | Where-Object { $_ }) -join "`n"
}

$pester = Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 } | Sort-Object Version -Descending | Select-Object -First 1
if (-not $pester) {
    Write-Result @{ Unavailable = 'Pester 5 is not installed' }
    Write-Warning 'Pester 5 is not installed: Install-PSResource Pester -Version 5.*'
    return
}

Import-Module $pester
Import-Module (Join-Path $ModulePath 'Auth0Ps.psd1') -Global

$configuration = New-PesterConfiguration
$configuration.Run.Path = $TestPath
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = if ($ResultPath) { 'None' } else { 'Detailed' }
$run = Invoke-Pester -Configuration $configuration

# A block or a file that fails as a whole takes its tests along, so what went wrong there is told with each of them.
$problems = @(foreach ($container in $run.FailedContainers) { Get-Message $container.ErrorRecord })
$problems += @(foreach ($block in $run.FailedBlocks) { Get-Message $block.ErrorRecord })

Write-Result @{
    Pester     = "$($pester.Version)"
    PowerShell = "$($PSVersionTable.PSVersion)"
    Problems   = $problems
    Tests      = @(foreach ($test in $run.Tests) {
            @{
                File    = [System.IO.Path]::GetFileName($test.ScriptBlock.File)
                Line    = $test.StartLine
                Name    = $test.ExpandedPath
                Outcome = "$($test.Result)"
                Message = Get-Message $test.ErrorRecord
            }
        })
}

if (-not $ResultPath) {
    exit [int]($run.Result -ne 'Passed')
}
