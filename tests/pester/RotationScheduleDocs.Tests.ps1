Describe 'The pages about schedulers elsewhere: <_>' -ForEach 'azure-automation', 'github-actions', 'kubernetes-cronjob' {
    BeforeAll {
        . $PSScriptRoot/support/Markdown.ps1
        $script:page = Join-Path $PSScriptRoot "../../docs/$_.md"
        $script:text = Get-Content $page -Raw
        $script:yaml = @(Get-MarkdownFence $page yaml)
        $script:snippets = @(Get-MarkdownFence $page powershell | ForEach-Object Code)

        # The documents of the page's YAML, as PowerShell objects; null where nothing here reads YAML.
        function Read-Yaml([string] $Code) {
            $python = Get-Command python3, python -CommandType Application -ErrorAction Ignore | Select-Object -First 1
            if (-not $python) {
                return $null
            }
            & $python -c 'import yaml' 2>$null
            if ($LASTEXITCODE -ne 0) {
                return $null
            }
            $file = Join-Path $TestDrive 'page.yaml'
            Set-Content $file $Code
            $json = & $python -c 'import json, sys, yaml; print(json.dumps(list(yaml.load_all(open(sys.argv[1], encoding="utf-8"), yaml.BaseLoader))))' $file
            $LASTEXITCODE | Should -Be 0 -Because 'it is YAML'
            # Not enumerated: a list stays one.
            Write-Output -NoEnumerate @($json | ConvertFrom-Json -Depth 30)
        }

        # The PowerShell within the YAML.
        function Get-Script($Node) {
            if ($Node -is [System.Management.Automation.PSCustomObject]) {
                foreach ($property in $Node.PSObject.Properties) {
                    if ($property.Name -in 'run', 'run.ps1' -and $property.Value -is [string]) { $property.Value } else { Get-Script $property.Value }
                }
            }
            elseif ($Node -is [array]) {
                foreach ($item in $Node) { Get-Script $item }
            }
        }
    }

    It 'names the data folder that has to persist and where the connection''s secret comes from' {
        $text | Should -Match '\*\*The data folder must persist\.\*\*'
        $text | Should -Match 'AUTH0PS_HOME'
        $text | Should -Match '\*\*The connection''s secret\*\* comes from'
    }

    It 'has YAML that a parser reads' {
        if ($yaml.Count -eq 0) {
            Set-ItResult -Skipped -Because 'the page has none'
        }
        $documents = Read-Yaml $yaml[0].Code
        if ($null -eq $documents) {
            Set-ItResult -Skipped -Because 'no Python with PyYAML is on this machine'
        }
        if ($documents.Count -eq 1) {
            $documents[0].jobs.rotate.env.AUTH0PS_HOME | Should -Not -BeNullOrEmpty
            $documents[0].on.schedule[0].cron | Should -Match '^\S+ \S+ \S+ \S+ \S+$'
        }
        else {
            $documents.kind | Should -Be 'PersistentVolumeClaim', 'ConfigMap', 'CronJob'
            $pod = $documents[2].spec.jobTemplate.spec.template.spec
            $home0 = ($pod.containers[0].env | Where-Object name -EQ AUTH0PS_HOME).value
            $mount = $pod.containers[0].volumeMounts | Where-Object name -EQ data
            $home0 | Should -BeLike "$($mount.mountPath)/*" -Because 'the data folder is on the volume'
            ($pod.volumes | Where-Object name -EQ data).persistentVolumeClaim.claimName | Should -Be $documents[0].metadata.name
            ($pod.volumes | Where-Object name -EQ run).configMap.name | Should -Be $documents[1].metadata.name
        }
        (Get-Script $documents) -join "`n" | Should -Match 'Invoke-Auth0SecretRotation -Due -Confirm:\$false -ErrorAction Stop'
    }

    It 'calls commands and parameters that exist' {
        $scripts = @($snippets; foreach ($block in $yaml) { Get-Script (Read-Yaml $block.Code) })
        $scripts.Count | Should -BeGreaterThan 0
        $scripts | ForEach-Object { Get-UnknownPart $_ } | Should -BeNullOrEmpty
    }
}
