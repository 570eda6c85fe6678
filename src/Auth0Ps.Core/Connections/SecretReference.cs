namespace Auth0Ps;

/// <summary>The kinds of places a connection's secret is kept in.</summary>
public enum SecretLocation
{
    /// <summary>This process alone; gone when it ends.</summary>
    Process,
}

/// <summary>Says where a connection's secret is kept; never the secret.</summary>
/// <param name="Location">The kind of place.</param>
public sealed record SecretReference(SecretLocation Location)
{
    /// <summary>The place in words.</summary>
    public override string ToString() => Location switch
    {
        SecretLocation.Process => "this process",
        _ => Location.ToString(),
    };
}
