# The file of saved rotations, changed by hand: what a month's wait would do.

# Makes rotations due, as if they had been made a month ago. -Name takes wildcards.
function Set-RotationDue([string] $DataFolder, [string[]] $Name) {
    $file = Join-Path $DataFolder rotations.json
    $saved = Get-Content -LiteralPath $file -Raw | ConvertFrom-Json -DateKind String
    $monthAgo = [datetime]::UtcNow.AddDays(-30)
    foreach ($one in $saved.rotations | Where-Object { $rotation = $_; $Name.Where{ $rotation.name -like $_ } }) {
        $one.countsFrom = $monthAgo.ToString('yyyy-MM-dd')
        $one.createdAt = $one.scheduledAt = $one.updatedAt = $monthAgo.ToString('o')
    }
    Set-Content -LiteralPath $file (ConvertTo-Json $saved -Depth 9)
}
