# Processes of their own: a PowerShell, a sandbox. Whoever starts one stops it, in AfterAll or finally.

# How the PowerShell that runs this is started: its program and, where that is dotnet, its assembly. PowerShell's own parameters follow.
function Get-ShellStart {
    $program = [Environment]::ProcessPath
    if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
        $program, (Join-Path $PSHOME 'pwsh.dll')
    }
    else {
        , $program
    }
}

# A port that nobody listens on, below those that the system gives to anyone who names none: nobody gets it before it is listened on.
function Find-FreePort {
    while ($true) {
        $port = Get-Random -Minimum 20000 -Maximum 32000
        $probe = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, $port)
        try {
            $probe.Start()
            return $port
        }
        catch [System.Net.Sockets.SocketException] {
            continue
        }
        finally {
            $probe.Stop()
        }
    }
}

# Waits until the condition holds; throws when it does not within the time, which is long enough for a machine that is busy with other work.
function Wait-Until([scriptblock] $Condition, [string] $Because, [int] $Seconds = 150) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) {
            throw "Waited $Seconds seconds in vain: $Because"
        }
        Start-Sleep -Milliseconds 15
    }
}

function Start-TestProcess([string] $Command, [string[]] $Argument, [hashtable] $Environment = @{}, [string] $Folder = $TestDrive) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($Command)
    foreach ($item in $Argument) {
        $start.ArgumentList.Add($item)
    }
    foreach ($name in $Environment.Keys) {
        $start.Environment[$name] = $Environment[$name]
    }
    $start.WorkingDirectory = $Folder
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    [System.Diagnostics.Process]::Start($start)
}

function Stop-TestProcess([System.Diagnostics.Process] $Process) {
    if (-not $Process.HasExited) {
        $Process.Kill($true)
    }
    $Process.WaitForExit()
    $Process.Dispose()
}

# A PowerShell like the one that runs the tests, with a home folder of its own.
function Start-ChildShell([string] $Script, [hashtable] $Environment = @{}, [string[]] $Option = @('-NonInteractive'), [string] $Folder = $TestDrive) {
    $shell, $leading = Get-ShellStart
    $own = Join-Path $TestDrive "home-$([guid]::NewGuid().ToString('N'))"
    $null = New-Item $own -ItemType Directory
    $all = @{
        HOME            = $own
        USERPROFILE     = $own
        AUTH0PS_HOME    = Join-Path $own 'auth0ps'
        NO_COLOR        = '1'
        PSModulePath    = $env:PSModulePath
        AUTH0PS_MODULE  = (Get-Module Auth0Ps).ModuleBase
        AUTH0PS_SUPPORT = $PSScriptRoot
    }
    foreach ($name in $Environment.Keys) {
        $all[$name] = $Environment[$name]
    }
    $file = Join-Path $own 'script.ps1'
    Set-Content $file $Script -Encoding utf8BOM
    Start-TestProcess $shell (@($leading; '-NoLogo'; '-NoProfile'; $Option; '-File'; $file) | Where-Object { $_ }) $all $Folder
}

# Runs a script in a child shell to its end; -Typed goes to its standard input.
function Invoke-ChildShell([string] $Script, [hashtable] $Environment = @{}, [string[]] $Option = @('-NonInteractive'), [string] $Folder = $TestDrive, [string] $Typed, [int] $Seconds = 300) {
    $process = Start-ChildShell $Script $Environment $Option $Folder
    try {
        if ($Typed) {
            $process.StandardInput.Write($Typed)
        }
        $process.StandardInput.Close()
        Wait-ChildShell $process $Seconds
    }
    finally {
        Stop-TestProcess $process
    }
}

# Waits for the end of a child shell and returns what it said. Flat is the output without the console's line breaks.
function Wait-ChildShell([System.Diagnostics.Process] $Process, [int] $Seconds = 300) {
    $output = $Process.StandardOutput.ReadToEndAsync()
    $errors = $Process.StandardError.ReadToEndAsync()
    if (-not $Process.WaitForExit($Seconds * 1000)) {
        $Process.Kill($true)
        throw "The child shell did not end within $Seconds seconds.`n$($output.Result)`n$($errors.Result)"
    }
    [pscustomobject]@{
        ExitCode = $Process.ExitCode
        Output   = $output.Result
        Flat     = $output.Result -replace '\s+', ' '
        Line     = @($output.Result -split '\r?\n' | Where-Object { $_ })
        Error    = $errors.Result
    }
}

# Reads what a child says until it matches; throws when that does not come within the time.
function Wait-ChildOutput([System.Diagnostics.Process] $Process, [string] $Pattern, [int] $Seconds = 150) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $buffer = [char[]]::new(1024)
    $said = ''
    while ($said -notmatch $Pattern) {
        $read = $Process.StandardOutput.ReadAsync($buffer, 0, $buffer.Length)
        $left = $Seconds * 1000 - $clock.ElapsedMilliseconds
        if ($left -le 0 -or -not $read.Wait([int]$left) -or $read.Result -eq 0) {
            throw "The child shell did not say '$Pattern' but:`n$said"
        }
        $said += [string]::new($buffer, 0, $read.Result)
    }
}

function Send-Signal([System.Diagnostics.Process] $Process, [string] $Signal) {
    sh -c "kill -$Signal $($Process.Id)"
}

# The sandbox program that the staged module was built with: of all configurations, the one with the same library.
function Get-SandboxProgram {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../../..')).Path
    $built = @(Get-ChildItem (Join-Path $root 'tools/Auth0Ps.Sandbox.Cli/bin/*/*/Auth0Ps.Sandbox.dll'))
    $staged = (Get-FileHash (Join-Path (Get-Module Auth0Ps).ModuleBase 'Auth0Ps.Sandbox.dll')).Hash
    $same = @($built | Where-Object { (Get-FileHash $_).Hash -eq $staged })
    $library = ($same.Count ? $same : $built) | Sort-Object LastWriteTime -Descending | Select-Object -First 1
    if (-not $library) {
        throw 'The sandbox program is not built: dotnet build tools/Auth0Ps.Sandbox.Cli'
    }
    Join-Path $library.DirectoryName 'Auth0Ps.Sandbox.Cli.dll'
}

# Starts the sandbox as a process of its own; it is a tenant (see Tenant.ps1) with a request log and scripted faults.
function Start-TenantProcess([string[]] $Argument = @(), [object[]] $Fault = @()) {
    $folder = Join-Path $TestDrive "tenant-$([guid]::NewGuid().ToString('N'))"
    $null = New-Item $folder -ItemType Directory
    $log = Join-Path $folder 'log.jsonl'
    $state = Join-Path $folder 'state.jsonl'
    $faults = Join-Path $folder 'faults.json'
    Set-Content $faults (ConvertTo-Json -InputObject $Fault)
    if ('--rate-limit' -notin $Argument) {
        $Argument += '--rate-limit', 'none'
    }
    $dotnet = $env:DOTNET_HOST_PATH ? $env:DOTNET_HOST_PATH : 'dotnet'
    $process = Start-TestProcess $dotnet (@(Get-SandboxProgram; 'serve', '--json', '--log', $log, '--faults', $faults, '--state', $state; $Argument))
    $ready = $process.StandardOutput.ReadLineAsync()
    if (-not $ready.Wait(150000) -or -not $ready.Result) {
        $said = $process.HasExited ? $process.StandardError.ReadToEnd() : 'nothing'
        Stop-TestProcess $process
        throw "The sandbox did not get ready; it said: $said"
    }
    $tenant = ConvertFrom-Json $ready.Result -AsHashtable
    [pscustomobject]@{
        Domain              = $tenant.domain
        Audience            = $tenant.audience
        ClientId            = $tenant.clientId
        ClientSecret        = $tenant.clientSecret
        LimitedClientId     = $tenant.limitedClientId
        LimitedClientSecret = $tenant.limitedClientSecret
        NativeClientId      = $tenant.nativeClientId
        UserEmail           = $tenant.userEmail
        UserPassword        = $tenant.userPassword
        Process             = $process
        Log                 = $log
        Faults              = $faults
        State               = $state
    }
}

# The requests that the tenant took, oldest first.
function Get-TenantRequest($Tenant, [string] $Method = '*', [string] $Path = '*') {
    Get-Content $Tenant.Log | ConvertFrom-Json | Where-Object { $_.method -like $Method -and $_.path -like $Path }
}

# How many requests the tenant has taken, to see later that none was added.
function Get-TenantRequestCount($Tenant) {
    @(Get-TenantRequest $Tenant).Count
}

# Grows when the tenant changes something: before the answer is sent, which with --latency takes half of it.
function Get-TenantChangeMark($Tenant) {
    (Get-Item $Tenant.State).Length
}

# Scripts what goes wrong from now on; nothing when called without rules.
function Set-TenantFault($Tenant, [object[]] $Fault = @()) {
    # A space more each time, because the tenant notices a new time or length.
    Set-Content $Tenant.Faults ((ConvertTo-Json -InputObject $Fault) + ' ' * (1 + (Get-Item $Tenant.Faults).Length % 997))
}
