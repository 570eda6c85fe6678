# A person with a browser, over plain HTTP: reads the login page, fills in its form and goes where it leads.

# A tenant (see Start-TenantProcess) with applications for browser logins and a callback port of its own.
function Start-LoginTenant {
    $port = Find-FreePort
    $tenant = Start-TenantProcess '--apps', '1', '--browser-apps', '--callback-port', "$port"
    $tenant | Add-Member -NotePropertyName CallbackPort -NotePropertyValue $port -PassThru
}

# Opens the login page and presses a button: default signs in, deny does not. Returns what the browser shows in the end.
function Invoke-Login($Tenant, [string] $Address, [string] $Button = 'default') {
    $page = Invoke-WebRequest -Uri $Address
    if ($page.Content -notmatch '<form method="post" action="(?<to>[^"]*)">') {
        throw "The login page has no form: $($page.Content)"
    }
    $form = @{ username = $Tenant.UserEmail; password = $Tenant.UserPassword; action = $Button }
    Invoke-WebRequest -Method Post -Uri ([uri]::new([uri]$Address, [System.Net.WebUtility]::HtmlDecode($Matches.to))) -Body $form -SkipHttpErrorCheck
}

# Reads what a child says until a line of it is an address, whole, and returns that.
function Wait-LoginAddress([System.Diagnostics.Process] $Process, [int] $Seconds = 30) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $said = @()
    while ($clock.Elapsed.TotalSeconds -lt $Seconds) {
        $line = $Process.StandardOutput.ReadLineAsync()
        if (-not $line.Wait($Seconds * 1000 - [int]$clock.ElapsedMilliseconds) -or $null -eq $line.Result) {
            break
        }
        if ($line.Result -match '^http://127\.0\.0\.1:\d+/authorize\?\S+$') {
            return $line.Result
        }
        $said += $line.Result
    }
    throw "The child shell did not write the login page's address but:`n$($said -join "`n")"
}

# True while something listens on this machine's port.
function Test-Port([int] $Port) {
    $client = [System.Net.Sockets.TcpClient]::new()
    try {
        $client.Connect([ipaddress]::Loopback, $Port)
        $true
    }
    catch [System.Net.Sockets.SocketException] {
        $false
    }
    finally {
        $client.Dispose()
    }
}
