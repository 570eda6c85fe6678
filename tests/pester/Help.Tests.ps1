Describe 'Help' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $script:commands = @(Get-Command -Module Auth0Ps)
        $script:common = [System.Management.Automation.Cmdlet]::CommonParameters
        $script:optional = [System.Management.Automation.Cmdlet]::OptionalCommonParameters

        # The engine takes its time for each page, so each is read once.
        $script:pages = @{}
        foreach ($command in $commands) {
            $pages[$command.Name] = Get-Help $command.Name -Full
        }

        # The examples that need no tenant of the reader's own and nobody to answer, page after page, beside the other tests.
        $script:snippets = foreach ($command in $commands) {
            $first = $true
            foreach ($example in $pages[$command.Name].Examples.Example) {
                if ($example.Code -match "\bprod\b|Get-Credential|Read-Host|Set-Secret|-Name ci\b|Register-|\./[\w-]+\.(pem|json|psd1)|-ApiType MyAccount|Set-Auth0StateStore|AUTH0PS_STATE|^# needs ") {
                    continue
                }
                [pscustomobject]@{ Name = "$($command.Name): $($example.Title.Trim('- '))"; Code = $example.Code; Fresh = $first }
                $first = $false
            }
        }
        $script:folder = Join-Path $TestDrive 'examples'
        $null = New-Item $folder -ItemType Directory
        ConvertTo-Json -InputObject @($snippets) | Set-Content (Join-Path $folder 'snippets.json')
        $script:child = Start-ChildShell 'Import-Module $env:AUTH0PS_MODULE; . $env:AUTH0PS_SUPPORT/Snippets.ps1' @{ SNIPPETS = Join-Path $folder 'snippets.json'; RESULTS = Join-Path $folder 'results.jsonl' }
    }

    AfterAll {
        Stop-TestProcess $child
    }

    It 'has a synopsis, a description, a syntax, outputs and two examples for every cmdlet' {
        foreach ($command in $commands) {
            $help = $pages[$command.Name]
            $help.Synopsis | Should -Not -BeNullOrEmpty -Because "$command needs a synopsis"
            $help.Synopsis | Should -Not -Match '\n\s*Get-|\[-' -Because "$command needs a synopsis of words"
            $help.Description.Text | Should -Not -BeNullOrEmpty -Because "$command needs a description"
            @($help.Syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count -Because "$command has so many parameter sets"
            @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2 -Because "$command needs examples"
            @($help.ReturnValues.ReturnValue.Type.Name) | Should -Not -BeNullOrEmpty -Because "$command needs outputs"
            foreach ($example in $help.Examples.Example) {
                $example.Code | Should -Not -BeNullOrEmpty -Because "$command has examples with code"
                ($example.Remarks.Text | Out-String).Trim() | Should -Not -BeNullOrEmpty -Because "$command explains its examples"
            }
        }
    }

    It 'names the output types that the cmdlets say they have' {
        foreach ($command in $commands | Where-Object OutputType) {
            $told = $pages[$command.Name].ReturnValues.ReturnValue.Type.Name -replace '\s'
            foreach ($type in $command.OutputType.Name) {
                $told | Should -Contain $type -Because $command.Name
            }
        }
    }

    It 'has help for every parameter, and says the same of it as the engine' {
        foreach ($command in $commands) {
            $names = $command.Parameters.Values | Where-Object {
                $_.Name -notin $common -and -not ($_.Attributes | Where-Object { $_ -is [Parameter] -and $_.DontShow })
            } | ForEach-Object Name
            $told = @{}
            foreach ($one in $pages[$command.Name].Parameters.Parameter) { $told[$one.Name] = $one }
            foreach ($name in $names) {
                $parameter = $command.Parameters[$name]
                $help = $told[$name]
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

    It 'offers its conceptual topics' {
        $base = (Get-Module Auth0Ps).ModuleBase
        $before = $env:PSModulePath
        try {
            $env:PSModulePath = (Split-Path $base) + [System.IO.Path]::PathSeparator + $before
            $topics = @(Get-ChildItem (Join-Path $base 'en-US/about_*.help.txt'))
            $topics.Count | Should -BeGreaterThan 0
            foreach ($topic in $topics) {
                Get-Help ($topic.Name -replace '\.help\.txt$') | Should -Match 'LONG DESCRIPTION' -Because $topic.Name
            }
        }
        finally {
            $env:PSModulePath = $before
        }
    }

    It 'has examples that run as typed' {
        $run = Wait-ChildShell $child -Seconds 120
        $run.Error | Should -BeNullOrEmpty
        $results = @(Get-Content (Join-Path $folder 'results.jsonl') | ConvertFrom-Json)
        $results.Count | Should -Be $snippets.Count
        $results.Count | Should -BeGreaterThan 20
        ($results | Where-Object Wrong | ForEach-Object { "$($_.Name)`n  $($_.Wrong -join "`n  ")" }) -join "`n" | Should -BeNullOrEmpty
    }
}
