using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.State;

/// <summary>A server that keeps state for several machines, started and stopped by the tests.</summary>
internal interface ISharedServer
{
    /// <summary>Why there is none; null where it runs.</summary>
    string? WhyNot { get; }

    /// <summary>What processes need in their environment to sign in.</summary>
    IReadOnlyList<(string Name, string Value)> Environment => [];

    /// <summary>Makes an empty place for state.</summary>
    string NewPlace();

    /// <summary>Where it is, as users write it.</summary>
    string UriOf(string place);

    /// <summary>Opens it.</summary>
    IStateStore Open(string place, TimeLimits limits);

    /// <summary>Ends all leases that are held there now: what a machine that sleeps for longer than its leases finds.</summary>
    void EndLeases(string place);

    /// <summary>Breaks off what it does, until it is started again.</summary>
    Task BreakAsync();

    /// <summary>Starts it again where it does not run.</summary>
    Task StartAsync();
}
