Describe 'The pages about schedulers elsewhere: <_>' -ForEach 'azure-automation', 'github-actions', 'kubernetes-cronjob' {
    BeforeAll {
        . $PSScriptRoot/support/Markdown.ps1
        . $PSScriptRoot/support/Yaml.ps1
        $script:page = Join-Path $PSScriptRoot "../../docs/$_.md"
        $script:text = Get-Content $page -Raw
        $script:yaml = @(Get-MarkdownFence $page yaml)
        $script:snippets = @(Get-MarkdownFence $page powershell | ForEach-Object Code)

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

    if ($_ -ne 'azure-automation') {
        It 'has YAML that a parser reads' {
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
    }

    It 'calls commands and parameters that exist' {
        $scripts = @($snippets; foreach ($block in $yaml) { Get-Script (Read-Yaml $block.Code) })
        $scripts.Count | Should -BeGreaterThan 0
        $scripts | ForEach-Object { Get-UnknownPart $_ } | Should -BeNullOrEmpty
    }
}

Describe 'The pages about runners without a disk: <Page>' -ForEach @(
    @{ Page = 'github-hosted-runners'; Kind = 'workflow' }
    @{ Page = 'azure-automation-sandbox'; Kind = 'runbook' }
    @{ Page = 'kubernetes-without-a-volume'; Kind = 'CronJob' }
) {
    BeforeAll {
        . $PSScriptRoot/support/Markdown.ps1
        . $PSScriptRoot/support/Yaml.ps1
        $script:file = Join-Path $PSScriptRoot "../../docs/guides/$Page.md"
        $script:yaml = (Get-MarkdownFence $file yaml).Code
        $script:snippets = @(Get-MarkdownFence $file powershell | ForEach-Object Code)

        # What a run does; the workflow's steps before it install, and sign in to Azure.
        $script:run = $yaml ? (Get-YamlText $yaml (@{ workflow = 'run'; CronJob = 'run.ps1' }[$Kind])) : $snippets[-1]

        # The run, with a store in the place of the page's own, without Azure, and in the module that is loaded already.
        function Invoke-Run([string] $State) {
            function Import-Module { }
            function Connect-AzAccount { }
            function Get-AzContext { @{ Subscription = @{ Id = 'an id' } } }
            function Register-SecretVault { }
            $former = $env:AUTH0PS_STATE, $env:AZURE_FEDERATED_TOKEN_FILE
            $env:AUTH0PS_STATE = $State
            $env:AZURE_FEDERATED_TOKEN_FILE = (New-Item (Join-Path $TestDrive token) -Force).FullName
            try {
                & ([scriptblock]::Create(($run -replace "'https://[^']+\.blob\.core\.windows\.net/[^']*'", "'$State'"))) 3>$null
            }
            finally {
                $env:AUTH0PS_STATE, $env:AZURE_FEDERATED_TOKEN_FILE = $former
            }
        }
    }

    if ($Kind -ne 'runbook') {
        It 'has YAML that a parser reads, with the state in the environment' {
            $documents = Read-Yaml $yaml
            if ($null -eq $documents) {
                Set-ItResult -Skipped -Because 'no Python with PyYAML is on this machine'
            }
            if ($Kind -eq 'workflow') {
                $documents[0].jobs.rotate.env.AUTH0PS_STATE | Should -Match '^https://\w+\.blob\.core\.windows\.net/\w+$'
                $documents[0].permissions.'id-token' | Should -Be 'write' -Because 'the sign-in to Azure needs it'
                $documents[0].jobs.rotate.'runs-on' | Should -Be 'ubuntu-latest'
            }
            else {
                $documents.kind | Should -Be 'ConfigMap', 'CronJob'
                $pod = $documents[1].spec.jobTemplate.spec.template.spec
                ($pod.containers[0].env | Where-Object name -EQ AUTH0PS_STATE).value | Should -Match '^postgresql://\w+@[\w.]+/\w+$'
                $pod.containers[0].securityContext.readOnlyRootFilesystem | Should -Be 'true'
                ($pod.volumes | Where-Object name -EQ run).configMap.name | Should -Be $documents[0].metadata.name
                $pod.volumes.persistentVolumeClaim | Where-Object { $_ } | Should -BeNullOrEmpty -Because 'there is no volume'
            }
        }
    }

    It 'calls commands and parameters that exist' {
        @($run; $snippets) | ForEach-Object { Get-UnknownPart $_ } | Should -BeNullOrEmpty
        $run | Should -Match 'Invoke-Auth0SecretRotation -Due -Confirm:\$false -ErrorAction Stop'
    }

    It 'fails when the store that it relies on is missing' {
        { Invoke-Run 'postgresql://runner@127.0.0.1:1/auth0ps' } | Should -Throw '*127.0.0.1*'
    }

    It 'fails when nothing is saved there' {
        { Invoke-Run "folder:$((New-Item (Join-Path $TestDrive "empty-$Kind") -ItemType Directory).FullName)" } | Should -Throw 'No rotation is saved there.'
    }
}

Describe 'The page about two administrators' {
    It 'calls commands and parameters that exist' {
        . $PSScriptRoot/support/Markdown.ps1
        $snippets = @(Get-MarkdownFence (Join-Path $PSScriptRoot ../../docs/guides/two-administrators.md) powershell | ForEach-Object Code)
        $snippets.Count | Should -BeGreaterThan 0
        $snippets | ForEach-Object { Get-UnknownPart $_ } | Should -BeNullOrEmpty
    }
}
