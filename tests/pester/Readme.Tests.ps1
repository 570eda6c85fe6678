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
        $script:tour = @($fences | Where-Object { $_.Code -notmatch '^# needs (a tenant of yours|SecretManagement)' })
        $script:vault = @($fences | Where-Object { $_.Code -match '^# needs SecretManagement' })
    }

    It 'shows commands and parameters that exist' {
        $fences.Count | Should -BeGreaterThan 5
        foreach ($fence in $fences) {
            Get-UnknownPart $fence.Code | Should -BeNullOrEmpty -Because "of the snippet at line $($fence.Line)"
        }
    }

    It 'has a tour that runs line by line in a fresh PowerShell' {
        $tour.Count | Should -BeGreaterThan 5
        $tour[0].Code | Should -Match 'Import-Module \./out/Auth0Ps'
        $folder = Join-Path $TestDrive 'tour'
        $null = New-Item $folder -ItemType Directory
        $results = Join-Path $folder 'results.jsonl'
        ConvertTo-Json -InputObject @($tour | ForEach-Object { [pscustomobject]@{ Name = "line $($_.Line)"; Code = $_.Code; Fresh = $false } }) |
            Set-Content (Join-Path $folder 'snippets.json')
        $run = Invoke-ChildShell '. $env:AUTH0PS_SUPPORT/Snippets.ps1' @{ SNIPPETS = Join-Path $folder 'snippets.json'; RESULTS = $results } -Folder $root
        $run.Error | Should -BeNullOrEmpty
        $done = @(Get-Content $results | ConvertFrom-Json)
        $done.Count | Should -Be $tour.Count
        ($done | Where-Object Wrong | ForEach-Object { "$($_.Name): $($_.Wrong -join "`n")" }) -join "`n" | Should -BeNullOrEmpty
        $shown = $done.Shown -join "`n"
        $shown | Should -Match 'Inventory Sync' -Because 'applications are listed'
        $shown | Should -Match 'Succeeded' -Because 'a secret is rotated'
    }

    It 'has a chapter about the tenant as a vault that runs line by line, <_>' -Skip:([bool]$obstacle) -ForEach 'unattended', 'interactively' {
        $vault.Count | Should -Be 3
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

    It 'opens with the two commands' {
        $text = Get-Content (Join-Path $root 'README.md') -Raw
        $commands = @([regex]::Matches($text, '(?m)^dotnet (run|test) .*$').Value)
        $commands | Should -Be 'dotnet run --project tools/Auth0Ps.Sandbox.Cli -- demo', 'dotnet test Auth0Ps.sln'
    }
}
