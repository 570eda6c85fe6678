# What several test files need. Dot-source it in BeforeAll:  . $PSScriptRoot/common.ps1

# The texts that pressing Tab at the end of the line would offer.
function Get-CompletionText([string] $Line) {
    [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
}
