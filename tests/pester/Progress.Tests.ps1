Describe 'Progress' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '6', '--latency', '300'
        $null = New-Auth0Connection demo -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -SkipTest -WarningAction Ignore
        $script:quick = Start-TestTenant -ApplicationCount 6
        $null = Connect-TestTenant $quick quick
        $script:applications = @(Get-Auth0Application -Connection demo -Rotatable | Select-Object -First 4)

        # What a script shows while it runs: activity, status and percent.
        function Get-Shown([string] $Script, [hashtable] $Argument = @{}) {
            $worker = Start-Worker $Script $Argument
            try {
                $null = Wait-Worker $worker
                $worker.Shell.Streams.Progress | Where-Object { "$($_.RecordType)" -eq 'Processing' }
            }
            finally {
                Remove-Worker $worker
            }
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'counts to the number that is known to come' {
        $shown = @(Get-Shown 'param($Ids) Invoke-Auth0SecretRotation -Connection demo -ClientId $Ids -ThrottleLimit 1 -Confirm:$false' @{ Ids = $applications.ClientId })
        $shown.Count | Should -BeGreaterThan 1
        $shown | ForEach-Object { $_.StatusDescription | Should -Match '\(\d of 4\)$' }
        $shown[-1].PercentComplete | Should -BeGreaterThan $shown[0].PercentComplete
        $shown[0].PercentComplete | Should -BeLessOrEqual 75
    }

    It 'names no number while the pipeline may bring more' {
        $shown = @(Get-Shown 'param($Applications) & { foreach ($application in $Applications) { $application; Start-Sleep -Milliseconds 900 } } | Invoke-Auth0SecretRotation -Confirm:$false' @{ Applications = $applications[0..2] })
        $shown[0].StatusDescription | Should -Match 'so far\)$'
        $shown[0].PercentComplete | Should -Be -1
    }

    It 'says nothing of listing while others work on what was listed' {
        $shown = @(Get-Shown 'Get-Auth0Application -Connection quick | ForEach-Object { Start-Sleep -Milliseconds 250 }')
        $shown.Activity | Should -Not -Contain 'Listing applications'
    }
}
