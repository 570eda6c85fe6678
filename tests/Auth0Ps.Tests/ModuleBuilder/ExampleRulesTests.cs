namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>Code in the help that could not run fails the build; code that could does not.</summary>
public sealed class ExampleRulesTests : IDisposable
{
    private const string Call = "Get-Auth0Thing a* -First 3";

    private readonly SampleModule _module = new();

    public void Dispose() => _module.Dispose();

    [Theory]
    [InlineData("Get-Auth0Thing -Depth 3", "-Depth")]
    [InlineData("Get-Auth0Thing -WhatIf", "-WhatIf")]
    [InlineData("Get-Auth0Thing -Secretly", "-Secretly")]
    [InlineData("Get-Auth0Thing -C demo", "ambiguous: -ClientId, -Connection")]
    [InlineData("$x = Get-Auth0Thing -Depth 3", "-Depth")]
    [InlineData("if ($true) { return Get-Auth0Thing -Depth 3 }", "-Depth")]
    [InlineData("foreach ($x in Get-Auth0Thing -Depth 3) { $x }", "-Depth")]
    [InlineData("@{ Thing = Get-Auth0Thing -Depth 3 }", "-Depth")]
    [InlineData("'x' | Get-Auth0Thing -Name a, b -Depth:3 | Out-Null", "-Depth")]
    [InlineData("\"$(Get-Auth0Thing -Depth 3)\"", "-Depth")]
    [InlineData("Get-Auth0Thing `\n  -Depth 3", "-Depth")]
    [InlineData("Get-Auth0Thing -Name a,\n  b -Depth 3", "-Depth")]
    [InlineData("Auth0Ps\\Get-Auth0Thing -Depth 3", "-Depth")]
    [InlineData("PS> Get-Auth0Thing -Depth 3", "-Depth")]
    [InlineData("PS /home> $x |\n>> Get-Auth0Thing -Depth 3", "-Depth")]
    [InlineData("& { Get-Auth0Thing -Depth 3 }", "-Depth")]
    [InlineData("@(Get-Auth0Thing -Depth 3)[0].Name", "-Depth")]
    [InlineData("switch ($x) { 1 { Get-Auth0Thing -Depth 3 } }", "-Depth")]
    public void A_parameter_that_the_cmdlet_does_not_have(string code, string words)
    {
        _module.Replace(SampleModule.GetPage, Call, code);
        var line = _module.LineOf(SampleModule.GetPage, code) + (code.Contains('\n', StringComparison.Ordinal) ? 1 : 0);
        _module.FailsWith("A0PS111", SampleModule.GetPage, line, "Get-Auth0Thing", words);
    }

    [Theory]
    [InlineData("Get-Auth0Thing -Tenant demo -ErrorAction Stop -ev problem -Verbose")]
    [InlineData("Get-Auth0Thing -Conn demo -Reg US -Ki Small")]
    [InlineData("Get-Auth0Thing -name a -FIRST 3 -Skip 1 -IncludeTotalCount")]
    [InlineData("Get-Auth0Thing '-Depth 3' \"-Depth 3\" # -Depth 3\n<# Get-Auth0Thing -Depth 3 #>")]
    [InlineData("$text = @'\nGet-Auth0Thing -Depth 3\n'@")]
    [InlineData("Get-Help Get-Auth0Thing -Full")]
    [InlineData("(Get-Auth0Thing -Name a).Size -gt 3 -and $x -like 'y'")]
    [InlineData("Get-Auth0Thing | Where-Object Size -gt 3 | Sort-Object Size -Descending")]
    [InlineData("Get-Auth0Thing | ForEach-Object { $_.Name -replace 'a' } -End { 1 }")]
    [InlineData("Get-Auth0Thing -Name (Get-Content names.txt -Raw) -Region US")]
    [InlineData("Get-Auth0Thing @arguments -Region US; Get-Item -LiteralPath x")]
    [InlineData("Remove-Auth0Thing $thing -Confirm:$false -wi")]
    public void Code_that_is_in_order(string code)
    {
        _module.Replace(SampleModule.GetPage, Call, code);
        Assert.Empty(_module.Build());
    }

    [Theory]
    [InlineData("Set-Auth0Thing -Name a")]
    [InlineData("Get-Auth0Thing | Set-Auth0Thing")]
    public void A_cmdlet_that_does_not_exist(string code)
    {
        _module.Replace(SampleModule.GetPage, Call, code);
        _module.FailsWith("A0PS112", SampleModule.GetPage, _module.LineOf(SampleModule.GetPage, code), "Set-Auth0Thing");
    }

    [Theory]
    [InlineData("Get-Auth0Thing -Name (Get-Item", "Missing closing ')'")]
    [InlineData("Get-Auth0Thing |", "empty pipe")]
    [InlineData("PS> foreach ($x in Get-Auth0Thing) {", "Missing closing '}'")]
    public void Code_that_PowerShell_cannot_read(string code, string words)
    {
        _module.Replace(SampleModule.GetPage, Call, code);
        _module.FailsWith("A0PS114", SampleModule.GetPage, _module.LineOf(SampleModule.GetPage, code), words);
    }

    [Fact]
    public void A_cmdlet_named_in_the_text_that_does_not_exist()
    {
        _module.Replace(SampleModule.GetPage, "Where it is.", "Where it is, as `Set-Auth0Thing` wrote it.");
        _module.FailsWith("A0PS112", SampleModule.GetPage, _module.LineOf(SampleModule.GetPage, "Set-Auth0Thing"), "Set-Auth0Thing");
    }

    [Fact]
    public void A_conceptual_page_that_shows_a_parameter_of_yesterday()
    {
        _module.Replace(SampleModule.About, "-Kind Small", "-Sort Small");
        _module.FailsWith("A0PS111", SampleModule.About, _module.LineOf(SampleModule.About, "-Sort Small"), "-Sort");
    }
}
