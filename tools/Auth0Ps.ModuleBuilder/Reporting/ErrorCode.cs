namespace Auth0Ps.ModuleBuilder.Reporting;

/// <summary>The codes this tool reports, so that a failing build can be searched for.</summary>
internal static class ErrorCode
{
    // The manifest.
    internal const string ManifestUnreadable = "A0PS001";
    internal const string ManifestValue = "A0PS002";
    internal const string CmdletNotExported = "A0PS003";
    internal const string ExportWithoutCmdlet = "A0PS004";

    // The cmdlets.
    internal const string VerbNotApproved = "A0PS010";
    internal const string NounPrefix = "A0PS011";
    internal const string ClassName = "A0PS012";
    internal const string CannotBeLoaded = "A0PS013";
    internal const string NoShouldProcess = "A0PS014";
    internal const string ParameterNameTaken = "A0PS015";
    internal const string HelpAddress = "A0PS016";

    // The help pages.
    internal const string PageMissing = "A0PS101";
    internal const string PageWithoutCmdlet = "A0PS102";
    internal const string ParameterUndocumented = "A0PS103";
    internal const string ParameterUnknown = "A0PS104";
    internal const string TooFewExamples = "A0PS105";
    internal const string EmptySection = "A0PS106";
    internal const string SectionMissing = "A0PS107";
    internal const string PageShape = "A0PS108";
    internal const string UnsupportedMarkdown = "A0PS109";
    internal const string OutputTypeUndocumented = "A0PS110";
    internal const string ExampleParameter = "A0PS111";
    internal const string ExampleCommand = "A0PS112";
    internal const string LinkWithoutTarget = "A0PS113";
    internal const string ExampleSyntax = "A0PS114";

    // The format file.
    internal const string FormatUnreadable = "A0PS201";
    internal const string FormatTypeUnknown = "A0PS202";
    internal const string FormatPropertyUnknown = "A0PS203";
    internal const string ViewMissing = "A0PS204";

    // The staged module.
    internal const string NotAModuleFolder = "A0PS301";
    internal const string FileInUse = "A0PS302";
    internal const string AssemblyNotAllowed = "A0PS303";
}
