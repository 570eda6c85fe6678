# One file an entry, below the vault parameter Folder. The vault parameter Habit says how it misbehaves, by one word or several with commas:
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
# As published vaults do:
#   softDelete    does not take the name of a removed entry again (Azure Key Vault)
#   keepsFirst    leaves an entry that exists as it is, warns and returns $false (KeePass)
#   refusesAgain  refuses an entry that exists with an error
#   twoItems      makes a second item of a name, and returns the first one (LastPass)
#   throwsTwice   makes a second item of a name, and neither returns nor removes what means two (KeePass, Pleasant)
#   returnsBoth   makes a second item of a name, and returns both
#   shape         keeps a SecureString as its JSON shape (HashiCorp KV)
#   hashtable     returns a hashtable with one key, the last part of the name (HashiCorp KV)
#   credential    returns a credential that bears the entry's name
#   lineBreak     returns a line break behind the value
#   oneLine       keeps line breaks as spaces
#   firstLine     returns the lines of a value one by one, as a command line prints them
#   noise         puts out what a command line prints of a write: the secret, and a number (1Password)
#   lags          returns what was written after the seconds of the vault parameter Lag (Bitwarden, LastPass)
#   missing       reports an error for a name that it does not know, and cannot list while there is nothing
#   numbers       lists entries with their numbers (LastPass)
#   patterns      looks names up as patterns
#   throttles     refuses two of three writes as too many
#   readOnly      refuses writes once there is a file named 'read-only' in the folder
#   forgetsNewest loses what was written last, as soon as it was read once
# Whatever its habits, it does not answer a write of the entry that a file named 'hold' in the folder names, and puts a file named 'held' beside it.
# It has neither metadata nor a Set-SecretInfo.

function Test-Habit([string] $Habit, $Settings) {
    ($Settings.Habit -split ',') -contains $Habit
}

function Get-EntryPath($Name, $Settings) {
    if (Test-Habit broken $Settings) {
        throw 'the disk is on fire'
    }
    if (Test-Habit asks $Settings) {
        $null = Read-Host 'Master password'
    }
    if (Test-Habit folds $Settings) {
        $Name = $Name.ToLowerInvariant()
    }
    Join-Path $Settings.Folder "$([Convert]::ToHexString([System.Text.Encoding]::UTF8.GetBytes($Name))).json"
}

function Get-EntryName($File) {
    [System.Text.Encoding]::UTF8.GetString([Convert]::FromHexString($File.BaseName))
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

# The states that an entry was written in, the newest last: each with the time from which it can be read.
function Read-States($Path) {
    if (Test-Path $Path) {
        @(Get-Content $Path -Raw | ConvertFrom-Json)
    }
}

function Get-Secret {
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    $settings = $AdditionalParameters
    if (Test-Habit asksOther $settings) {
        return Read-OtherVault $Name $settings.Other
    }
    while ((Test-Habit waitsToRead $settings) -and -not (Test-Path (Join-Path $settings.Folder 'go'))) {
        Start-Sleep -Milliseconds 15
    }
    $path = Get-EntryPath $Name $settings
    if (Test-Habit patterns $settings) {
        $first = Get-ChildItem $settings.Folder -Filter *.json | Where-Object { (Get-EntryName $_) -like $Name } | Select-Object -First 1
        $path = $first ? $first.FullName : $path
    }
    $now = [DateTime]::UtcNow.Ticks
    $entry = Read-States $path | Where-Object { $_.From -le $now } | Select-Object -Last 1
    if (-not $entry -or $entry.Kind -eq 'None') {
        if (Test-Habit unknown $settings) {
            throw "Nobody knows $Name here."
        }
        if (Test-Habit missing $settings) {
            Write-Error 'Received an error: '
        }
        return
    }
    if (Test-Path "$path.twice") {
        if (Test-Habit throwsTwice $settings) {
            throw "Multiple entries are called $Name."
        }
        return (Read-States $path | Select-Object -Last 2).Text
    }
    if ((Test-Habit forgetsNewest $settings) -and (Test-Path (Join-Path $settings.Folder 'newest'))) {
        Remove-Item (Get-Content (Join-Path $settings.Folder 'newest')), (Join-Path $settings.Folder 'newest') -ErrorAction Ignore
    }
    $last = ($Name -split '/')[-1]
    if ($entry.Kind -ne 'PSCredential') {
        if (Test-Habit hashtable $settings) {
            return @{ $last = $entry.Text }
        }
        if (Test-Habit credential $settings) {
            return [pscredential]::new($last, [System.Net.NetworkCredential]::new('', $entry.Text).SecurePassword)
        }
        if (Test-Habit lineBreak $settings) {
            return "$($entry.Text)`n"
        }
        if (Test-Habit firstLine $settings) {
            return $entry.Text -split '\n'
        }
    }
    switch ($entry.Kind) {
        'String' { return $entry.Text }
        'SecureString' { return [System.Net.NetworkCredential]::new('', $entry.Text).SecurePassword }
        'PSCredential' { return [pscredential]::new($entry.UserName, [System.Net.NetworkCredential]::new('', $entry.Text).SecurePassword) }
        'Byte[]' { return , [byte[]] [Convert]::FromBase64String($entry.Text) }
    }
}

function Set-Secret {
    param([string] $Name, [object] $Secret, [string] $VaultName, [hashtable] $AdditionalParameters)
    $settings = $AdditionalParameters
    $path = Get-EntryPath $Name $settings
    $entry = @{ Kind = $Secret.GetType().Name; Text = $Secret; UserName = ''; From = 0 }
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
    $states = @(Read-States $path)
    $isThere = $states.Count -gt 0 -and $states[-1].Kind -ne 'None'
    $hold = Join-Path $settings.Folder 'hold'
    while ((Get-Content $hold -ErrorAction Ignore) -eq $Name) {
        Set-Content (Join-Path $settings.Folder 'held') ''
        Start-Sleep -Milliseconds 15
    }

    switch ($settings.Habit -split ',') {
        'silent' { return }
        'reports' { Write-Error 'the shelf is full'; return }
        'throws' { throw 'the shelf is full' }
        'quotes' { throw "no room for '$($entry.Text)'" }
        'asksToWrite' { $null = Read-Host 'Master password' }
        'waits' {
            Set-Content (Join-Path $settings.Folder 'waiting') ''
            while (-not (Test-Path (Join-Path $settings.Folder 'go'))) {
                Start-Sleep -Milliseconds 15
            }
        }
        'readOnly' { if (Test-Path (Join-Path $settings.Folder 'read-only')) { throw 'the vault is read-only' } }
        'throttles' {
            $count = 1 + [int](Get-Content (Join-Path $settings.Folder 'count') -ErrorAction Ignore)
            Set-Content (Join-Path $settings.Folder 'count') $count
            if ($count % 3) { Write-Error 'Operation returned an invalid status code 429 (Too Many Requests)'; return }
        }
        'softDelete' { if (Test-Path "$path.removed") { throw "Secret $Name is currently in a deleted but recoverable state, and its name cannot be reused" } }
        'refusesAgain' { if ($isThere) { throw "an item named $Name already exists" } }
        'keepsFirst' { if ($isThere) { Write-Warning "A secret with the title $Name already exists. Remove it first."; return $false } }
        'twoItems' { if ($isThere) { return } }
        { $_ -in 'throwsTwice', 'returnsBoth' } { if ($isThere) { Set-Content "$path.twice" '' } }
        'text' { if ($Secret -is [securestring]) { $entry.Kind = 'String' } }
        'textOnly' { if ($Secret -isnot [string]) { Write-Error "cannot keep a $($entry.Kind)"; return } }
        'noCredential' { if ($Secret -is [pscredential]) { $entry.Kind = 'String'; $entry.Text = "$Secret" } }
        'shape' { if ($Secret -is [securestring]) { $entry.Kind = 'String'; $entry.Text = ConvertTo-Json @{ Length = $Secret.Length } -Compress } }
        'picky' { if ($Name -notmatch '^[a-z0-9-]+$') { throw "'$Name' has a sign that is not allowed" } }
        'small' { $entry.Text = $entry.Text.Substring(0, [Math]::Min(32, $entry.Text.Length)) }
        'oneLine' { $entry.Text = $entry.Text -replace '\r?\n', ' ' }
        'noise' { ConvertTo-Json @{ password = $entry.Text }; 1 }
        'lags' { $entry.From = [DateTime]::UtcNow.AddSeconds($settings.Lag).Ticks }
        'forgetsNewest' { Set-Content (Join-Path $settings.Folder 'newest') $path }
    }
    Set-Content $path (ConvertTo-Json @($states; $entry))
}

function Remove-Secret {
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    if (-not (Test-Habit keeps $AdditionalParameters)) {
        $path = Get-EntryPath $Name $AdditionalParameters
        if ((Test-Path "$path.twice") -and (Test-Habit throwsTwice $AdditionalParameters)) {
            throw "Multiple entries are called $Name."
        }
        Remove-Item $path
        Remove-Item "$path.twice" -ErrorAction Ignore
        if (Test-Habit softDelete $AdditionalParameters) {
            Set-Content "$path.removed" ''
        }
    }
}

function Get-SecretInfo {
    param([string] $Filter, [string] $VaultName, [hashtable] $AdditionalParameters)
    $files = @(Get-ChildItem (Split-Path (Get-EntryPath 'x' $AdditionalParameters)) -Filter *.json)
    if (-not $files -and (Test-Habit missing $AdditionalParameters)) {
        Write-Error 'Received an error: '
    }
    $number = 0
    foreach ($file in $files) {
        $name = Get-EntryName $file
        if ($name -like $Filter) {
            $kind = (Read-States $file.FullName)[-1].Kind -replace 'Byte\[\]', 'ByteArray'
            $number++
            $shown = (Test-Habit numbers $AdditionalParameters) ? "$name (id: $number)" : $name
            [Microsoft.PowerShell.SecretManagement.SecretInformation]::new($shown, $kind, $VaultName)
        }
    }
}

function Test-SecretVault {
    param([string] $VaultName, [hashtable] $AdditionalParameters)
    Test-Path $AdditionalParameters.Folder
}
