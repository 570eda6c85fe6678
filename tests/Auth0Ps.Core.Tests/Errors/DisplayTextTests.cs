using Auth0Ps.Applications;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Errors;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Errors;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("Inventory Sync", "Inventory Sync")]
    [InlineData("Größe 東京 😀", "Größe 東京 😀")]
    [InlineData("\u001b[31mred\u001b[0m", "\uFFFD[31mred\uFFFD[0m")]
    [InlineData("\u009b31m", "\uFFFD31m")]
    [InlineData("a\r\nb\tc\u0085d\u2028e\u2029f", "a  b c d e f")]
    [InlineData("bell\a\bback\0\u007f", "bell\uFFFD\uFFFDback\uFFFD\uFFFD")]
    [InlineData("user\u202Etxt.exe\u2066x\u2069\u200F\u061C", "user\uFFFDtxt.exe\uFFFDx\uFFFD\uFFFD\uFFFD")]
    [InlineData("hid\u200Bden\u00AD\uFEFF\u2060", "hid\uFFFDden\uFFFD\uFFFD\uFFFD")]
    [InlineData("tag\U000E0041", "tag\uFFFD")]
    [InlineData("👨\u200D👩\u200D👧 می\u200Cخواهم", "👨\u200D👩\u200D👧 می\u200Cخواهم")]
    public void What_steers_turns_or_breaks_is_shown_as_a_sign(string text, string shown) => Assert.Equal(shown, DisplayText.Of(text));

    [Fact]
    public void Half_a_letter_is_shown_as_a_sign() =>
        Assert.Equal(["half \uFFFD", "\uFFFD half", "\uFFFD\uFFFD"], new[] { "half \uD83D", "\uDE00 half", "\uDE00\uD83D" }.Select(DisplayText.Of));

    [Fact]
    public void A_line_keeps_both_its_ends_and_no_half_letter()
    {
        var line = DisplayText.Line("begin" + string.Concat(Enumerable.Repeat("😀", 900)) + "end");

        Assert.InRange(line.Length, 1, DisplayText.LongestLine);
        Assert.StartsWith("begin", line, StringComparison.Ordinal);
        Assert.EndsWith("end", line, StringComparison.Ordinal);
        Assert.Equal(line, string.Concat(line.EnumerateRunes()));
    }

    [Fact]
    public async Task What_a_tenant_says_is_clean_where_it_is_shown_and_raw_where_it_is_data()
    {
        const string Name = "Evil\u001b[2J\u202E\nname \ud83d";
        var body = System.Text.Json.JsonSerializer.Serialize(new { client_id = "a", name = "Evil\u001b[2J\u202E\nname ?", app_type = "spa\u0007" }).Replace("name ?", "name \\ud83d", StringComparison.Ordinal);
        await using var tenant = RestTenant.Scripted(call => call.Target.Contains("refuse", StringComparison.Ordinal)
            ? new Reply(400, """{"statusCode":400,"error":"Bad Request","message":"no\u001b]0;title\u0007\u202e","errorCode":"bad\u001b[1m"}""")
            : new Reply(200, body));

        var application = await new ApplicationDirectory(tenant.Session).GetAsync("a", CancellationToken.None);
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("GET", "refuse"));

        Assert.Equal(Name.Replace('\ud83d', '\uFFFD'), application.Name);
        Assert.Equal("Evil\uFFFD[2J\uFFFD name \uFFFD", application.DisplayName);
        Assert.Equal(application.DisplayName, $"{application}");
        foreach (var text in new[] { application.DisplayName, application.AppType!, failure.Message, failure.ErrorCode! })
            Assert.DoesNotContain(text, letter => char.IsControl(letter) || letter == '\u202E');
    }
}
