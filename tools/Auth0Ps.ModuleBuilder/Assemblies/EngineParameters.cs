namespace Auth0Ps.ModuleBuilder.Assemblies;

/// <summary>
/// The parameters PowerShell itself adds to a cmdlet (about_CommonParameters); no class declares them.
/// </summary>
internal static class EngineParameters
{
    /// <summary>Every cmdlet has these; help shows them as <c>[&lt;CommonParameters&gt;]</c>.</summary>
    internal static IReadOnlyList<CmdletParameter> Common { get; } =
    [
        Switch("Debug", "db"),
        Value("ErrorAction", "ActionPreference", "ea"),
        Value("ErrorVariable", "String", "ev"),
        Value("InformationAction", "ActionPreference", "infa"),
        Value("InformationVariable", "String", "iv"),
        Value("OutBuffer", "Int32", "ob"),
        Value("OutVariable", "String", "ov"),
        Value("PipelineVariable", "String", "pv"),
        Value("ProgressAction", "ActionPreference", "proga"),
        Switch("Verbose", "vb"),
        Value("WarningAction", "ActionPreference", "wa"),
        Value("WarningVariable", "String", "wv"),
    ];

    /// <summary>Added where the cmdlet says <c>SupportsShouldProcess</c>.</summary>
    internal static IReadOnlyList<CmdletParameter> ShouldProcess { get; } = [Switch("WhatIf", "wi"), Switch("Confirm", "cf")];

    /// <summary>Added where the cmdlet says <c>SupportsPaging</c>.</summary>
    internal static IReadOnlyList<CmdletParameter> Paging { get; } =
        [Value("First", "UInt64"), Value("Skip", "UInt64"), Switch("IncludeTotalCount")];

    /// <summary>Whether the engine adds this very parameter, so that no page documents it.</summary>
    internal static bool Adds(CmdletParameter parameter) =>
        ShouldProcess.Concat(Paging).Any(added => ReferenceEquals(added, parameter));

    /// <summary>The text help shows for a parameter that the engine adds.</summary>
    internal static string TextFor(CmdletParameter parameter) => parameter.Name switch
    {
        "WhatIf" => "Shows what would happen if the cmdlet runs. Nothing is changed.",
        "Confirm" => "Asks for confirmation before each change.",
        "First" => "Gets only the first so many objects.",
        "Skip" => "Leaves out the first so many objects and gets the rest.",
        "IncludeTotalCount" => "Reports the number of objects in the whole set, followed by the selected objects. "
            + "When the number cannot be known, it says so.",
        _ => throw new ArgumentException($"-{parameter.Name} is not added by the engine.", nameof(parameter)),
    };

    private static CmdletParameter Switch(string name, params string[] aliases) =>
        new(name, "SwitchParameter", true, false, aliases, [], [ParameterBinding.Optional]);

    private static CmdletParameter Value(string name, string type, params string[] aliases) =>
        new(name, type, false, false, aliases, [], [ParameterBinding.Optional]);
}
