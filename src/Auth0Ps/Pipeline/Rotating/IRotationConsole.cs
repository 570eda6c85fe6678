namespace Auth0Ps.Pipeline.Rotating;

/// <summary>A command, as far as it asks its user before it rotates.</summary>
internal interface IRotationConsole
{
    /// <summary>True under -WhatIf.</summary>
    Task<bool> IsWhatIfAsync();

    /// <summary>True where rotations are asked about.</summary>
    Task<bool> IsAskedAsync();

    /// <summary>Asks as PowerShell does whether to do something, or under -WhatIf says what would be done.</summary>
    Task<bool> ShouldProcessAsync(string target, string action);

    /// <summary>Tells under -WhatIf in one line what would be done; false, because it is not done.</summary>
    Task<bool> TellWhatIfAsync(string line);

    /// <summary>A second question, about what nobody expects.</summary>
    Task<bool> ShouldContinueAsync(string query, string caption);
}
