# A machine that shares its state with others: a shell with an empty home of its own. Needs Process.ps1.

# Runs a script there. SHARED in its environment is the folder of the vault Prod, which other machines reach as well. The script puts what it has to tell
# into $told, which is returned; said is all that was written.
function Invoke-OtherMachine([string] $Script, [hashtable] $Environment) {
    $run = Invoke-ChildShell (@'
        Import-Module $env:AUTH0PS_MODULE
        . $env:AUTH0PS_SUPPORT/Tenant.ps1
        . $env:AUTH0PS_SUPPORT/Vaults.ps1
        Register-TestVault Prod @{ Folder = $env:SHARED }
        $told = @{}
        function Get-Reason($Problem) { @($Problem | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] -replace '^Auth0Ps\.' }) }
'@ + "`n$Script`n" + @'
        $told.files = @(Get-ChildItem $env:AUTH0PS_HOME -Recurse -File -ErrorAction Ignore | ForEach-Object Name)
        '== told'
        ConvertTo-Json $told -Depth 4
'@) $Environment
    Read-Told $run
}

# What a script told, of the run that Wait-ChildShell returned.
function Read-Told($Run) {
    $parts = $Run.Output -split '== told\r?\n'
    if ($parts.Count -ne 2) {
        throw "The machine told nothing but:`n$($Run.Output)`n$($Run.Error)"
    }
    $told = ConvertFrom-Json $parts[1] -AsHashtable
    $told.said = $parts[0] + $Run.Error
    $told
}
