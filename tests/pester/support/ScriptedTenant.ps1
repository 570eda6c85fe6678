# A tenant that answers whatever a test wants, for answers that no sandbox gives. Needs Worker.ps1.

# Starts it in a runspace of this process. Every call of its API is answered with the JSON that Answer then holds.
function Start-ScriptedTenant {
    $reserve = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $reserve.Start()
    $domain = "http://127.0.0.1:$($reserve.LocalEndpoint.Port)"
    $reserve.Stop()
    $listener = [System.Net.HttpListener]::new()
    $listener.Prefixes.Add("$domain/")
    $listener.Start()
    $script = [hashtable]::Synchronized(@{ Json = '{}' })
    $worker = Start-Worker {
        param($Listener, $Script)
        while ($Listener.IsListening) {
            try {
                $call = $Listener.GetContext()
            }
            catch [System.Net.HttpListenerException] {
                return
            }
            $isToken = $call.Request.Url.AbsolutePath -eq '/oauth/token'
            $json = $isToken ? '{"access_token":"scripted","token_type":"Bearer","expires_in":86400}' : $Script.Json
            $bytes = [System.Text.Encoding]::UTF8.GetBytes($json)
            $call.Response.ContentType = 'application/json'
            $call.Response.Close($bytes, $true)
        }
    } @{ Listener = $listener; Script = $script }
    [pscustomobject]@{ Domain = $domain; Listener = $listener; Script = $script; Worker = $worker }
}

function Set-ScriptedAnswer($Tenant, [string] $Json) {
    $Tenant.Script.Json = $Json
}

function Stop-ScriptedTenant($Tenant) {
    $Tenant.Listener.Abort()
    $null = Wait-Worker $Tenant.Worker
    Remove-Worker $Tenant.Worker
}
