namespace Auth0Ps;

/// <summary>The public regions of Auth0 (Auth0 docs, "Public cloud service endpoints").</summary>
public enum TenantRegion
{
    /// <summary>United States; tenants made before regions have no region label.</summary>
    US,

    /// <summary>European Union.</summary>
    EU,

    /// <summary>United Kingdom.</summary>
    UK,

    /// <summary>Australia.</summary>
    AU,

    /// <summary>Japan.</summary>
    JP,

    /// <summary>Canada.</summary>
    CA,
}
