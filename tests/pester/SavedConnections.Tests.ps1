Describe 'Saved connections of several processes' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:pem = [System.Security.Cryptography.RSA]::Create(2048).ExportPkcs8PrivateKeyPem()

        # What each process needs to save connections, in one data folder for all.
        function Get-Setting([string] $Data, [hashtable] $More = @{}) {
            $null = New-Item $Data -ItemType Directory -Force
            Set-Content (Join-Path $Data key.pem) $pem
            @{ AUTH0PS_HOME = $Data; KEY = Join-Path $Data key.pem; AUTH0_DOMAIN = 'example.eu.auth0.com'; AUTH0_CLIENT_ID = 'abc'; AUTH0_CLIENT_SECRET = 'PlantedInTheEnvironment' } + $More
        }

        # What a process that comes later finds.
        function Get-Found([string] $Data) {
            $run = Invoke-ChildShell @'
                Import-Module $env:AUTH0PS_MODULE
                Get-Auth0Connection -ErrorAction Stop | ForEach-Object { [ordered]@{ Name = $_.Name; Description = $_.Description; ProjectId = $_.ProjectId; Version = $_.Version; Place = "$($_.SecretReference)" } } | ConvertTo-Json -AsArray -Compress
'@ (Get-Setting $Data)
            $run.ExitCode | Should -Be 0 -Because $run.Error
            @($run.Output | ConvertFrom-Json)
        }
    }

    It 'are neither lost nor left behind when two processes make, change, rename and remove them at once' {
        $data = Join-Path $TestDrive 'two'
        $changes = $env:AUTH0PS_TESTS -eq 'all' ? 40 : 20
        $null = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            New-Auth0Connection shared -FromEnvironment -SkipTest -ErrorAction Stop
'@ (Get-Setting $data)
        $script = @'
            $ErrorActionPreference = 'Stop'
            Import-Module $env:AUTH0PS_MODULE
            $null = Get-Auth0Connection
            'ready'
            $null = [Console]::In.ReadLine()
            foreach ($number in 1..[int]$env:CHANGES) {
                $name = "$env:WRITER$number"
                $null = $number % 2 ? (New-Auth0Connection $name -FromEnvironment -SkipTest) : (New-Auth0Connection $name -PrivateKeyPath $env:KEY -Domain example.eu.auth0.com -ClientId abc -SkipTest)
                if ($number % 4 -eq 0) { $null = Set-Auth0Connection $name -Description "of $env:WRITER" -SkipTest }
                if ($number % 5 -eq 0) { $null = Set-Auth0Connection $name -NewName "$name-new" -SkipTest }
                if ($number % 3 -eq 0) { Get-Auth0Connection $name, "$name-new" -ErrorAction Ignore | Remove-Auth0Connection }
                $own = $env:WRITER -eq 'a' ? @{ Description = "a$number" } : @{ ProjectId = "b$number" }
                $null = Set-Auth0Connection shared @own -SkipTest
            }
            'done'
'@
        $writers = foreach ($writer in 'a', 'b') {
            Start-ChildShell $script (Get-Setting $data @{ WRITER = $writer; CHANGES = "$changes" }) -Option @()
        }
        try {
            foreach ($writer in $writers) {
                Wait-ChildOutput $writer 'ready' 60
            }
            foreach ($writer in $writers) {
                $writer.StandardInput.WriteLine()
                $writer.StandardInput.Close()
            }
            foreach ($writer in $writers) {
                $run = Wait-ChildShell $writer 120
                $run.Output | Should -Match 'done' -Because $run.Error
                $run.Error | Should -BeNullOrEmpty
            }
        }
        finally {
            foreach ($writer in $writers) { Stop-TestProcess $writer }
        }

        $expected = foreach ($writer in 'a', 'b') {
            foreach ($number in 1..$changes | Where-Object { $_ % 3 }) {
                $version = 1 + ($number % 4 -eq 0) + ($number % 5 -eq 0)
                "$writer$number$($number % 5 -eq 0 ? '-new' : '') v$version '$($number % 4 -eq 0 ? "of $writer" : '')' $($number % 2 ? 'environment variable AUTH0_CLIENT_SECRET' : "key file $data/key.pem")"
            }
        }
        $found = Get-Found $data
        $found | Where-Object Name -NE 'shared' | ForEach-Object { "$($_.Name) v$($_.Version) '$($_.Description)' $($_.Place)" } | Sort-Object | Should -Be ($expected | Sort-Object)

        # Both changed another field of one connection, each as often.
        $shared = $found | Where-Object Name -EQ 'shared'
        $shared.Description, $shared.ProjectId, $shared.Version | Should -Be "a$changes", "b$changes", (1 + 2 * $changes)
        (Get-ChildItem $data -Force).Name | Sort-Object | Should -Be 'connections.json', 'connections.json.lock', 'key.pem'
        Get-Content (Join-Path $data connections.json) -Raw | Should -Not -Match 'PlantedInTheEnvironment'
    }

    It 'are whole after a writer was killed in the midst, and can be changed at once' -Skip:$IsWindows {
        $data = Join-Path $TestDrive 'killed'
        $kept = [System.Collections.Generic.List[string]]::new()
        $rounds = $env:AUTH0PS_TESTS -eq 'all' ? 5 : 1
        foreach ($round in 1..$rounds) {
            $writer = Start-ChildShell @'
                Import-Module $env:AUTH0PS_MODULE
                foreach ($number in 1..10000) {
                    $null = New-Auth0Connection "r$env:ROUND-$number" -PrivateKeyPath $env:KEY -Domain example.eu.auth0.com -ClientId abc -SkipTest -ErrorAction Stop
                    "kept $number;"
                    $null = Set-Auth0Connection "r$env:ROUND-$number" -Description ('x' * 250) -SkipTest -ErrorAction Stop
                }
'@ (Get-Setting $data @{ ROUND = "$round" })
            try {
                $last = $round * 2
                Wait-ChildOutput $writer "kept $last;" 60
            }
            finally {
                Send-Signal $writer KILL
                Stop-TestProcess $writer
            }
            foreach ($number in 1..$last) { $kept.Add("r$round-$number") }

            $found = Get-Found $data
            $kept | Where-Object { $_ -notin $found.Name } | Should -BeNullOrEmpty -Because 'what was reported as kept is kept'
            $run = Invoke-ChildShell @'
                Import-Module $env:AUTH0PS_MODULE
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $null = New-Auth0Connection "after-$env:ROUND" -FromEnvironment -SkipTest -ErrorAction Stop
                "free: $($clock.Elapsed.TotalSeconds -lt 15)"
'@ (Get-Setting $data @{ ROUND = "$round" })
            $run.Output | Should -Match 'free: True' -Because $run.Error
            $kept.Add("after-$round")
            Get-ChildItem $data -Filter *.tmp -Force | Should -BeNullOrEmpty -Because 'what the killed one left is tidied up'
        }
    }
}

Describe 'A connection from the environment' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $home0 = $env:AUTH0PS_HOME
        $env:AUTH0PS_HOME = Join-Path ([IO.Path]::GetTempPath()) "auth0ps-set-$([guid]::NewGuid().ToString('n'))"
        $sandbox = Start-Auth0Sandbox -ApplicationCount 5
        $module = (Get-Module Auth0Ps).Path
        $plain = [System.Net.NetworkCredential]::new('', $sandbox.ClientSecret).Password

        function Invoke-Elsewhere([string] $Command) {
            $program, $leading = Get-ShellStart
            & $program $leading -NoProfile -NonInteractive -Command "Import-Module '$module'; $Command"
        }
    }

    AfterEach {
        Get-Auth0Connection | Remove-Auth0Connection
        $env:AUTH0_DOMAIN = $env:AUTH0_CLIENT_ID = $env:AUTH0_CLIENT_SECRET = $null
    }

    AfterAll {
        Stop-Auth0Sandbox $sandbox.Domain
        if (Test-Path $env:AUTH0PS_HOME) { Remove-Item $env:AUTH0PS_HOME -Recurse -Force }
        $env:AUTH0PS_HOME = $home0
    }

    It 'saves a connection from the environment, which another process finds and uses' {
        $env:AUTH0_DOMAIN, $env:AUTH0_CLIENT_ID, $env:AUTH0_CLIENT_SECRET = $sandbox.Domain, $sandbox.ClientId, $plain
        $made = New-Auth0Connection five -FromEnvironment -WarningVariable warned
        $made.Persisted | Should -BeTrue
        $warned | Should -BeNullOrEmpty
        Invoke-Elsewhere '@(Get-Auth0Application -Connection five).Count' | Should -Be 8
        Get-Content (Join-Path $env:AUTH0PS_HOME connections.json) -Raw | Should -Not -Match ([regex]::Escape($plain))
    }

    It 'says which variable is missing' {
        $env:AUTH0_DOMAIN = $sandbox.Domain
        New-Auth0Connection six -FromEnvironment -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -Match 'AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET'
    }
}
