<#
.SYNOPSIS
    Makes credential-report.png anew: the report of a sandbox after a few rotations and sign-ins, as a browser shows it.
.DESCRIPTION
    Needs the staged module (dotnet build src/Auth0Ps) and Chromium on the path.
.EXAMPLE
    ./docs/pictures/Update-ReportPicture.ps1
#>
[CmdletBinding()]
param(
    [string] $ModulePath = (Join-Path $PSScriptRoot '../../out/Auth0Ps'),
    [string] $Path = (Join-Path $PSScriptRoot 'credential-report.png')
)

$ErrorActionPreference = 'Stop'
Import-Module $ModulePath
$browser = Get-Command chromium, chromium-browser, google-chrome -CommandType Application -ErrorAction Ignore | Select-Object -First 1
if (-not $browser) {
    throw 'There is no Chromium on the path (chromium, chromium-browser or google-chrome).'
}

$scratch = [System.IO.Directory]::CreateTempSubdirectory('auth0ps-picture-').FullName
$before = $env:AUTH0PS_HOME
$env:AUTH0PS_HOME = Join-Path $scratch 'auth0ps'
$sandbox = Start-Auth0Sandbox -ApplicationCount 14 -RateLimit none
try {
    $demo = $sandbox | New-Auth0Connection -Name demo -WarningAction Ignore
    $secret = [System.Net.NetworkCredential]::new('', $sandbox.ClientSecret).Password
    $null = Get-Auth0Application -Connection $demo -Rotatable | Select-Object -First 6 | Invoke-Auth0SecretRotation -Confirm:$false -WarningAction Ignore
    # One sign-in with the present secret, one with a wrong one.
    foreach ($attempt in $secret, 'an old one') {
        $body = @{ grant_type = 'client_credentials'; client_id = $sandbox.ClientId; client_secret = $attempt; audience = $sandbox.Audience }
        $null = Invoke-WebRequest -Method Post -Uri "$($sandbox.Domain)/oauth/token" -Body $body -SkipHttpErrorCheck
    }
    $page = Join-Path $scratch 'report.html'
    Export-Auth0CredentialReport -Path $page -Connection $demo -MaximumAge 90 -WarningAction Ignore
    $options = '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--window-size=1180,1000',
        "--user-data-dir=$(Join-Path $scratch 'browser')", "--screenshot=$Path", "file://$page"
    $said = & $browser.Source @options 2>&1
    if (-not (Test-Path $Path)) {
        throw "'$($browser.Source)' took no picture:`n$($said -join "`n")"
    }
    Get-Item $Path
}
finally {
    Get-Auth0Connection demo -ErrorAction Ignore | Remove-Auth0Connection
    Stop-Auth0Sandbox -Domain $sandbox.Domain
    $env:AUTH0PS_HOME = $before
    [System.IO.Directory]::Delete($scratch, $true)
}
