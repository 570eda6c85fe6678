BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'The README' {
    BeforeAll {
        . $PSScriptRoot/support/Markdown.ps1
        . $PSScriptRoot/support/Process.ps1
        $script:root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
        $script:fences = @(Get-MarkdownFence (Join-Path $root 'README.md') powershell)
        $script:guides = @(Get-ChildItem (Join-Path $root 'docs/guides/*.md') | ForEach-Object {
            [pscustomobject]@{ Name = $_.BaseName; Fences = @(Get-MarkdownFence $_.FullName powershell) }
        })
        $script:vault = @(($guides | Where-Object Name -EQ 'tenant-as-vault').Fences)

        # Those that need nothing of the reader's.
        function Get-Runnable($Fences) {
            @($Fences | Where-Object { $_.Code -notmatch '^# needs (a tenant of yours|a PostgreSQL of yours|SecretManagement)' })
        }

        # Runs the snippets one after the other in a fresh PowerShell; what went wrong and what was shown, for each.
        function Invoke-Tour($Tour, [string] $Before = '') {
            $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
            $results = Join-Path $folder 'results.jsonl'
            ConvertTo-Json -InputObject @($Tour | ForEach-Object { [pscustomobject]@{ Name = "line $($_.Line)"; Code = $_.Code; Fresh = $false } }) |
                Set-Content (Join-Path $folder 'snippets.json')
            $run = Invoke-ChildShell "$Before`n. `$env:AUTH0PS_SUPPORT/Snippets.ps1" @{ SNIPPETS = Join-Path $folder 'snippets.json'; RESULTS = $results } -Folder $root
            $run.Error | Should -BeNullOrEmpty
            $done = @(Get-Content $results | ConvertFrom-Json)
            $done.Count | Should -Be $Tour.Count
            ($done | Where-Object Wrong | ForEach-Object { "$($_.Name): $($_.Wrong -join "`n")" }) -join "`n" | Should -BeNullOrEmpty
            $done
        }
    }

    It 'shows commands and parameters that exist' {
        $fences.Count | Should -BeGreaterThan 5
        $guides.Count | Should -BeGreaterThan 5
        foreach ($fence in @($fences; $guides.Fences)) {
            Get-UnknownPart $fence.Code | Should -BeNullOrEmpty -Because "of the snippet at line $($fence.Line)"
        }
    }

    It 'has a tour that runs line by line in a fresh PowerShell' {
        $tour = Get-Runnable $fences
        $tour.Count | Should -BeGreaterThan 5
        $tour[0].Code | Should -Match 'Import-Module \./out/Auth0Ps'
        $shown = (Invoke-Tour $tour).Shown -join "`n"
        $shown | Should -Match 'Inventory Sync' -Because 'applications are listed'
        $shown | Should -Match 'Succeeded' -Because 'a secret is rotated'
    }

    It 'leads to guides whose snippets run in a fresh PowerShell' {
        $ran = 0
        foreach ($guide in $guides) {
            $snippets = Get-Runnable $guide.Fences
            if ($snippets) {
                $null = Invoke-Tour $snippets 'Import-Module ./out/Auth0Ps'
                $ran++
            }
        }
        $ran | Should -BeGreaterThan 0
    }

    It 'has a guide to the tenant as a vault that runs line by line, <_>' -Skip:([bool]$obstacle) -ForEach 'unattended', 'interactively' {
        $vault.Count | Should -Be 3
        @(Get-Runnable $vault).Count | Should -Be 0
        $folder = Join-Path $TestDrive "vault-$_"
        $null = New-Item $folder -ItemType Directory
        $results = Join-Path $folder 'results.jsonl'
        $lines = $vault.Code -join "`n" -split "`n" | Where-Object { $_ -notmatch '^#' }
        ConvertTo-Json -InputObject @($lines | ForEach-Object { [pscustomobject]@{ Name = $_; Code = $_; Fresh = $false } }) |
            Set-Content (Join-Path $folder 'snippets.json')
        $run = Invoke-ChildShell @'
            Import-Module ./out/Auth0Ps
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            Register-TestVault Local @{ Folder = (New-Item (Join-Path $HOME local) -ItemType Directory).FullName }
            . $env:AUTH0PS_SUPPORT/Snippets.ps1
'@ @{ SNIPPETS = Join-Path $folder 'snippets.json'; RESULTS = $results } -Folder $root -Option ($_ -eq 'unattended' ? @('-NonInteractive') : @()) -Seconds 120
        $run.Error | Should -BeNullOrEmpty
        $done = @(Get-Content $results | ConvertFrom-Json)
        $done.Count | Should -Be $lines.Count
        ($done | Where-Object Wrong | ForEach-Object { "$($_.Name): $($_.Wrong -join "`n")" }) -join "`n" | Should -BeNullOrEmpty
        ($done | Where-Object Name -EQ 'Get-SecretInfo -Vault Tenant').Shown | Should -Match 'Inventory Sync\s+PSCredential\s+Tenant'
        ($done | Where-Object Name -Like 'Get-Secret -Name*').Shown | Should -Match 'SecureString'
    }

    It 'fits a few screens, and names a picture that was made by the command it gives' {
        @(Get-Content (Join-Path $root 'README.md')).Count | Should -BeLessOrEqual 180
        [xml]$picture = Get-Content (Join-Path $root 'docs/images/rotation.svg') -Raw
        $typed = @($picture.svg.text | ForEach-Object { $_.InnerText } | Where-Object { $_ -like 'PS> *' })
        $typed.Count | Should -BeGreaterThan 3
        # What is typed there is what the command types today.
        $script = Get-Content (Join-Path $root 'tools/Auth0Ps.Sandbox.Cli/Picture/Picture.ps1') -Raw
        foreach ($line in $typed) {
            $script | Should -Match ([regex]::Escape($line.Substring(4)))
        }
    }

    It 'opens with the two commands' {
        $text = Get-Content (Join-Path $root 'README.md') -Raw
        $commands = @([regex]::Matches($text, '(?m)^dotnet (run|test) .*$').Value)
        $commands | Should -Be 'dotnet run --project tools/Auth0Ps.Sandbox.Cli -- demo', 'dotnet test Auth0Ps.sln'
    }
}
