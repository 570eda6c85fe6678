# What a container gives a process: no account for the user id, and everything read-only but one folder. Needs Process.ps1.

# Why there is none; nothing where one can be had.
function Get-ContainerObstacle {
    if (-not $IsLinux) {
        'only Linux has namespaces'
    }
    elseif (-not (Get-Command unshare -CommandType Application -ErrorAction Ignore)) {
        'there is no unshare'
    }
    elseif ("$(unshare --user --map-root-user --mount unshare --user --map-user=54321 --map-group=54321 id -u 2>&1)" -ne '54321') {
        'namespaces are not to be had here'
    }
}

# Runs a script to its end in one. Variable has NAME=VALUE; without UserHome, HOME is not set.
function Invoke-Contained([string] $Box, [string] $UserHome, [string[]] $Variable, [string] $File) {
    $shell, $leading = Get-ShellStart
    $home_ = $UserHome ? @("HOME=$UserHome") : @('-u', 'HOME')
    $narrow = 'mount --rbind "$1" "$1" && mount -o remount,bind,ro / && shift && exec unshare --user --map-user=54321 --map-group=54321 env "$@"'
    $process = Start-TestProcess unshare (@('--user', '--map-root-user', '--mount', 'sh', '-c', $narrow, 'sh', $Box) + $home_ + $Variable + @($shell, $leading, '-NoProfile', '-NonInteractive', '-File', $File | Where-Object { $_ }))
    try {
        $process.StandardInput.Close()
        Wait-ChildShell $process 240
    }
    finally {
        Stop-TestProcess $process
    }
}
