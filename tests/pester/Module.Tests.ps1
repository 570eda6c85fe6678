Describe 'The staged module' {
    BeforeAll {
        $script:module = Get-Module Auth0Ps
        $script:manifest = Join-Path $module.ModuleBase 'Auth0Ps.psd1'
        $script:commands = @(Get-Command -Module Auth0Ps)
        $script:common = [System.Management.Automation.Cmdlet]::CommonParameters
        $script:optional = [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    }

    It 'has a manifest that PowerShell accepts' {
        (Test-ModuleManifest $manifest -ErrorAction Stop).Name | Should -Be 'Auth0Ps'
    }

    It 'imports without a warning' {
        $fresh = [powershell]::Create()
        try {
            $null = $fresh.AddCommand('Import-Module').AddParameter('Name', $manifest).Invoke()
            $fresh.Streams.Warning | Should -BeNullOrEmpty
            $fresh.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            $fresh.Dispose()
        }
    }

    It 'exports exactly the cmdlets its manifest names' {
        $named = @((Import-PowerShellDataFile $manifest).CmdletsToExport)
        @($commands.Name) | Sort-Object | Should -Be ($named | Sort-Object)
    }

    It 'has a synopsis, a description, a syntax and two examples for every cmdlet' {
        foreach ($command in $commands) {
            $help = Get-Help $command.Name -Full
            $help.Synopsis | Should -Not -BeNullOrEmpty -Because "$command needs a synopsis"
            $help.Description.Text | Should -Not -BeNullOrEmpty -Because "$command needs a description"
            @($help.Syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count -Because "$command has so many parameter sets"
            @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2 -Because "$command needs examples"
        }
    }

    It 'has help for every parameter, and says the same of it as the engine' {
        foreach ($command in $commands) {
            $names = $command.Parameters.Values | Where-Object {
                $_.Name -notin $common -and -not ($_.Attributes | Where-Object { $_ -is [Parameter] -and $_.DontShow })
            } | ForEach-Object Name
            foreach ($name in $names) {
                $parameter = $command.Parameters[$name]
                $help = Get-Help $command.Name -Parameter $name
                $help.Description.Text | Should -Not -BeNullOrEmpty -Because "$command -$name needs a text"
                if ($name -notin $optional) {
                    $mandatory = -not ($parameter.ParameterSets.Values.IsMandatory -contains $false)
                    $help.Required | Should -Be "$mandatory".ToLowerInvariant() -Because "$command -$name"
                }
                $fromPipeline = $parameter.ParameterSets.Values.ValueFromPipeline -contains $true
                ($help.PipelineInput -match 'ByValue') | Should -Be $fromPipeline -Because "$command -$name"
            }
        }
    }

    It 'offers its conceptual topics to Get-Help' {
        $topics = @(Get-ChildItem (Join-Path $module.ModuleBase 'en-US/about_*.help.txt'))
        $before = $env:PSModulePath
        try {
            $env:PSModulePath = (Split-Path $module.ModuleBase) + [System.IO.Path]::PathSeparator + $before
            foreach ($topic in $topics) {
                $name = $topic.Name -replace '\.help\.txt$'
                Get-Help $name | Should -Match 'LONG DESCRIPTION' -Because $name
            }
        }
        finally {
            $env:PSModulePath = $before
        }
    }
}
