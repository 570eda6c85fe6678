# A tenant that answers whatever a test wants, for answers that no sandbox gives. Needs Worker.ps1 and Process.ps1.

# Starts it in a runspace of this process. Every call of its API is answered with the JSON set last.
function Start-ScriptedTenant {
    $domain = "http://127.0.0.1:$(Find-FreePort)"
    $listener = [System.Net.HttpListener]::new()
    $listener.Prefixes.Add("$domain/")
    $listener.Start()
    $script = [hashtable]::Synchronized(@{ Json = '{}'; Calls = [System.Collections.Concurrent.ConcurrentQueue[string]]::new() })
    $worker = Start-Worker {
        param($Listener, $Script)
        while ($Listener.IsListening) {
            try {
                $call = $Listener.GetContext()
            }
            catch [System.Net.HttpListenerException] {
                return
            }
            $json = '{"access_token":"scripted","token_type":"Bearer","expires_in":86400}'
            if ($call.Request.Url.AbsolutePath -ne '/oauth/token') {
                $Script.Calls.Enqueue("$($call.Request.HttpMethod) $($call.Request.RawUrl)")
                $json = $Script.Json
            }
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

# The last call of its API: method, path and query as they came.
function Get-LastScriptedCall($Tenant) {
    @($Tenant.Script.Calls)[-1]
}

function Stop-ScriptedTenant($Tenant) {
    $Tenant.Listener.Abort()
    $null = Wait-Worker $Tenant.Worker
    Remove-Worker $Tenant.Worker
}
