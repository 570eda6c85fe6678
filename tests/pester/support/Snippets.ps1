# Runs snippets of help and README as typed: each in turn, in the same scope. Reads them as JSON from the file SNIPPETS names,
# [{ "Name", "Code", "Fresh" }], and writes what went wrong with each as JSON to the file RESULTS names. Errors that a snippet
# handles itself (-ErrorAction, try) are not seen here. The names of the variables are none that a snippet would use.
# Fresh ones begin without connections and sandboxes.
foreach ($snippet in Get-Content $env:SNIPPETS -Raw | ConvertFrom-Json) {
    if ($snippet.Fresh) {
        Get-Auth0Connection | Remove-Auth0Connection
        Stop-Auth0Sandbox
    }
    $snippetErrors = [System.Collections.Generic.List[string]]::new()
    $snippetOutput = [System.Collections.Generic.List[string]]::new()
    try {
        . ([scriptblock]::Create($snippet.Code)) 2>&1 | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) {
                $snippetErrors.Add("$($_.FullyQualifiedErrorId): $_")
            }
            else {
                $_
            }
        } | Out-String -Stream -Width 200 | ForEach-Object { $snippetOutput.Add($_) }
    }
    catch {
        $snippetErrors.Add("$($_.FullyQualifiedErrorId): $_")
    }
    [ordered]@{ Name = $snippet.Name; Wrong = $snippetErrors; Shown = $snippetOutput -join "`n" } | ConvertTo-Json -Compress | Add-Content $env:RESULTS
}
