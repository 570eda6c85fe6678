# A private PostgreSQL server on loopback, with the programs that are found on this machine. Needs Process.ps1.

function Find-PostgreSql {
    @(Get-ChildItem /usr/lib/postgresql/*/bin/initdb -ErrorAction Ignore | Sort-Object { [int]($_.Directory.Parent.Name) } -Descending).ForEach{ $_.DirectoryName } | Select-Object -First 1
}

# Why there is none; nothing where one can be started.
function Get-PostgreSqlObstacle {
    if (-not (Find-PostgreSql)) {
        "PostgreSQL's own programs are not on this machine"
    }
    elseif ([Environment]::UserName -eq 'root' -and -not (Select-String -Path /etc/passwd -Pattern '^postgres:' -Quiet)) {
        'PostgreSQL does not run as root, and there is no user postgres'
    }
}

# Starts one, with the database auth0ps. The user guarded needs the password, the user owner needs none.
function Start-PostgreSql([string] $Password) {
    $programs = Find-PostgreSql
    $folder = (New-Item (Join-Path ([System.IO.Path]::GetTempPath()) "auth0ps-pg-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
    $isRoot = [Environment]::UserName -eq 'root'
    if ($isRoot) {
        chown postgres $folder
    }
    $as = $isRoot ? @('setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups') : @()
    $port = Find-FreePort
    $run = { param($Program, $Argument) $all = @($as; (Join-Path $programs $Program); $Argument); & $all[0] $all[1..($all.Count - 1)] }.GetNewClosure()
    Push-Location $folder
    try {
        $null = & $run initdb @('-D', "$folder/data", '-U', 'owner', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C')
        Set-Content "$folder/data/pg_hba.conf" "host all guarded 127.0.0.1/32 scram-sha-256`nhost all all 127.0.0.1/32 trust"
        $null = & $run pg_ctl @('-D', "$folder/data", '-w', '-l', "$folder/log", '-o', "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off", 'start')
    }
    finally {
        Pop-Location
    }
    $server = [pscustomobject]@{ Port = $port; Folder = $folder; Programs = $programs; Run = $run; Uri = "postgresql://owner@127.0.0.1:$port/auth0ps"; Guarded = "postgresql://guarded@127.0.0.1:$port/auth0ps" }
    Invoke-PostgreSql $server "create role guarded login password '$Password'" postgres
    Invoke-PostgreSql $server 'create database auth0ps' postgres
    Invoke-PostgreSql $server 'grant create on database auth0ps to guarded' postgres
    $server
}

# What a statement says, as its owner.
function Invoke-PostgreSql($Server, [string] $Statement, [string] $Database = 'auth0ps') {
    & (Join-Path $Server.Programs psql) -X -q -t -A -h 127.0.0.1 -p $Server.Port -U owner -d $Database -c $Statement
}

function Stop-PostgreSql($Server) {
    if ($Server) {
        Push-Location $Server.Folder
        try {
            $null = & $Server.Run pg_ctl @('-D', "$($Server.Folder)/data", '-w', '-m', 'immediate', 'stop')
        }
        finally {
            Pop-Location
        }
        Remove-Item $Server.Folder -Recurse -Force
    }
}
