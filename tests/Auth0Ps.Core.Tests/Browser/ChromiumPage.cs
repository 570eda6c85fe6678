using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Auth0Ps.Core.Tests.Browser;

/// <summary>A window, used with keyboard and mouse, and read as it is shown.</summary>
internal sealed class ChromiumPage : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly DevToolsSocket _socket = new();

    private ChromiumPage()
    {
    }

    public static async Task<ChromiumPage> AttachAsync(Uri address)
    {
        var page = new ChromiumPage();
        await page._socket.ConnectAsync(address);
        await page._socket.SendAsync("Page.enable");
        return page;
    }

    /// <summary>Goes to an address; returns when the page is there, or cannot be had.</summary>
    public async Task GoAsync(Uri address)
    {
        await _socket.SendAsync("Page.navigate", new() { ["url"] = address.AbsoluteUri });
        await UntilAsync("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// <summary>Goes to an address, and tells what is asked of anybody on the way and what gets into the console.</summary>
    public async Task<(IReadOnlyList<string> Requests, IReadOnlyList<string> Messages)> WatchAsync(Uri address)
    {
        foreach (var domain in (string[])["Network", "Runtime", "Log"])
            await _socket.SendAsync($"{domain}.enable");
        await GoAsync(address);
        var told = _socket.Told.ToArray();
        return (
            [.. told.Where(message => message.GetProperty("method").GetString() == "Network.requestWillBeSent").Select(message => message.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!)],
            [.. told.Where(message => message.GetProperty("method").GetString() is "Log.entryAdded" or "Runtime.consoleAPICalled" or "Runtime.exceptionThrown").Select(message => message.ToString())]);
    }

    /// <summary>Shows the page in another size, on paper or in the dark.</summary>
    public async Task ShowAsync(int width, int height, string media, string scheme)
    {
        await _socket.SendAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await _socket.SendAsync("Emulation.setEmulatedMedia", new() { ["media"] = media, ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });
    }

    /// <summary>A picture of what is shown, as PNG.</summary>
    public async Task<byte[]> PictureAsync() => Convert.FromBase64String((await _socket.SendAsync("Page.captureScreenshot", new() { ["format"] = "png" })).GetProperty("data").GetString()!);

    /// <summary>The page on paper, as PDF.</summary>
    public async Task<byte[]> PrintAsync() => Convert.FromBase64String((await _socket.SendAsync("Page.printToPDF", new() { ["preferCSSPageSize"] = true, ["printBackground"] = true })).GetProperty("data").GetString()!);

    /// <summary>Runs a script in the page, whatever the page's own policy says, and returns what it promises.</summary>
    public async Task<string> RunAsync(string script)
    {
        var answer = await _socket.SendAsync("Runtime.evaluate", new() { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true });
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value.ToString() : throw new InvalidOperationException(answer.ToString());
    }

    public Task<string> TitleAsync() => ReadAsync("document.title");

    /// <summary>The text as a person sees it, without what is hidden.</summary>
    public Task<string> TextAsync() => ReadAsync("document.body.innerText");

    public Task<string> AddressAsync() => ReadAsync("location.href");

    /// <summary>The HTTP status of the page that is shown.</summary>
    public async Task<int> StatusAsync() =>
        int.Parse(await ReadAsync("String(performance.getEntriesByType('navigation')[0].responseStatus)"), CultureInfo.InvariantCulture);

    /// <summary>Types into a field, after what is in it is selected.</summary>
    public async Task TypeAsync(string selector, string text)
    {
        await BeLookedAtAsync();
        await ReadAsync($"(field => {{ field.focus(); field.select(); return ''; }})(document.querySelector({Quote(selector)}))");
        await _socket.SendAsync("Input.insertText", new() { ["text"] = text });
    }

    public async Task PressEnterAsync()
    {
        await BeLookedAtAsync();
        foreach (var type in (string[])["keyDown", "keyUp"])
        {
            await _socket.SendAsync(
                "Input.dispatchKeyEvent",
                new() { ["type"] = type, ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 13, ["text"] = type == "keyDown" ? "\r" : "" });
        }
    }

    /// <summary>Moves the mouse to the middle of the element, which has to be in sight, and presses its button.</summary>
    public async Task ClickAsync(string selector)
    {
        await BeLookedAtAsync();
        var element = $"document.querySelector({Quote(selector)})";
        var place = (await ReadAsync($"(box => `${{box.x + box.width / 2}} ${{box.y + box.height / 2}}`)({element}.getBoundingClientRect())")).Split(' ');

        // Under the mouse the element knows of it; before that, a click would be lost.
        await UntilAsync($"{element}.matches(':hover')", () => MouseAsync("mouseMoved"));
        await MouseAsync("mousePressed");
        await MouseAsync("mouseReleased");

        Task MouseAsync(string type) => _socket.SendAsync("Input.dispatchMouseEvent", new()
        {
            ["type"] = type,
            ["x"] = double.Parse(place[0], CultureInfo.InvariantCulture),
            ["y"] = double.Parse(place[1], CultureInfo.InvariantCulture),
            ["button"] = type == "mouseMoved" ? "none" : "left",
            ["clickCount"] = type == "mouseMoved" ? 0 : 1,
        });
    }

    /// <summary>Waits until the window shows a page whose title is this.</summary>
    public Task UntilTitleAsync(string title) => UntilAsync($"document.title === {Quote(title)} && document.readyState === 'complete'");

    /// <summary>Waits until this holds, and does something each time before it is looked at.</summary>
    public async Task UntilAsync(string condition, Func<Task>? before = null)
    {
        var deadline = DateTime.UtcNow + Limit;
        while (true)
        {
            if (before is not null)
                await before();
            if (await TryReadAsync($"String({condition})") == "true")
                return;
            if (DateTime.UtcNow > deadline)
                Assert.Fail($"The browser did not come to '{condition}', but shows: {await TryReadAsync("`${location.href} ${document.readyState} ${performance.getEntriesByType('navigation')[0]?.transferSize} ${document.documentElement.outerHTML}`")}");
            await Task.Delay(20);
        }
    }

    /// <summary>Closes the window, as its cross does.</summary>
    public Task CloseAsync() => _socket.SendAsync("Page.close");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await CloseAsync();
        }
        catch (InvalidOperationException)
        {
            // It is closed already.
        }

        await _socket.DisposeAsync();
    }

    /// <summary>The browser drops what is typed and clicked before a page is painted.</summary>
    private async Task BeLookedAtAsync()
    {
        await _socket.SendAsync("Page.bringToFront");
        await UntilAsync("performance.getEntriesByName('first-contentful-paint').length > 0");
    }

    /// <summary>Between two pages there is nothing to read.</summary>
    private async Task<string?> TryReadAsync(string expression)
    {
        try
        {
            return await ReadAsync(expression);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<string> ReadAsync(string expression)
    {
        var answer = await _socket.SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true });
        return answer.GetProperty("result").TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InvalidOperationException($"{expression}: {answer}");
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
