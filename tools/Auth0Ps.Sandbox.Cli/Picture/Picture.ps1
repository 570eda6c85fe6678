# What the picture in the README shows: typed in a real PowerShell, on a sandbox. Run by: dotnet run --project tools/Auth0Ps.Sandbox.Cli -- picture
param(
    [Parameter(Mandatory)]
    [string] $Module
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Continue'
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
$PSStyle.OutputRendering = 'Ansi'
$width = 110

# The colours that the prompt of PowerShell gives to what is typed.
function Get-TypedLine([string] $Code) {
    $tokens = $null
    $null = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $tokens, [ref] $null)
    $line = ''
    $end = 0
    foreach ($token in $tokens | Where-Object Kind -NE EndOfInput) {
        $colour = switch ($token) {
            { $_.TokenFlags -band 'CommandName' } { $PSStyle.Foreground.BrightYellow; break }
            { $_.Kind -eq 'Parameter' } { $PSStyle.Foreground.BrightBlack; break }
            { $_.Kind -eq 'Variable' } { $PSStyle.Foreground.BrightGreen; break }
            { $_.Kind -like '*String*' } { $PSStyle.Foreground.Cyan; break }
            default { '' }
        }
        $line += $Code.Substring($end, $token.Extent.StartOffset - $end) + $colour + $token.Text + ($colour ? $PSStyle.Reset : '')
        $end = $token.Extent.EndOffset
    }
    "PS> $line"
}

Import-Module $Module
$typed = @'
Start-Auth0Sandbox | New-Auth0Connection -Name prod | Format-Table Name, ApiType, ClientId
Get-Auth0Application -Connection prod -Rotatable | Select-Object -First 5
$credential = Get-Auth0Application 'Inventory Sync' -Connection prod | Invoke-Auth0SecretRotation -AsCredential -Confirm:$false
$credential
Get-Auth0Application -Connection prod | Invoke-Auth0SecretRotation -Confirm:$false | Group-Object Status -NoElement
Get-Auth0Application 'Inventry Sync' -Connection prod
'@ -split '\r?\n'
try {
    foreach ($line in $typed) {
        Get-TypedLine $line
        # Without the blank lines around a table: a picture has less room than a window.
        . ([scriptblock]::Create($line)) 2>&1 | Out-String -Stream -Width $width | Where-Object { ($_ -replace '\e\[[\d;]*m').Trim() } | ForEach-Object TrimEnd
        ''
    }
}
finally {
    Stop-Auth0Sandbox
}
