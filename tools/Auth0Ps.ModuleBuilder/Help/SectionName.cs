namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>The headings of a cmdlet's help page.</summary>
internal static class SectionName
{
    internal const string Synopsis = "Synopsis";
    internal const string Description = "Description";
    internal const string Examples = "Examples";
    internal const string Parameters = "Parameters";
    internal const string Inputs = "Inputs";
    internal const string Outputs = "Outputs";
    internal const string Notes = "Notes";
    internal const string RelatedLinks = "Related links";

    internal static IReadOnlyList<string> All { get; } =
        [Synopsis, Description, Examples, Parameters, Inputs, Outputs, Notes, RelatedLinks];

    /// <summary>Sections made of <c>###</c> entries and without text of their own.</summary>
    internal static IReadOnlyList<string> OfEntries { get; } = [Examples, Parameters, Inputs, Outputs];
}
