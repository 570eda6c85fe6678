using System.Collections.ObjectModel;
using System.Globalization;

namespace Auth0Ps.AzureBlob;

/// <summary>
/// A lease as a blob's metadata. Azure's own leases of blobs would keep others out as well, but they last no more than a minute, so that a holder could not
/// extend one past a slow request, and they do not say when a lost one ended, after which the next value waits. Here the end is written down, and any write
/// to the blob needs the state that was seen: of two who take one record, or of one who takes and one who extends, one finds another state.
/// </summary>
/// <param name="Holder">Who has it; null for nobody.</param>
/// <param name="Token">What only the holder knows; null for nobody.</param>
/// <param name="ExpiresAt">Its end by the storage's clock.</param>
/// <param name="LostAt">When the last lease ended that its holder did not let go of; null where none did.</param>
internal sealed record LeaseRecord(string? Holder, Guid? Token, DateTimeOffset ExpiresAt, DateTimeOffset? LostAt)
{
    /// <summary>
    /// The storage's clock counts whole seconds and is told as the one that began: an end is a second later, so that who takes it by the same clock is never
    /// earlier than who counted from before it asked.
    /// </summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>The lease that a blob's metadata say.</summary>
    public static LeaseRecord Of(BlobState? blob)
    {
        return new LeaseRecord(
            Text("holder") is { } holder ? Uri.UnescapeDataString(holder) : null,
            Guid.TryParse(Text("token"), out var token) ? token : null,
            Time("expires") ?? DateTimeOffset.MinValue,
            Time("lost"));

        string? Text(string name) => blob is not null && blob.Metadata.TryGetValue(name, out var value) ? value : null;

        DateTimeOffset? Time(string name) => DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    /// <summary>The end of a lease that lasts for a while from now on.</summary>
    public static DateTimeOffset End(DateTimeOffset now, TimeSpan length) => now + Tick + length;

    /// <summary>Whether someone has it.</summary>
    public bool IsHeld(DateTimeOffset now) => Token is not null && ExpiresAt > now;

    /// <summary>Whether the one with the token has it.</summary>
    public bool IsHeldBy(Guid token, DateTimeOffset now) => Token == token && ExpiresAt > now;

    /// <summary>A blob's metadata with this lease in the place of the former one.</summary>
    public Dictionary<string, string> In(IReadOnlyDictionary<string, string>? metadata)
    {
        var all = new Dictionary<string, string>(metadata ?? ReadOnlyDictionary<string, string>.Empty, StringComparer.OrdinalIgnoreCase);
        Set("holder", Holder is null ? null : Uri.EscapeDataString(Holder));
        Set("token", Token?.ToString("n"));
        Set("expires", Token is null ? null : ExpiresAt.ToString("O", CultureInfo.InvariantCulture));
        Set("lost", LostAt?.ToString("O", CultureInfo.InvariantCulture));
        return all;

        void Set(string name, string? value)
        {
            if (value is null)
                all.Remove(name);
            else
                all[name] = value;
        }
    }
}
