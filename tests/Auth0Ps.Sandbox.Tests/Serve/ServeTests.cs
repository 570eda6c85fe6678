using System.Net;
using System.Net.Sockets;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Serve;

public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_ready_line_has_exactly_what_is_needed_to_begin()
    {
        await using var serve = await ServeProcess.StartAsync("--apps", "3");
        Assert.Equal(
            ["domain", "audience", "clientId", "clientSecret", "limitedClientId", "limitedClientSecret"],
            serve.Ready.EnumerateObject().Select(member => member.Name));
        Assert.Equal(serve["domain"] + "/api/v2/", serve["audience"]);
        using var client = new TenantClient(serve["domain"]);
        var token = await client.TokenAsync(serve["clientId"], serve["clientSecret"], serve["audience"]);
        var limited = await client.TokenAsync(serve["limitedClientId"], serve["limitedClientSecret"], serve["audience"]);
        Assert.Equal("read:clients", limited.String("scope"));
        Assert.Equal(6, (await client.GetAsync("/api/v2/clients", token.String("access_token"))).Body.GetArrayLength());
        var rest = serve.ReadLineAsync();
        Assert.Equal(0, await serve.SignalAsync("TERM"));
        Assert.Null(await rest);
        Assert.Equal("", await serve.ErrorsAsync());
    }

    [Fact]
    public async Task Without_json_a_person_can_read_it()
    {
        await using var serve = ServeProcess.Launch(["serve", "--apps", "7"]);
        Assert.StartsWith("Sandbox tenant with 7 applications at http://127.0.0.1:", await serve.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await serve.SignalAsync("INT"));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_it_in_good_order_even_with_requests_hanging(string signal)
    {
        var faults = _folder.Write("faults.json", """[{"path":"/hang","times":5,"action":"timeout"}]""");
        await using var serve = await ServeProcess.StartAsync("--apps", "0", "--faults", faults);
        using var client = new TenantClient(serve["domain"]);
        var hanging = Enumerable.Range(0, 3).Select(_ => client.GetAsync("/hang")).ToList();
        await Task.Delay(300);
        Assert.Equal(0, await serve.SignalAsync(signal));
        foreach (var request in hanging)
            await Assert.ThrowsAsync<HttpRequestException>(() => request);
        Assert.Equal("", await serve.ErrorsAsync());
    }

    [Fact]
    public async Task Every_option_reaches_the_tenant()
    {
        var log = _folder.File("log");
        await using var serve = await ServeProcess.StartAsync(
            "--apps", "0", "--port", "0", "--latency", "120", "--rate-limit", "4", "--propagation-delay", "30", "--accept-during-propagation", "both", "--log", log, "--retry-after");
        using var client = new TenantClient(serve["domain"]);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var token = (await client.TokenAsync(serve["clientId"], serve["clientSecret"], serve["audience"])).String("access_token");
        Assert.True(clock.ElapsedMilliseconds >= 119);
        await client.PatchAsync("/api/v2/clients/" + serve["limitedClientId"], new { client_secret = "new" }, token);
        Assert.Equal(200, (int)(await client.TokenAsync(serve["limitedClientId"], "new", serve["audience"])).Status);
        Assert.Equal(200, (int)(await client.TokenAsync(serve["limitedClientId"], serve["limitedClientSecret"], serve["audience"])).Status);
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.GetAsync("/api/v2/clients", token)));
        Assert.Contains(replies, reply => (int)reply.Status == 429 && reply.Header("retry-after") == "1");
        Assert.Equal(16, (await File.ReadAllLinesAsync(log)).Length);
    }

    [Fact]
    public async Task Paths_are_relative_to_the_current_folder()
    {
        var name = Path.GetRelativePath(Environment.CurrentDirectory, _folder.File("state"));
        await using (await ServeProcess.StartAsync("--apps", "0", "--state", name))
        {
        }

        Assert.True(File.Exists(_folder.File("state")));
    }

    public static TheoryData<string[], string> Wrong => new()
    {
        { ["--apps", "-1"], "--apps must be a whole number from 0 to 100000, not '-1'" },
        { ["--apps", "100001"], "--apps must be" },
        { ["--apps", "many"], "--apps must be" },
        { ["--port", "65536"], "--port must be a whole number from 0 to 65535" },
        { ["--latency", "-5"], "--latency must be a number from 0 to 600000" },
        { ["--propagation-delay", "31"], "--propagation-delay must be a number from 0 to 30" },
        { ["--propagation-delay", "x"], "--propagation-delay must be" },
        { ["--propagation-delay", "5", "--accept-during-propagation", "neither"], "--accept-during-propagation must be old, new, both or alternating, not 'neither'" },
        { ["--propagation-delay", "5", "--accept-during-propagation", "1"], "--accept-during-propagation must be" },
        { ["--accept-during-propagation", "both"], "--accept-during-propagation needs --propagation-delay" },
        { ["--rate-limit", "warp"], "'warp' is not a rate limit. Use none, free, pro, enterprise" },
        { ["--state", ""], "--state needs the path of a file" },
        { ["--faults", "/no/such/file.json"], "The faults file '/no/such/file.json' cannot be used" },
        { ["--log", "/no/such/folder/log"], "The log file '/no/such/folder/log' cannot be written" },
        { ["--state", "/no/such/folder/state"], "The state file '/no/such/folder/state' cannot be used" },
        { ["--nonsense"], "--nonsense" },
        { ["--apps"], "--apps" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_bad_option_gives_one_clear_message(string[] arguments, string message)
    {
        var (exitCode, output, errors) = await ServeProcess.RunAsync(["serve", "--json", .. arguments]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("clientSecret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_says_what_to_do()
    {
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();
        var port = ((IPEndPoint)occupied.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (exitCode, _, errors) = await ServeProcess.RunAsync("serve", "--port", port);
        Assert.Equal(1, exitCode);
        Assert.Equal($"Port {port} on 127.0.0.1 is already in use. Stop the program that uses it, or choose another port (0 lets the system choose).", errors.Trim());
    }

    [Fact]
    public async Task Help_lists_every_option()
    {
        var (exitCode, output, _) = await ServeProcess.RunAsync("serve", "--help");
        Assert.Equal(0, exitCode);
        foreach (var option in new[] { "--json", "--apps", "--browser-apps", "--callback-port", "--port", "--latency", "--rate-limit", "--propagation-delay", "--accept-during-propagation", "--state", "--log", "--faults", "--retry-after" })
            Assert.Contains(option, output, StringComparison.Ordinal);
    }
}
