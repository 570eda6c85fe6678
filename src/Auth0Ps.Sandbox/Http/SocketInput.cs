using System.Net.Sockets;

namespace Auth0Ps.Sandbox.Http;

/// <summary>
/// The unread bytes of a connection. While a request is being handled it can keep one receive under way,
/// which is how a client that leaves is noticed.
/// </summary>
internal sealed class SocketInput
{
    private readonly Stream _stream;
    private byte[] _buffer = new byte[8 * 1024];
    private int _start;
    private int _end;
    private Task<int>? _receiveAhead;

    public SocketInput(Stream stream) => _stream = stream;

    /// <summary>What has arrived and was not consumed.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    public void Consume(int count)
    {
        _start += count;
        // A receive under way already has its place in the buffer.
        if (_start == _end && _receiveAhead is null)
            _start = _end = 0;
    }

    /// <summary>Waits for more bytes; false when the client has ended its side.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        int received;
        if (_receiveAhead is { } ahead)
        {
            received = await ahead.WaitAsync(cancellation);
            _receiveAhead = null;
        }
        else
        {
            EnsureRoom();
            received = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
        }

        _end += received;
        return received > 0;
    }

    /// <summary>Copies out what is unread, waiting for the rest; false when the client ends its side before that.</summary>
    public async ValueTask<bool> ReadExactlyAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (true)
        {
            var count = Math.Min(Unread.Length, destination.Length);
            Unread[..count].CopyTo(destination.Span);
            Consume(count);
            destination = destination[count..];
            if (destination.IsEmpty)
                return true;
            if (!await FillAsync(cancellation))
                return false;
        }
    }

    /// <summary>Calls back once if the client leaves before the next <see cref="FillAsync"/> is satisfied.</summary>
    public void WatchForDisconnect(Action left, CancellationToken cancellation)
    {
        if (_receiveAhead is not null)
            return;
        EnsureRoom();
        _receiveAhead = ReceiveAheadAsync(left, cancellation);
    }

    private async Task<int> ReceiveAheadAsync(Action left, CancellationToken cancellation)
    {
        try
        {
            var received = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (received == 0)
                left();
            return received;
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            left();
            return 0;
        }
    }

    private void EnsureRoom()
    {
        if (_start > 0 && _end == _buffer.Length)
        {
            Unread.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
