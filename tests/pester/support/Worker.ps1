# Runspaces of this process with the module in them: what a second tab of the same shell would be.

# Starts a script in a runspace of its own. Its output, and its streams, can be watched while it runs.
function Start-Worker([string] $Script, [hashtable] $Argument = @{}) {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule(@(Join-Path (Get-Module Auth0Ps).ModuleBase 'Auth0Ps.psd1'))
    $shell = [powershell]::Create($state)
    $null = $shell.AddScript($Script)
    foreach ($name in $Argument.Keys) {
        $null = $shell.AddParameter($name, $Argument[$name])
    }
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    [pscustomobject]@{ Shell = $shell; Output = $output; Run = $shell.BeginInvoke($none, $output) }
}

# Waits for the end of the script and returns its output; what ended it is thrown.
function Wait-Worker($Worker, [int] $Seconds = 60) {
    if (-not $Worker.Run.AsyncWaitHandle.WaitOne($Seconds * 1000)) {
        throw "The worker did not end within $Seconds seconds."
    }
    $null = $Worker.Shell.EndInvoke($Worker.Run)
    @($Worker.Output)
}

function Remove-Worker($Worker) {
    $Worker.Shell.Dispose()
}
