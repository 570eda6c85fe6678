<#
.SYNOPSIS
    Runs the Pester suite against the staged module.
.DESCRIPTION
    `dotnet test` starts several of these side by side, each in a PowerShell and a home of its own, and turns every It into a test result.
    They share the files between them by claims in one folder. Run by hand, it runs all files and prints what Pester prints.
    Tests with the tag Long run only where the environment variable AUTH0PS_TESTS is all.
.PARAMETER ModulePath
    The folder of the staged module.
.PARAMETER TestPath
    The folder with the *.Tests.ps1 files, or one of them.
.PARAMETER ResultPath
    A file to write the results to, as JSON, after each test file. Without it they are printed.
.PARAMETER PesterPath
    The manifest of the Pester to use. Without it, a Pester 5 of the module path.
.PARAMETER ClaimPath
    A folder shared with other runs of this script; a file that one of them has claimed is left out here.
#>
[CmdletBinding()]
param(
    [string] $ModulePath = (Join-Path $PSScriptRoot '../../out/Auth0Ps'),
    [string] $TestPath = $PSScriptRoot,
    [string] $ResultPath,
    [string] $PesterPath,
    [string] $ClaimPath
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

# Of all runs that share the folder, only one makes the claim's file.
function Test-Claim([System.IO.FileInfo] $File) {
    if (-not $ClaimPath) {
        return $true
    }
    try {
        [System.IO.File]::Open((Join-Path $ClaimPath $File.Name), 'CreateNew').Dispose()
        $true
    }
    catch [System.IO.IOException] {
        $false
    }
}

$pester = $PesterPath ? $PesterPath : (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 } | Sort-Object Version -Descending | Select-Object -First 1)
if (-not $pester) {
    throw 'Pester 5 was not found. Name its manifest with -PesterPath; it is in the package Pester, which a build of the tests restores.'
}

Import-Module $pester
Import-Module (Join-Path $ModulePath 'Auth0Ps.psd1') -Global

# Why a test that says nothing of it was skipped.
$missing = @('SecretManagement', 'SecretStore' | Where-Object { -not (Get-Module "Microsoft.PowerShell.$_" -ListAvailable) })
$whySkipped = $missing ? "it needs $($missing -join ' and ')" : ''
$isWhole = $env:AUTH0PS_TESTS -eq 'all'

$problems = [System.Collections.Generic.List[string]]::new()
$tests = [System.Collections.Generic.List[object]]::new()
$passed = $true

# The longest first, so that no run is left with a long one at the end: what starts processes takes longest.
$starts = 'Invoke-ChildShell|Start-ChildShell|Start-TenantProcess|Invoke-RotationScene|Start-TestProcess'
$files = Get-ChildItem $TestPath -Filter *.Tests.ps1 -Recurse -File |
    Sort-Object { @(Select-String $starts $_ -AllMatches | ForEach-Object Matches).Count * 3000 + $_.Length } -Descending
foreach ($file in $files) {
    if (-not (Test-Claim $file)) {
        continue
    }
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $file.FullName
    $configuration.Run.PassThru = $true
    if (-not $isWhole) {
        $configuration.Filter.ExcludeTag = 'Long'
    }
    $configuration.Output.Verbosity = if ($ResultPath) { 'None' } else { 'Detailed' }
    $run = Invoke-Pester -Configuration $configuration
    $passed = $passed -and $run.Result -eq 'Passed'

    # A block or a file that fails as a whole takes its tests along, so what went wrong there is reported with each of them.
    foreach ($container in $run.FailedContainers) { $problems.Add((Get-Message $container.ErrorRecord)) }
    foreach ($block in $run.FailedBlocks) { $problems.Add((Get-Message $block.ErrorRecord)) }
    foreach ($test in $run.Tests) {
        $message = Get-Message $test.ErrorRecord
        $outcome = "$($test.Result)"
        if ($outcome -eq 'NotRun' -and -not $isWhole) {
            $outcome = 'Skipped'
            $message = 'A long test: it runs with AUTH0PS_TESTS=all.'
        }
        elseif ($outcome -eq 'Skipped' -and -not $message) {
            $message = $whySkipped
        }
        $tests.Add(@{
                File    = [System.IO.Path]::GetFileName($test.ScriptBlock.File)
                Line    = $test.StartLine
                Name    = $test.ExpandedPath
                Outcome = $outcome
                Message = $message
                Seconds = $test.Duration.TotalSeconds
            })
    }
    Write-Result @{ Problems = $problems; Tests = $tests }
}

if (-not $ResultPath) {
    exit [int](-not $passed)
}
