# Azure's own emulator of Blob Storage on loopback, from the folder that the tests of the core install it into. Needs Process.ps1.

function Find-Azurite {
    $lock = Join-Path $PSScriptRoot '../../interop/azurite/package-lock.json'
    $folder = Join-Path $PSScriptRoot "../../../out/interop/azurite-$((Get-FileHash $lock).Hash.Substring(0, 12))"
    if (Test-Path (Join-Path $folder installed)) {
        (Resolve-Path (Join-Path $folder 'node_modules/azurite/dist/src/blob/main.js')).Path
    }
}

# Why there is none; nothing where one can be started.
function Get-AzuriteObstacle {
    if (-not (Get-Command node -CommandType Application -ErrorAction Ignore)) {
        'node is not on this machine'
    }
    elseif (-not (Find-Azurite)) {
        'azurite is not installed in out/interop; a whole run of the tests installs it with npm'
    }
}

# Starts one with an account and its key; no container is in it.
function Start-Azurite {
    $folder = (New-Item (Join-Path ([System.IO.Path]::GetTempPath()) "auth0ps-azurite-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
    $key = [Convert]::ToBase64String([System.Security.Cryptography.RandomNumberGenerator]::GetBytes(64))
    $port = Find-FreePort
    $process = Start-TestProcess node @((Find-Azurite), '--blobHost', '127.0.0.1', '--blobPort', $port, '--location', $folder, '--silent', '--disableTelemetry') @{ AZURITE_ACCOUNTS = "auth0ps:$key" }
    $null = $process.StandardOutput.ReadToEndAsync()
    $null = $process.StandardError.ReadToEndAsync()
    Wait-Until { Test-Connection 127.0.0.1 -TcpPort $port -Quiet } 'azurite does not listen'
    [pscustomobject]@{ Process = $process; Folder = $folder; Key = $key; Uri = "http://127.0.0.1:$port/auth0ps/state" }
}

function Stop-Azurite($Server) {
    if ($Server) {
        Stop-TestProcess $Server.Process
        Remove-Item $Server.Folder -Recurse -Force
    }
}
