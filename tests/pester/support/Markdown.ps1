# The code fences of a language in a Markdown file, each with the line it begins at.
function Get-MarkdownFence([string] $Path, [string] $Language) {
    $fence = $null
    $number = 0
    foreach ($line in Get-Content $Path) {
        $number++
        if ($null -eq $fence) {
            if ($line -match "^``````$Language\s*$") {
                $fence = [pscustomobject]@{ Line = $number; Code = [System.Collections.Generic.List[string]]::new() }
            }
        }
        elseif ($line -match '^```\s*$') {
            [pscustomobject]@{ Line = $fence.Line; Code = $fence.Code -join "`n" }
            $fence = $null
        }
        else {
            $fence.Code.Add($line)
        }
    }
}

# The commands of this module in a script that do not exist, and the parameters that they do not have.
function Get-UnknownPart([string] $Code) {
    $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $errors)
    $errors | ForEach-Object { $_.Message }
    foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
        $name = $call.GetCommandName()
        if ($name -notlike '*-Auth0*') {
            continue
        }
        $command = Get-Command $name -Module Auth0Ps -ErrorAction Ignore
        if (-not $command) {
            "$name does not exist"
            continue
        }
        foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
            try {
                $null = $command.ResolveParameter($parameter.ParameterName)
            }
            catch {
                "$name has no parameter -$($parameter.ParameterName)"
            }
        }
    }
}
