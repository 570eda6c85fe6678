# What every error of the module has to be like.

# Exactly one error, with id, category, target and what to do, and nothing in it that only a developer can read.
function Assert-Problem($Problem, [string] $Reason, [string] $Category, $Target, [string] $Action = '.') {
    @($Problem).Count | Should -Be 1 -Because "one thing went wrong:`n$($Problem | Out-String)"
    $record = @($Problem)[0]
    $record.FullyQualifiedErrorId | Should -BeLike "Auth0Ps.$Reason,Auth0Ps.Commands.*"
    "$($record.CategoryInfo.Category)" | Should -Be $Category
    "$($record.TargetObject)" | Should -BeExactly "$Target"
    $record.ErrorDetails.RecommendedAction | Should -Match $Action
    foreach ($text in "$record", $record.Exception.Message, $record.ErrorDetails.RecommendedAction, ($record | Out-String)) {
        Assert-Readable $text
    }
}

# No stack trace, no JSON dump, no type names.
function Assert-Readable([string] $Text) {
    $Text | Should -Not -BeNullOrEmpty
    $Text | Should -Not -Match '(?m)^\s+at \S+\(' -Because 'it has no stack trace'
    $Text | Should -Not -Match 'System\.|Exception' -Because 'it is for people'
    $Text | Should -Not -Match '[{}]' -Because 'it has no JSON'
}
