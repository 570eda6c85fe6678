using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Auth0Ps.Applications;

/// <summary>Which applications a listing has passed on, and whether it can have missed any.</summary>
internal sealed class ListedApplications
{
    // Sixteen bytes of a hash each: a listing of a hundred thousand stays small, and no two are taken for one.
    private readonly HashSet<UInt128> _seen = [];
    private long? _total;
    private bool _shrank;
    private long _unreadable;

    /// <summary>
    /// Whether everything was seen that the numbered pages counted. A total that fell means a deletion, after which the
    /// applications behind it stood one place further in front than they were looked for.
    /// </summary>
    public bool AreComplete { get; private set; }

    /// <summary>The applications of a numbered page that were not seen before.</summary>
    public IEnumerable<Auth0Application> NewOfNumbered(ApplicationPage page)
    {
        var fresh = NewOf(page).ToArray();
        _shrank |= page.Total < _total;
        _total = page.Total;
        _unreadable += page.Unreadable.Count;

        // Without a total only a page that is not full shows that it is the last.
        AreComplete = _total is { } total ? !_shrank && _seen.Count + _unreadable >= total : page.Count < ApplicationPages.Size;
        return fresh;
    }

    /// <summary>The applications of a page that were not seen before.</summary>
    public IEnumerable<Auth0Application> NewOf(ApplicationPage page) => page.Items.Where(application => _seen.Add(MarkOf(application.ClientId)));

    private static UInt128 MarkOf(string clientId) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(clientId)));
}
