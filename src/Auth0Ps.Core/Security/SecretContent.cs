using System.Net;
using System.Net.Http.Headers;
using Auth0Ps.Rotation;

namespace Auth0Ps.Security;

/// <summary>A request body that may hold a secret; its bytes are zeroed once the request is done with.</summary>
internal sealed class SecretContent : HttpContent
{
    private readonly ZeroingBuffer _body;

    public SecretContent(ZeroingBuffer body, string mediaType)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        Headers.ContentLength = body.Length;
    }

    /// <summary>Looked at before the first byte leaves.</summary>
    public LeaseTerm Term { get; set; } = LeaseTerm.OfProcess;

    /// <summary>True once any of it may have left this machine.</summary>
    public bool Begun { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Term.Require();
        Begun = true;
        await stream.WriteAsync(_body.Written, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _body.Dispose();
        base.Dispose(disposing);
    }
}
