# One file an entry, below the vault parameter Folder. The vault parameter Habit says how it misbehaves:
#   silent        takes writes without a word, and forgets them
#   reports       refuses writes with an error that does not stop
#   throws        refuses writes with one that does
#   quotes        the same, and quotes the secret
#   waits         does not answer a write until there is a file named 'go' in the folder
#   waitsToRead   the same for reads
#   asks          asks for a password before it does anything
#   asksToWrite   asks for a password before it writes
#   text          keeps SecureStrings as text, and returns them so
#   textOnly      refuses everything but text
#   noCredential  takes credentials without a word, and keeps something else
#   folds         keeps names in lower case
#   picky         refuses names with anything but letters, digits and hyphens
#   small         cuts off secrets after 32 characters
#   unknown       fails for names it does not know, rather than returning nothing
#   keeps         removes nothing, without a word
#   asksOther     returns, of any name, what the vault that the vault parameter Other names has of it
#   broken        fails whatever it is asked
# It has neither metadata nor a Set-SecretInfo.

function Get-EntryPath($Name, $Settings) {
    if ($Settings.Habit -eq 'broken') {
        throw 'the disk is on fire'
    }
    if ($Settings.Habit -eq 'asks') {
        $null = Read-Host 'Master password'
    }
    if ($Settings.Habit -eq 'folds') {
        $Name = $Name.ToLowerInvariant()
    }
    Join-Path $Settings.Folder "$([Convert]::ToHexString([System.Text.Encoding]::UTF8.GetBytes($Name))).json"
}

# What this module's own vault has to do: to ask for a connection's secret while SecretManagement is asking it.
function Read-OtherVault($Name, $Other) {
    . (Join-Path $PSScriptRoot '../../../support/Vaults.ps1')
    $within = (Get-ModuleType WithinVault).GetMethod('Enter').Invoke($null, @())
    try {
        $vault = Find-TestVault $Other
        $failure = Get-VaultFailure { Write-VaultEntry $vault $Name 'overwritten' }
        "$(Read-VaultEntry $vault $Name) $(Read-VaultEntry $vault none)$($failure.Reason)"
    }
    finally {
        $within.Dispose()
    }
}

function Get-Secret {
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    if ($AdditionalParameters.Habit -eq 'asksOther') {
        return Read-OtherVault $Name $AdditionalParameters.Other
    }
    if ($AdditionalParameters.Habit -eq 'waitsToRead') {
        while (-not (Test-Path (Join-Path $AdditionalParameters.Folder 'go'))) {
            Start-Sleep -Milliseconds 15
        }
    }
    $path = Get-EntryPath $Name $AdditionalParameters
    if (-not (Test-Path $path)) {
        if ($AdditionalParameters.Habit -eq 'unknown') {
            throw "Nobody knows $Name here."
        }
        return
    }
    $entry = Get-Content $path -Raw | ConvertFrom-Json
    switch ($entry.Kind) {
        'String' { return $entry.Text }
        'SecureString' { return [System.Net.NetworkCredential]::new('', $entry.Text).SecurePassword }
        'PSCredential' { return [pscredential]::new($entry.UserName, [System.Net.NetworkCredential]::new('', $entry.Text).SecurePassword) }
        'Byte[]' { return , [byte[]] [Convert]::FromBase64String($entry.Text) }
    }
}

function Set-Secret {
    param([string] $Name, [object] $Secret, [string] $VaultName, [hashtable] $AdditionalParameters)
    $path = Get-EntryPath $Name $AdditionalParameters
    $entry = @{ Kind = $Secret.GetType().Name; Text = $Secret; UserName = '' }
    if ($Secret -is [pscredential]) {
        $entry.UserName = $Secret.UserName
        $entry.Text = $Secret.GetNetworkCredential().Password
    }
    elseif ($Secret -is [securestring]) {
        $entry.Text = [System.Net.NetworkCredential]::new('', $Secret).Password
    }
    elseif ($Secret -is [byte[]]) {
        $entry.Text = [Convert]::ToBase64String($Secret)
    }

    switch ($AdditionalParameters.Habit) {
        'silent' { return }
        'reports' { Write-Error 'the shelf is full'; return }
        'throws' { throw 'the shelf is full' }
        'quotes' { throw "no room for '$($entry.Text)'" }
        'asksToWrite' { $null = Read-Host 'Master password' }
        'waits' {
            Set-Content (Join-Path $AdditionalParameters.Folder 'waiting') ''
            while (-not (Test-Path (Join-Path $AdditionalParameters.Folder 'go'))) {
                Start-Sleep -Milliseconds 15
            }
        }
        'text' { if ($Secret -is [securestring]) { $entry.Kind = 'String' } }
        'textOnly' { if ($Secret -isnot [string]) { Write-Error "cannot keep a $($entry.Kind)"; return } }
        'noCredential' { if ($Secret -is [pscredential]) { $entry.Kind = 'String'; $entry.Text = "$Secret" } }
        'picky' { if ($Name -notmatch '^[a-z0-9-]+$') { throw "'$Name' has a sign that is not allowed" } }
        'small' { $entry.Text = $entry.Text.Substring(0, [Math]::Min(32, $entry.Text.Length)) }
    }
    Set-Content $path (ConvertTo-Json $entry)
}

function Remove-Secret {
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    if ($AdditionalParameters.Habit -ne 'keeps') {
        Remove-Item (Get-EntryPath $Name $AdditionalParameters)
    }
}

function Get-SecretInfo {
    param([string] $Filter, [string] $VaultName, [hashtable] $AdditionalParameters)
    foreach ($file in Get-ChildItem (Split-Path (Get-EntryPath 'x' $AdditionalParameters)) -Filter *.json) {
        $name = [System.Text.Encoding]::UTF8.GetString([Convert]::FromHexString($file.BaseName))
        if ($name -like $Filter) {
            $kind = (Get-Content $file -Raw | ConvertFrom-Json).Kind -replace 'Byte\[\]', 'ByteArray'
            [Microsoft.PowerShell.SecretManagement.SecretInformation]::new($name, $kind, $VaultName)
        }
    }
}

function Test-SecretVault {
    param([string] $VaultName, [hashtable] $AdditionalParameters)
    Test-Path $AdditionalParameters.Folder
}
