# A PowerShell that somebody sits at: its input and output are a terminal, which util-linux' script makes. What is written to its standard
# input is typed there.

function Test-Terminal {
    $IsLinux -and (Get-Command script -CommandType Application -ErrorAction Ignore) -and $(env --default-signal=INT true 2>$null; $LASTEXITCODE -eq 0)
}

# -Path comes before the other folders where programs are looked for.
function Start-TerminalShell([string] $Script, [string] $Path) {
    $own = Join-Path $TestDrive "terminal-$([guid]::NewGuid().ToString('N'))"
    $null = New-Item $own -ItemType Directory
    $file = Join-Path $own 'script.ps1'
    Set-Content $file $Script -Encoding utf8BOM
    $line = @(Get-ShellStart; '-NoLogo'; '-NoProfile'; '-File'; $file) | Where-Object { $_ } | ForEach-Object { "'$_'" }
    # What a job in the background hands down, an ignored Ctrl+C, is not this terminal's.
    Start-TestProcess env @('--default-signal=INT', 'script', '-qec', "$line", '/dev/null') @{
        HOME           = $own
        AUTH0PS_HOME   = Join-Path $own 'auth0ps'
        AUTH0PS_MODULE = (Get-Module Auth0Ps).ModuleBase
        CI             = ''
        NO_COLOR       = '1'
        PATH           = $Path ? "$Path$([System.IO.Path]::PathSeparator)$env:PATH" : $env:PATH
        SHELL          = '/bin/sh'
        TERM           = 'xterm'
    }
}
