using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Insight.Export;

namespace Auth0Ps.Core.Tests.Insight;

/// <summary>The report as page, table and JSON, and the file it goes into.</summary>
public sealed class ReportFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_thousand_applications_are_less_than_two_megabytes()
    {
        var page = Contents(2000).ToHtml();

        Assert.InRange(Encoding.UTF8.GetByteCount(page), 400_000, 2_000_000);
        Assert.Equal(2001, Regex.Count(page, "<tr>"));
    }

    [Fact]
    public void The_page_has_no_script_asks_for_nothing_and_takes_no_text_for_markup()
    {
        var page = Contents(60).ToHtml();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(src|href|action)\\s*=\\s*\"(?!data:,\")", page);
        Assert.DoesNotMatch("@import|url\\((?!#)", page);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x", page, StringComparison.Ordinal);
        Assert.Contains("default-src &#39;none&#39;".Replace("&#39;", "'", StringComparison.Ordinal), page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_says_what_the_numbers_are()
    {
        var entries = ReportEntries.Of(60);
        var page = Contents(60).ToHtml();

        Assert.Contains($"<b>{entries.Count(entry => !entry.Covered)}</b> covered by none", page, StringComparison.Ordinal);
        Assert.Contains($"<b>{entries.Count(entry => entry.IsTooOld == true)}</b> older than 90 days", page, StringComparison.Ordinal);
        Assert.Contains("at least 30 days", page, StringComparison.Ordinal);
        Assert.Contains("nobody named", page, StringComparison.Ordinal);
        Assert.Contains("≤ 30: " + entries.Count(entry => entry.Age <= TimeSpan.FromDays(30)), page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_nothing_is_a_page_too()
    {
        var page = new ReportContents([], [], null, ReportEntries.At).ToHtml();

        Assert.Contains("Nothing.", page, StringComparison.Ordinal);
        Assert.Contains("no tenant", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("  =1")]
    [InlineData("|calc")]
    [InlineData("%0A")]
    [InlineData("=cmd|'/c calc'!A0")]
    public void No_spreadsheet_takes_a_cell_for_a_formula(string name)
    {
        var csv = new ReportContents([ReportEntries.Of(1)[0] with { ApplicationName = name, Owner = name }], [], null, ReportEntries.At).ToCsv();

        Assert.DoesNotMatch($"(^|,|\"){Regex.Escape(name)}", csv);
        Assert.Equal(2, Regex.Count(csv, Regex.Escape("'" + name)));
    }

    [Fact]
    public void A_cell_may_hold_what_parts_cells()
    {
        var csv = new ReportContents([ReportEntries.Of(1)[0] with { ApplicationName = "a,\"b\";c" }], [], null, ReportEntries.At).ToCsv();

        Assert.Contains(",\"a,\"\"b\"\";c\",", csv, StringComparison.Ordinal);
        Assert.Equal(2, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void The_JSON_is_read_by_programs()
    {
        using var json = JsonDocument.Parse(Contents(8).ToJson());

        Assert.Equal(1, json.RootElement.GetProperty("format").GetInt32());
        Assert.Equal(8, json.RootElement.GetProperty("credentials").GetArrayLength());
        var second = json.RootElement.GetProperty("credentials")[1];
        Assert.Equal(("clientSecret", true, "rotation-1"), (second.GetProperty("kind").GetString(), second.GetProperty("covered").GetBoolean(), second.GetProperty("rotation").GetString()));
    }

    [Theory]
    [InlineData("report.pdf", "'.pdf' is no form")]
    [InlineData("report", "has no ending")]
    [InlineData("missing/report.html", "its folder does not exist")]
    [InlineData("folder.html", "it is a folder")]
    public void What_cannot_be_written_is_refused_first(string name, string why)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "folder.html"));

        Assert.Contains(why, Assert.Throws<Auth0Exception>(() => ReportFile.Plan(Path.Combine(_folder, name), null, null, mayReplace: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_exists_is_replaced_or_left_alone()
    {
        var path = Path.Combine(_folder, "report.html");
        File.WriteAllText(path, "before");

        Assert.Equal(ErrorReason.ExportFailed, Assert.Throws<Auth0Exception>(() => ReportFile.Plan(path, null, null, mayReplace: false)).Reason);
        ReportFile.Plan(path, null, null, mayReplace: true).Write("after");

        Assert.Equal("after", File.ReadAllText(path));
        Assert.Equal(["report.html"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_told_and_nothing_is_left()
    {
        var path = Path.Combine(_folder, "report.json");
        var file = ReportFile.Plan(path, null, null, mayReplace: true);
        Directory.CreateDirectory(path);

        Assert.Equal(ErrorReason.ExportFailed, Assert.Throws<Auth0Exception>(() => file.Write("{}")).Reason);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("table.csv")]
    public void A_signature_is_checked_with_the_public_half_of_the_key(string name)
    {
        using var key = RSA.Create(2048);
        var keyPath = Path.Combine(_folder, "key.pem");
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        var file = ReportFile.Plan(Path.Combine(_folder, name), keyPath, null, mayReplace: true);

        file.Write("content – Ü");

        var bytes = File.ReadAllBytes(file.Path);
        Assert.True(key.VerifyData(bytes, File.ReadAllBytes(file.SignaturePath!), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        bytes[^1] ^= 1;
        Assert.False(key.VerifyData(bytes, File.ReadAllBytes(file.SignaturePath!), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void A_key_that_cannot_be_read_is_refused_before_anything_is_written()
    {
        var keyPath = Path.Combine(_folder, "key.pem");
        File.WriteAllText(keyPath, "no key");

        Assert.Equal(ErrorReason.InvalidPrivateKey, Assert.Throws<Auth0Exception>(() => ReportFile.Plan(Path.Combine(_folder, "page.html"), keyPath, null, mayReplace: true)).Reason);
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => ReportFile.Plan(Path.Combine(_folder, "page.html"), null, Tenant.Protect("x"), mayReplace: true)).Reason);
    }

    private static ReportContents Contents(int count) => new(ReportEntries.Of(count), ReportEntries.Runs(200), TimeSpan.FromDays(90), ReportEntries.At);
}
