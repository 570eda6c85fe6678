namespace Auth0Ps.Sandbox.Management;

/// <summary>The query parameters that many calls share; a call refuses all that it does not name.</summary>
internal static class QueryNames
{
    /// <summary>Paging by number.</summary>
    public static readonly string[] Pages = ["page", "per_page", "include_totals"];

    /// <summary>Paging by position.</summary>
    public static readonly string[] Checkpoints = ["from", "take"];

    /// <summary>Which members to show.</summary>
    public static readonly string[] Fields = ["fields", "include_fields"];
}
