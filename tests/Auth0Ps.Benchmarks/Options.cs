using System.Globalization;

namespace Auth0Ps.Benchmarks;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record Options
{
    private const string Usage = """
        Options:
          --only NAME[,NAME]  measures to run; all by default
          --count N           applications to list, to rotate, and to rotate into SecretStore; 10,000, 1,000 and 150 by default
          --rounds N          rounds of each side, in turns; the median counts; 3 by default
          --latency MS        what every answer of the sandbox takes; 50 by default
          --throttle N        rotations under way at once, 1 to 64; 32 by default
        """;

    /// <summary>Names of the measures to run; all when empty.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>How many applications, where the user said so.</summary>
    public int? Count { get; init; }

    /// <summary>How many applications to list.</summary>
    public int Listed => Count ?? 10_000;

    /// <summary>How many applications to rotate.</summary>
    public int Rotated => Count ?? 1_000;

    /// <summary>How many applications to rotate into SecretStore, which takes its own time for each write.</summary>
    public int Stored => Count ?? 150;

    /// <summary>How often each side runs.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How long each answer takes.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many rotations are under way at once, as <c>-ThrottleLimit</c>.</summary>
    public int Throttle { get; init; } = 32;

    /// <summary>Reads the command line; null, with an explanation on the error stream, when it is wrong.</summary>
    public static Options? Parse(IReadOnlyList<string> args, IReadOnlyList<string> names)
    {
        Options? options = new();
        for (var i = 0; i < args.Count && options is not null; i += 2)
            options = i + 1 < args.Count ? options.With(args[i], args[i + 1], names) : null;
        if (options is null)
            Console.Error.WriteLine($"{Usage}{Environment.NewLine}Measures: {string.Join(", ", names)}");
        return options;
    }

    /// <summary>Whether a measure is to run.</summary>
    public bool Wants(string name) => Only.Count == 0 || Only.Contains(name, StringComparer.Ordinal);

    private Options? With(string option, string value, IReadOnlyList<string> names)
    {
        if (option == "--only")
        {
            var only = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return only.Length > 0 && only.All(name => names.Contains(name, StringComparer.Ordinal)) ? this with { Only = only } : null;
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return option switch
        {
            "--count" when number is >= 1 and <= 50_000 => this with { Count = number },
            "--rounds" when number is >= 1 and <= 100 => this with { Rounds = number },
            "--latency" when number <= 10_000 => this with { Latency = TimeSpan.FromMilliseconds(number) },
            "--throttle" when number is >= 1 and <= 64 => this with { Throttle = number },
            _ => null,
        };
    }
}
