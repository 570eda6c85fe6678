namespace Auth0Ps.Insight;

/// <summary>Counts sign-ins by application and source. Its size is bounded, however many events, sources and made-up client ids there are.</summary>
/// <param name="rotatedAt">When an application's secret was last rotated from here; null when it was not.</param>
internal sealed class SignInTally(Func<string, DateTimeOffset?> rotatedAt)
{
    /// <summary>Sources of an application that are kept: those seen last.</summary>
    private const int MostSources = 100;

    /// <summary>Client ids that are kept although no application of that id was seen to sign in; anybody can send as many as he likes.</summary>
    private const int MostStrangers = 1000;

    private readonly Dictionary<string, Application> _applications = new(StringComparer.Ordinal);
    private int _strangers;

    /// <summary>Events of client ids that are no application's, as far as the log shows, and were too many to be kept.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The client ids seen.</summary>
    public IEnumerable<string> ClientIds => _applications.Keys;

    public void Add(SignIn signIn)
    {
        if (!_applications.TryGetValue(signIn.ClientId, out var application))
        {
            var isStranger = signIn is { Succeeded: false, ClientName: null };
            if (isStranger && _strangers >= MostStrangers)
            {
                LeftOut++;
                return;
            }

            if (isStranger)
                _strangers++;
            _applications[signIn.ClientId] = application = new Application(rotatedAt(signIn.ClientId));
        }

        application.Add(signIn);
    }

    /// <summary>What was counted of an application, which may be nothing.</summary>
    /// <param name="clientId">The application.</param>
    /// <param name="name">Its name; null takes the log's.</param>
    /// <param name="covers">What the log reaches back to.</param>
    /// <param name="connection">The connection.</param>
    public Auth0SecretUsage UsageOf(string clientId, string? name, DateTimeOffset? covers, string connection)
    {
        var application = _applications.GetValueOrDefault(clientId) ?? new Application(rotatedAt(clientId));
        var knowsRotation = application.RotatedAt is { } rotated && rotated >= covers;
        return new Auth0SecretUsage
        {
            ClientId = clientId,
            ApplicationName = name ?? application.Name,
            LastSucceededAt = application.All.LastSucceededAt,
            LastRefusedAt = application.All.LastRefusedAt,
            LastRefusedReason = application.LastReason,
            Succeeded = application.All.Succeeded,
            Refused = application.All.Refused,
            LastRotatedAt = application.RotatedAt,
            RefusedSinceRotation = knowsRotation ? application.All.SinceRotation : null,
            Sources = [.. application.Newest().Select(source => source.ToSource(knowsRotation))],
            RefusedSources = knowsRotation ? [.. application.Newest().Where(source => source.IsLeftBehind).Select(source => source.ToSource(knowsRotation))] : [],
            Covers = covers,
            Connection = connection,
        };
    }

    /// <summary>What was counted of one application.</summary>
    private sealed class Application(DateTimeOffset? rotatedAt)
    {
        private readonly Dictionary<(string?, string?, string?), Counts> _sources = [];
        private DateTimeOffset _namedAt;

        public DateTimeOffset? RotatedAt => rotatedAt;

        public string? Name { get; private set; }

        public string? LastReason { get; private set; }

        public Counts All { get; } = new(null, null, null);

        public void Add(SignIn signIn)
        {
            if (signIn.ClientName is not null && signIn.At >= _namedAt)
                (Name, _namedAt) = (signIn.ClientName, signIn.At);
            if (!signIn.Succeeded && (All.LastRefusedAt is null || signIn.At >= All.LastRefusedAt))
                LastReason = signIn.Reason;
            All.Add(signIn, rotatedAt);

            var key = (signIn.Address, signIn.UserAgent, signIn.Client);
            if (!_sources.TryGetValue(key, out var source))
            {
                if (_sources.Count >= 2 * MostSources)
                {
                    foreach (var old in _sources.OrderByDescending(pair => Rank(pair.Value)).Skip(MostSources).Select(pair => pair.Key).ToList())
                        _sources.Remove(old);
                }

                _sources[key] = source = new Counts(signIn.Address, signIn.UserAgent, signIn.Client);
            }

            source.Add(signIn, rotatedAt);
        }

        public IEnumerable<Counts> Newest() => _sources.Values.OrderByDescending(Rank).Take(MostSources).OrderByDescending(source => source.LastSeenAt);

        /// <summary>Who is left behind is what is looked for, and is kept before others.</summary>
        private static (bool, DateTimeOffset) Rank(Counts source) => (source.IsLeftBehind, source.LastSeenAt);
    }

    /// <summary>Counts of a source, or of all of them.</summary>
    private sealed class Counts(string? address, string? userAgent, string? client)
    {
        public long Succeeded { get; private set; }

        public long Refused { get; private set; }

        public long SinceRotation { get; private set; }

        public DateTimeOffset? LastSucceededAt { get; private set; }

        public DateTimeOffset? LastRefusedAt { get; private set; }

        public DateTimeOffset FirstSeenAt { get; private set; } = DateTimeOffset.MaxValue;

        public DateTimeOffset LastSeenAt { get; private set; }

        /// <summary>True when it was refused since the last rotation and did not succeed after that.</summary>
        public bool IsLeftBehind => SinceRotation > 0 && (LastSucceededAt is null || LastSucceededAt < LastRefusedAt);

        public void Add(SignIn signIn, DateTimeOffset? rotatedAt)
        {
            // Events come in no order that could be relied on (Auth0 docs, "Get logs by checkpoint").
            FirstSeenAt = signIn.At < FirstSeenAt ? signIn.At : FirstSeenAt;
            LastSeenAt = signIn.At > LastSeenAt ? signIn.At : LastSeenAt;
            if (signIn.Succeeded)
            {
                Succeeded++;
                LastSucceededAt = LastSucceededAt is { } known && known > signIn.At ? known : signIn.At;
                return;
            }

            Refused++;
            LastRefusedAt = LastRefusedAt is { } last && last > signIn.At ? last : signIn.At;
            if (signIn.IsOfCredential && signIn.At >= rotatedAt)
                SinceRotation++;
        }

        public Auth0SignInSource ToSource(bool knowsRotation) => new()
        {
            Address = address,
            UserAgent = userAgent,
            Client = client,
            Succeeded = Succeeded,
            Refused = Refused,
            RefusedSinceRotation = knowsRotation ? SinceRotation : null,
            FirstSeenAt = FirstSeenAt,
            LastSeenAt = LastSeenAt,
        };
    }
}
