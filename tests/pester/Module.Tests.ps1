Describe 'The staged module' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        $script:module = Get-Module Auth0Ps
        $script:manifest = Join-Path $module.ModuleBase 'Auth0Ps.psd1'
        $script:commands = @(Get-Command -Module Auth0Ps)
    }

    It 'has a manifest that PowerShell accepts' {
        (Test-ModuleManifest $manifest -ErrorAction Stop).Name | Should -Be 'Auth0Ps'
    }

    It 'exports exactly the cmdlets its manifest names' {
        $named = @((Import-PowerShellDataFile $manifest).CmdletsToExport)
        @($commands.Name) | Sort-Object | Should -Be ($named | Sort-Object)
    }

    It 'has the cmdlets of the first version' {
        foreach ($name in 'Start-Auth0Sandbox', 'Stop-Auth0Sandbox', 'New-Auth0Connection', 'Get-Auth0Connection', 'Test-Auth0Connection', 'Remove-Auth0Connection', 'Get-Auth0AccessToken', 'Get-Auth0Application', 'Invoke-Auth0SecretRotation') {
            $commands.Name | Should -Contain $name
        }
    }

    It 'exports nothing that the contract does not name' {
        $commands.Name | Where-Object { $_ -notin $ContractCmdlets } | Should -BeNullOrEmpty
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'uses approved verbs and no parameter that clashes with a common one' {
        $approved = (Get-Verb).Verb
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $short = 'ea', 'ev', 'ov', 'ob', 'pv', 'db', 'vb', 'wa', 'wv', 'infa', 'iv', 'proga', 'wi', 'cf'
        foreach ($command in $commands) {
            $approved | Should -Contain $command.Verb
            $own = @($command.Parameters.Values | Where-Object Name -NotIn $common)
            $own.Name + @($own.Aliases) | Where-Object { $_ -in $short } | Should -BeNullOrEmpty -Because $command.Name
        }
    }

    It 'writes nothing to any stream when it is imported' {
        $run = Invoke-ChildShell 'Import-Module $env:AUTH0PS_MODULE -Verbose:$false -Debug:$false *>&1'
        $run.Output | Should -BeNullOrEmpty
        $run.Error | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
    }

    It 'is found by name, loads itself and shows its about topic when its folder is on the module path' {
        $run = Invoke-ChildShell @'
            $env:PSModulePath = (Split-Path $env:AUTH0PS_MODULE) + [System.IO.Path]::PathSeparator + $env:PSModulePath
            @(Get-Auth0Connection).Count
            (Get-Module Auth0Ps).ModuleBase -eq (Resolve-Path $env:AUTH0PS_MODULE).Path
            Remove-Module Auth0Ps
            Import-Module Auth0Ps
            (Get-Help about_Auth0Ps) -match 'LONG DESCRIPTION'
'@
        $run.Error | Should -BeNullOrEmpty
        $run.Line | Should -Be '0', 'True', 'True'
    }

    It 'keeps connections and sandboxes when it is removed and imported again' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $tenant = Start-Auth0Sandbox -ApplicationCount 3
            $id = ($tenant | New-Auth0Connection -Name demo -WarningAction Ignore).Id
            Remove-Module Auth0Ps
            [bool](Get-Command Get-Auth0Connection -ErrorAction Ignore)
            Import-Module $env:AUTH0PS_MODULE
            (Get-Auth0Connection demo).Id -eq $id
            @(Get-Auth0Application -Connection demo).Count
            1..2 | ForEach-Object -Parallel { Import-Module $env:AUTH0PS_MODULE; Remove-Module Auth0Ps }
            @(Get-Auth0Application -Connection demo).Count
'@
        $run.Error | Should -BeNullOrEmpty
        $run.Line | Should -Be 'False', 'True', '6', '6'
    }

    It 'does not keep the process from ending' {
        $run = Invoke-ChildShell 'Import-Module $env:AUTH0PS_MODULE; $null = Start-Auth0Sandbox -ApplicationCount 0; exit 7' -Seconds 20
        $run.ExitCode | Should -Be 7
    }
}
