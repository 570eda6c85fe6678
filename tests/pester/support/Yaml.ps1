# The documents of a page's YAML, as PowerShell objects; null where nothing here reads YAML.
function Read-Yaml([string] $Code) {
    $python = Get-Command python3, python -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $python) {
        return $null
    }
    & $python -c 'import yaml' 2>$null
    if ($LASTEXITCODE -ne 0) {
        return $null
    }
    $file = Join-Path $TestDrive 'page.yaml'
    Set-Content $file $Code
    $json = & $python -c 'import json, sys, yaml; print(json.dumps(list(yaml.load_all(open(sys.argv[1], encoding="utf-8"), yaml.BaseLoader))))' $file
    $LASTEXITCODE | Should -Be 0 -Because 'it is YAML'
    # Not enumerated: a list stays one.
    Write-Output -NoEnumerate @($json | ConvertFrom-Json -Depth 30)
}

# The text of a key that has a block of lines, the last one of that name; it needs nothing that reads YAML.
function Get-YamlText([string] $Code, [string] $Key) {
    $lines = $Code -split "`n"
    $start = [array]::FindLastIndex([string[]] $lines, [Predicate[string]] { $args[0] -match "^\s*$([regex]::Escape($Key)): \|\s*$" })
    $indent = ($lines[$start + 1] -replace '\S.*').Length
    $block = foreach ($line in $lines[($start + 1)..($lines.Count - 1)]) {
        if ($line.Trim() -and ($line -replace '\S.*').Length -lt $indent) {
            break
        }
        $line.Length -gt $indent ? $line.Substring($indent) : ''
    }
    $block -join "`n"
}
