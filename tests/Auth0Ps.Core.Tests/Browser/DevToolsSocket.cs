using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Auth0Ps.Core.Tests.Browser;

/// <summary>Commands and their answers, and what the browser tells unasked.</summary>
internal sealed class DevToolsSocket : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _pending = new();
    private Task _reading = Task.CompletedTask;
    private int _last;

    /// <summary>What the browser told unasked, of the domains that were enabled.</summary>
    public ConcurrentQueue<JsonElement> Told { get; } = [];

    public async Task ConnectAsync(Uri address)
    {
        await _socket.ConnectAsync(address, CancellationToken.None);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">The browser refuses it, or the window is gone.</exception>
    public async Task<JsonElement> SendAsync(string method, JsonObject? parameters = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _pending[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] });
        await _turn.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (WebSocketException exception)
        {
            throw new InvalidOperationException("The window is gone.", exception);
        }
        finally
        {
            _turn.Release();
        }

        var message = await answer.Task.WaitAsync(AnswerLimit);
        return message.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {message}");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _turn.Dispose();
    }

    private async Task ReadAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } part)
            {
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;

                var told = JsonDocument.Parse(message.ToArray()).RootElement;
                message.SetLength(0);
                if (told.TryGetProperty("id", out var id) && _pending.TryRemove(id.GetInt32(), out var answer))
                    answer.SetResult(told);
                else if (told.TryGetProperty("method", out _))
                    Told.Enqueue(told);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The window was closed, from here or from there.
        }

        foreach (var answer in _pending.Values)
            answer.TrySetException(new InvalidOperationException("The window is gone."));
    }
}
