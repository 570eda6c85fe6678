namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>How a new private key is made, and how long it and the previous key work.</summary>
internal sealed record KeySpecification
{
    /// <summary>The size where none is given, in bits.</summary>
    public const int DefaultSize = 2048;

    /// <summary>The overlap where none is given.</summary>
    public static TimeSpan DefaultOverlap { get; } = TimeSpan.FromDays(1);

    /// <summary>The sizes that can be made, in bits; Auth0 takes none below 2048.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [2048, 3072, 4096];

    /// <summary>The algorithm that the key is registered for; the signer has to use the same.</summary>
    public PrivateKeyAlgorithm Algorithm { get; init; } = PrivateKeyAlgorithm.RS256;

    /// <summary>The size in bits: 2048, 3072 or 4096.</summary>
    public int Size { get; init; } = DefaultSize;

    /// <summary>How long the key before it keeps working once this one is where consumers find it.</summary>
    public TimeSpan Overlap { get; init; } = DefaultOverlap;

    /// <summary>After how long Auth0 stops taking the key by itself.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(730);

    /// <summary>The lifetime of keys that a saved rotation renews: two runs may be missed, and a month more, before one expires.</summary>
    /// <param name="interval">Days from one rotation to the next.</param>
    /// <param name="overlap">How long the key before keeps working.</param>
    public static TimeSpan LifetimeFor(int interval, TimeSpan overlap) => TimeSpan.FromDays((3 * interval) + 30) + overlap;

    /// <summary>Checks what was asked for.</summary>
    /// <param name="target">What it is asked for, for the error.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public void Require(string target)
    {
        if (!Sizes.Contains(Size))
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"A key of {Size} bits is not possible.", $"Give -KeySize {string.Join(", ", Sizes.SkipLast(1))} or {Sizes[^1]}.") { Target = target };
        if (Overlap < TimeSpan.Zero)
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"An overlap of {Overlap} is not possible.", "Give -Overlap a time span of zero or more, such as 1.00:00:00 for a day.") { Target = target };
    }
}
