# Vaults as the module's own code sees them, before any cmdlet does. Throw-away vaults stand in tests/pester/vaults.

$script:vaultModules = Join-Path (Split-Path $PSScriptRoot) 'vaults'

# Why vaults cannot be tested here; nothing when they can.
function Get-VaultTestObstacle {
    $missing = @('Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore' | Where-Object { -not (Get-Module $_ -ListAvailable) })
    if ($missing) {
        "$($missing -join ' and ') not installed"
    }
}

# A type of the module by its full name.
function Get-ModuleType([string] $Name) {
    # Not asked of Get-Module, because a vault's runspace has not imported the module.
    $assembly = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Auth0Ps' }
    $assembly.GetType(($Name.Contains('.') ? "Auth0Ps.$Name" : "Auth0Ps.SecretManagement.$Name"), $true)
}

# A property of the state that the whole process shares.
function Get-ModuleState([string] $Name) {
    $state = (Get-ModuleType Pipeline.ModuleState).GetProperty('Current').GetValue($null)
    $state.GetType().GetProperty($Name).GetValue($state)
}

# Moves the clock that the module goes by, in this process.
function Move-Clock([timespan] $By) {
    Add-Type 'using System; public sealed class MovedTime(TimeSpan by) : TimeProvider { public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + by; }'
    $state = (Get-ModuleType Pipeline.ModuleState).GetProperty('Current').GetValue($null)
    $state.GetType().GetField('<Time>k__BackingField', 'NonPublic,Instance').SetValue($state, [MovedTime]::new($By))
}

# How long the module waits for whom, by the names of TimeLimits.
function Set-TimeLimit([string] $Name, [double] $Seconds) {
    $limits = Get-ModuleState Limits
    $limits.GetType().GetProperty($Name).SetValue($limits, [timespan]::FromSeconds($Seconds))
}

# A type of the core's, of which those for vaults are no output and so not public.
function Get-CoreType([string] $Name) {
    $assembly = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Auth0Ps.Core' }
    $assembly.GetType("Auth0Ps.Vaults.$Name", $true)
}

# Waits for a task and returns its result; what it failed with is thrown as it is.
function Wait-Task($Task) {
    $Task.GetAwaiter().GetResult()
}

function Find-TestVault([string] $Name) {
    $shared = Get-ModuleState Vaults
    $cancel = [System.Threading.CancellationToken]::None
    Wait-Task ((Get-CoreType ISecretVaults).GetMethod('FindAsync').Invoke($shared, @($Name, $cancel)))
}

# Takes the vault's lock. Dispose with Close-TestVault.
function Open-TestVault($Vault) {
    Wait-Task ((Get-CoreType ISecretVault).GetMethod('OpenAsync').Invoke($Vault, @([System.Threading.CancellationToken]::None)))
}

function Close-TestVault($Entries) {
    $null = [System.IAsyncDisposable].GetMethod('DisposeAsync').Invoke($Entries, @())
}

function Invoke-VaultEntry($Entries, [string] $Method, [object[]] $Argument) {
    $open = Get-CoreType IVaultEntries
    $type = $open.IsInstanceOfType($Entries) ? $open : (Get-CoreType ISecretVault)
    Wait-Task ($type.GetMethod($Method).Invoke($Entries, @($Argument; [System.Threading.CancellationToken]::None)))
}

function New-VaultSecret([string] $Text, [string] $UserName) {
    $secure = [securestring]::new()
    foreach ($letter in $Text.ToCharArray()) {
        $secure.AppendChar($letter)
    }
    [System.Activator]::CreateInstance((Get-CoreType VaultSecret), [object[]]($UserName ? @($UserName, $secure) : @($secure)))
}

# Writes one entry, as everything that writes does: under the lock.
function Write-VaultEntry($Vault, [string] $Entry, [string] $Text, [string] $UserName) {
    $entries = Open-TestVault $Vault
    try {
        $null = Invoke-VaultEntry $entries WriteAsync @($Entry, (New-VaultSecret $Text $UserName), $true)
    }
    finally {
        Close-TestVault $entries
    }
}

function Remove-VaultEntry($Vault, [string] $Entry) {
    $entries = Open-TestVault $Vault
    try {
        Invoke-VaultEntry $entries RemoveAsync @($Entry)
    }
    finally {
        Close-TestVault $entries
    }
}

# What an entry holds: its text, or user name and text; nothing when there is no such entry. Without waiting for the lock.
function Read-VaultEntry($Vault, [string] $Entry) {
    $found = Invoke-VaultEntry $Vault ReadAsync @($Entry)
    if ($found) {
        $text = [System.Net.NetworkCredential]::new('', $found.Secret).Password
        $found.UserName ? "$($found.UserName):$text" : $text
    }
}

# How long a write may take until it can be read; a vault that forgets it is given up on so much sooner.
function Set-VaultPatience([double] $Seconds) {
    Set-TimeLimit VaultReadLag $Seconds
}

# The failure of a script block; nothing when it does not fail.
function Get-VaultFailure([scriptblock] $Script) {
    try {
        $null = & $Script
    }
    catch {
        $exception = $_.Exception
        while ($exception -isnot [Auth0Ps.Auth0Exception] -and $exception.InnerException) {
            $exception = $exception.InnerException
        }
        $exception
    }
}

# Registers a throw-away vault of tests/pester/vaults for this process's user, who should be a scratch one.
function Register-TestVault([string] $Name, [hashtable] $Parameter = @{}) {
    Register-SecretVault -Name $Name -ModuleName (Join-Path $vaultModules 'TestVault') -VaultParameters $Parameter
}

function Register-TestStore([string] $Password) {
    if ($Password) {
        $secure = [securestring]::new()
        $Password.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
        Reset-SecretStore -Authentication Password -Password $secure -Interaction None -Confirm:$false -Force -WarningAction Ignore
    }
    else {
        Reset-SecretStore -Authentication None -Interaction None -Confirm:$false -Force -WarningAction Ignore
    }
    Register-SecretVault -Name store -ModuleName Microsoft.PowerShell.SecretStore
}
