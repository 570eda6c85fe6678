namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>The help page of one cmdlet, which its file is named after.</summary>
internal sealed record HelpPage(string File, string Name, IReadOnlyDictionary<string, HelpSection> Sections, IReadOnlyList<CodeMention> Code)
{
    internal IReadOnlyList<HelpBlock> Synopsis => Text(SectionName.Synopsis);

    internal IReadOnlyList<HelpBlock> Description => Text(SectionName.Description);

    internal IReadOnlyList<HelpEntry> Examples => Entries(SectionName.Examples);

    internal IReadOnlyList<HelpEntry> Parameters => Entries(SectionName.Parameters);

    internal IReadOnlyList<HelpEntry> Inputs => Entries(SectionName.Inputs);

    internal IReadOnlyList<HelpEntry> Outputs => Entries(SectionName.Outputs);

    internal IReadOnlyList<HelpBlock> Notes => Text(SectionName.Notes);

    internal IReadOnlyList<HelpLink> RelatedLinks =>
        Sections.TryGetValue(SectionName.RelatedLinks, out var section) ? section.Links : [];

    private IReadOnlyList<HelpBlock> Text(string name) => Sections.TryGetValue(name, out var section) ? section.Text : [];

    private IReadOnlyList<HelpEntry> Entries(string name) => Sections.TryGetValue(name, out var section) ? section.Entries : [];
}

/// <summary>A <c>##</c> section: its text, and the <c>###</c> entries below it.</summary>
internal sealed record HelpSection(string Name, int Line, IReadOnlyList<HelpBlock> Text, IReadOnlyList<HelpEntry> Entries, IReadOnlyList<HelpLink> Links);

/// <summary>A <c>###</c> entry of a section: a parameter, an example, a type.</summary>
internal sealed record HelpEntry(string Title, int Line, IReadOnlyList<HelpBlock> Text);

/// <summary>A related link. One to another page has no address: help shows its name.</summary>
internal sealed record HelpLink(string Text, string? Uri, int Line);

/// <summary>Code shown on the page: a block of PowerShell, or a few words within the text, which need not be whole.</summary>
internal sealed record CodeMention(string Text, int Line, bool IsBlock);
