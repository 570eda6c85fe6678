# A PowerShell that rotates into a SecretStore and is killed by its test. It takes a command a line from its standard input and answers each
# with a line of JSON. Secrets leave it as hashes only; those of the connection come in with the first command.
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
$names = 'plain', 'credential', 'own'

function Write-Answer($Answer) {
    [Console]::Out.WriteLine((ConvertTo-Json $Answer -Compress -Depth 4))
    [Console]::Out.Flush()
}

function Get-Mark([string] $Text) {
    [Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($Text)))
}

# The store as SecretManagement itself shows it: the hash of each entry, and which it cannot read.
function Get-Look {
    $entries = @{}
    $unreadable = @()
    foreach ($name in (Get-SecretInfo -Vault store).Name) {
        try {
            $secret = Get-Secret $name -Vault store
            $entries[$name] = Get-Mark ($secret -is [pscredential] ? $secret.GetNetworkCredential().Password : [System.Net.NetworkCredential]::new('', $secret).Password)
        }
        catch {
            $unreadable += "${name}: $_"
        }
    }
    @{ entries = $entries; unreadable = $unreadable; interrupted = @((Get-Auth0SecretRotation -State Interrupted).Name | Where-Object { $_ }) }
}

function Get-Ending($Results) {
    @{ endings = @($Results | Where-Object { $_ } | ForEach-Object { @{ name = $_.Name; status = "$($_.Status)"; message = $_.Message } }) }
}

# A store without a password, a connection whose secret is in it, and three saved rotations: two entries, a credential, the connection's own application.
function New-Scene($Order) {
    Reset-SecretStore -Authentication None -Interaction None -Confirm:$false -Force
    Register-SecretVault -Name store -ModuleName Microsoft.PowerShell.SecretStore
    $secret = [securestring]::new()
    $Order.clientSecret.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
    $null = New-Auth0Connection -Name demo -Domain $Order.domain -Audience $Order.audience -ClientId $Order.clientId -ClientSecret $secret -Vault store -SecretName connection
    $mappings = @{ ClientId = 'plain-id'; ClientSecret = 'plain' }, @{ Credential = 'credential' }, @{ ClientSecret = 'own' }
    foreach ($i in 0..2) {
        $null = New-Auth0SecretRotation $names[$i] -Connection demo -ClientId $Order.rotated[$i] -Vault store -SecretsMapping $mappings[$i]
    }
}

Import-Module $env:AUTH0PS_MODULE
Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore -ErrorAction Ignore
Write-Answer @{ ready = @(Get-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore).Count -eq 2 }
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $command, $argument = $line -split ' ', 2
    try {
        switch ($command) {
            'begin' { New-Scene (ConvertFrom-Json $argument); Write-Answer @{} }
            'look' { Write-Answer (Get-Look) }
            'resume' { Write-Answer (Get-Ending (Resume-Auth0SecretRotation -Confirm:$false -ErrorAction SilentlyContinue)) }
            'rotate' { Write-Answer (Get-Ending (Invoke-Auth0SecretRotation ($argument ? $argument : $names) -Confirm:$false -ErrorAction SilentlyContinue)) }
        }
    }
    catch {
        Write-Answer @{ error = "$($_.FullyQualifiedErrorId): $_" }
    }
}
