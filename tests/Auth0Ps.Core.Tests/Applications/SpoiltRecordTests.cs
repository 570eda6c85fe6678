using System.Text;
using Auth0Ps.Applications;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rest;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Applications;

/// <summary>One bad record of a list: only it suffers, and somebody is told.</summary>
public sealed class SpoiltRecordTests
{
    private const string Good = """{"client_id":"good","name":"Good one","app_type":"non_interactive"}""";

    public static TheoryData<string> NoApplications => ["null", "1", "\"text\"", "[]", "{}", "{\"client_id\":null,\"name\":\"x\"}", "{\"client_id\":7}", "{\"client_id\":\"\"}"];

    public static TheoryData<string> Nasty => [
        "{\"client_id\":\"bad\",\"name\":\"Half \\ud83d\"}",
        "{\"client_id\":\"bad\",\"name\":\"Turned \\udc00\\ud800\",\"client_metadata\":{\"\\ud800\":\"\\udfff\"}}",
        "{\"client_id\":\"bad\",\"name\":7,\"grant_types\":\"none\",\"client_metadata\":[]}",
        "{\"client_id\":\"bad\",\"name\":null,\"grant_types\":[null,1],\"is_first_party\":\"yes\",\"global\":0}",
        "{\"client_id\":\"bad\",\"client_metadata\":" + new string('[', 200) + new string(']', 200) + "}",
        "{\"client_id\":\"bad\",\"client_authentication_methods\":null,\"token_endpoint_auth_method\":{}}",
    ];

    [Theory]
    [MemberData(nameof(NoApplications))]
    public async Task A_record_that_is_no_application_is_left_out_and_told(string record)
    {
        foreach (var list in new[] { $"[{Good},{record}]", $$"""{"clients":[{{Good}},{{record}}],"total":2,"start":0,"limit":100}""" })
        {
            await using var tenant = RestTenant.Scripted(_ => new Reply(200, list));
            var told = new List<Auth0Exception>();

            var listed = await new ApplicationDirectory(tenant.Session) { Unreadable = told.Add }.ListAsync(appTypes: null, CancellationToken.None).ToListAsync();

            Assert.Equal("good", Assert.Single(listed).ClientId);
            Refusal.AssertClear(Assert.Single(told), ErrorReason.UnexpectedResponse);
            Assert.Contains("Record 2 ", told[0].Message, StringComparison.Ordinal);
            Assert.Single(tenant.Calls);
        }
    }

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task A_record_with_nasty_fields_comes_with_what_can_be_read(string record)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, $"[{record},{Good}]"));

        var listed = await Tenant.ListAsync(tenant.Session);
        var raw = await tenant.ReadAllAsync("clients");

        Assert.Equal(["bad", "good"], listed.Select(application => application.ClientId));
        Assert.Equal(["bad", "good"], raw.Select(item => item.Get("client_id")));
        Assert.All(listed, application => Assert.DoesNotContain(application.Name, char.IsSurrogate));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_cost_one_name_its_letters()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200) { Raw = [.. "[{\"client_id\":\"bad\",\"name\":\"Caf"u8, 0xE9, .. "\"},"u8, .. Encoding.UTF8.GetBytes(Good), .. "]"u8] });

        Assert.Equal(["Caf\uFFFD", "Good one"], (await Tenant.ListAsync(tenant.Session)).Select(application => application.Name));
    }

    [Fact]
    public async Task A_null_in_any_list_is_told()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, """{"things":[{"a":1},null,{"a":3}]}"""));
        var told = new List<Auth0Exception>();
        var client = new RestClient(tenant.Session) { Unreadable = told.Add };

        var read = await client.ReadAllAsync(RestRequest.Create(tenant.Session.Connection, "GET", "things"), CancellationToken.None).ToListAsync();

        Assert.Equal([1L, 3L], read.Select(item => item.Get("a")));
        Assert.Contains("Record 2 ", Assert.Single(told).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("same")]
    [InlineData("circle")]
    public async Task A_list_whose_next_page_was_there_before_does_not_go_on_for_ever(string how)
    {
        var calls = 0;
        await using var tenant = RestTenant.Scripted(call =>
        {
            var next = how == "same" ? "a" : call.Query("from") == "a" ? "b" : "a";
            return new Reply(200, call.Query("page") is null
                ? $$"""{"clients":[{"client_id":"c{{calls++}}"}],"next":"{{next}}"}"""
                : $$"""{"clients":[{"client_id":"c{{calls++}}"}],"total":500,"start":0,"limit":100}""");
        });

        var listing = await Assert.ThrowsAsync<Auth0Exception>(() => Tenant.ListAsync(tenant.Session));
        var reading = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.ReadAllAsync("clients"));

        Refusal.AssertClear(listing, ErrorReason.UnexpectedResponse);
        Refusal.AssertClear(reading, ErrorReason.UnexpectedResponse);
        Assert.InRange(tenant.Calls.Count, 2, 30);
    }
}
