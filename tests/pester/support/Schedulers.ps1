# Schedulers that tests may change: a home folder of its own and, first on the path, programs that act as the real ones would and
# write down what they were called with.

function New-SchedulerHome {
    $base = Join-Path $TestDrive "scheduler-$([guid]::NewGuid().ToString('N'))"
    $bin = Join-Path $base 'bin'
    $null = New-Item $bin, (Join-Path $base 'home'), (Join-Path $base 'state') -ItemType Directory
    [pscustomobject]@{ Base = $base; Bin = $bin; Home = Join-Path $base 'home'; State = Join-Path $base 'state'; Data = Join-Path $base "home/da ta 100%'s" }
}

function Add-Program($Place, [string] $Name, [string] $Body) {
    $file = Join-Path $Place.Bin $Name
    $lines = '#!/bin/sh', "state='$($Place.State)'", 'echo "$(basename "$0") $*" >> "$state/calls"', $Body
    [System.IO.File]::WriteAllText($file, ($lines -join "`n") + "`n")
    chmod +x $file
}

function Add-Crontab($Place) {
    Add-Program $Place crontab @'
case "$1" in
-l) if [ -f "$state/crontab" ]; then cat "$state/crontab"; else echo "no crontab for $LOGNAME" >&2; exit 1; fi ;;
-) cat > "$state/crontab" ;;
-r) rm "$state/crontab" ;;
esac
'@
}

function Add-Systemd($Place, [string] $Linger = 'yes') {
    Add-Program $Place loginctl "echo Linger=$Linger"
    Add-Program $Place systemctl @'
shift
units="$HOME/.config/systemd/user"
case "$1" in
show-environment) printf 'HOME=%s\nPATH=/usr/bin:/bin\n' "$HOME"; cat "$state/environment" 2>/dev/null; exit 0 ;;
enable) [ -f "$units/$3" ] || { echo "Unit $3 does not exist" >&2; exit 1; }; [ -z "$(cat "$state/refuse" 2>/dev/null)" ] || { cat "$state/refuse" >&2; exit 1; }; touch "$state/$3" ;;
disable) rm -f "$state/$3" ;;
show) case "$2" in
  *.timer) if [ -f "$state/$2" ]; then echo ActiveState=active; else echo ActiveState=inactive; fi ;;
  *) cat "$state/service" 2>/dev/null; exit 0 ;;
  esac ;;
esac
'@
}

function Add-Launchctl($Place) {
    Add-Program $Place launchctl @'
case "$1" in
print) case "$2" in
  */*/*) [ -f "$state/$(basename "$2")" ] || { echo "Could not find service" >&2; exit 113; }; printf '\tstate = not running\n\tlast exit code = (never exited)\n' ;;
  *) echo "gui domain" ;;
  esac ;;
bootstrap) [ -f "$3" ] || exit 5; touch "$state/$(basename "$3" .plist)" ;;
bootout) rm "$state/$(basename "$2")" ;;
esac
'@
}

function Add-Schtasks($Place) {
    Add-Program $Place schtasks @'
name=$(printf %s "$3" | tr -d '\\')
case "$1" in
/Create) cp "$5" "$state/$name.task" ;;
/Delete) rm "$state/$name.task" ;;
/Query) [ -f "$state/$name.task" ] || { echo "ERROR: The system cannot find the file specified." >&2; exit 1; }
  case "$4" in
  /XML) iconv -f UTF-16 -t UTF-8 "$state/$name.task" ;;
  /V) echo '"HOST","\auth0ps","N/A","Ready","Interactive only","11/30/1999 12:00:00 AM","267011","HOST\x"' ;;
  esac ;;
esac
'@
}

# Runs a script with the module loaded, in the home folder and with the programs of the place. It runs in a runspace of this process, or -Apart in one of its
# own: what a console shows, and vaults, which a process looks up once. -Typed goes to its standard input, which only a process has. Needs Worker.ps1.
function Invoke-Scheduled($Place, [string] $Script, [hashtable] $Environment = @{}, [switch] $NothingElse, [string] $Typed, [switch] $Apart) {
    $all = @{ HOME = $Place.Home; AUTH0PS_HOME = $Place.Data; XDG_CONFIG_HOME = ''; XDG_DATA_HOME = ''; SUDO_USER = '' }
    $all.PATH = if ($NothingElse) { $Place.Bin } else { $Place.Bin + ':' + $env:PATH }
    foreach ($name in $Environment.Keys) {
        $all[$name] = $Environment[$name]
    }
    if (-not $Typed -and -not $Apart) {
        return Invoke-Here $Script $all
    }
    $run = Invoke-ChildShell ('Import-Module $env:AUTH0PS_MODULE; $PSStyle.OutputRendering = ''PlainText''; ' + $Script) $all -Seconds 120 -Typed $Typed
    $run.Error | Should -BeNullOrEmpty
    $run
}

# Runs a script in a runspace of this process, which has another environment meanwhile.
function Invoke-Here([string] $Script, [hashtable] $Environment) {
    $before = @{}
    foreach ($name in $Environment.Keys) {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Environment[$name])
    }
    $worker = Start-Worker $Script
    try {
        $said = @(Wait-Worker $worker -Seconds 300 | Out-String -Stream -Width 500)
        $worker.Shell.Streams.Error | Should -BeNullOrEmpty
        [pscustomobject]@{ Output = ($said -join "`n") + "`n"; Flat = $said -join ' ' -replace '\s+', ' '; Line = @($said | Where-Object { $_ }) }
    }
    finally {
        Remove-Worker $worker
        foreach ($name in $before.Keys) {
            [Environment]::SetEnvironmentVariable($name, $before[$name])
        }
    }
}

# Everything that a schedule could leave behind, by path and content.
function Get-Trace($Place) {
    Get-ChildItem $Place.Home, $Place.State -Recurse -File -Force | Where-Object { $_.FullName -notmatch '/\.cache/|/calls$' } |
        ForEach-Object { "$($_.FullName) $((Get-FileHash $_).Hash)" }
}

function Get-Call($Place) {
    $file = Join-Path $Place.State 'calls'
    if (Test-Path $file) { Get-Content $file } else { @() }
}

# Runs the line of a schedule in the crontab as cron does, with nothing of this process's environment but what the crontab sets.
function Invoke-CrontabLine($Place, [string] $Schedule = 'auth0ps') {
    $lines = @(Get-Content (Join-Path $Place.State crontab))
    $line = $lines | Where-Object { $_ -match "^[*0-9].*/schedules/$Schedule/" }
    # The command is all behind the fifth field, a backslash before a percent sign goes.
    $command = ($line -split ' ', 6)[5].Replace('\%', '%')
    $variables = @($lines | Where-Object { $_ -match '^\w+=' } | ForEach-Object { $_ -replace '="?([^"]*)"?$', '=$1' })
    $said = env -i HOME=/nowhere PATH=/usr/bin:/bin @variables sh -c $command 2>&1
    [pscustomobject]@{ ExitCode = $LASTEXITCODE; Output = @($said | ForEach-Object { "$_" }) }
}
