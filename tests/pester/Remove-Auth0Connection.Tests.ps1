# The rest is in Auth0Ps.Module.Tests: only a child process has nobody to ask.
Describe 'Remove-Auth0Connection' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
    }

    It 'fails and removes nothing with -Confirm when nobody can answer' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $null = Start-Auth0Sandbox -ApplicationCount 0 | New-Auth0Connection -Name kept -WarningAction Ignore
            Remove-Auth0Connection kept -Confirm -ErrorVariable problem -ErrorAction SilentlyContinue
            "errors: $($problem.Count)"
            "left: $((Get-Auth0Connection).Name)"
'@
        $run.Output | Should -Match 'errors: 1'
        $run.Output | Should -Match 'left: kept'
    }
}
