using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>A help page must say everything about its cmdlet, and nothing that is no longer so.</summary>
internal sealed class HelpPageRules(Cmdlet cmdlet, HelpPage page, ErrorList errors)
{
    private const int FewestExamples = 2;

    internal void Check()
    {
        CheckSections();
        CheckParameters();
        CheckExamples();
        CheckOutputs();
    }

    private void CheckSections()
    {
        var hasParameters = cmdlet.VisibleParameters.Any(parameter => !EngineParameters.Adds(parameter));
        foreach (var name in SectionName.All)
        {
            if (!page.Sections.TryGetValue(name, out var section))
            {
                if (!name.Is(SectionName.Notes) && (!name.Is(SectionName.Parameters) || hasParameters))
                {
                    Report(0, ErrorCode.SectionMissing, $"The section '## {name}' is missing.");
                }

                continue;
            }

            Check(section);
        }

        if (page.Synopsis is not ([] or [Paragraph]))
            Report(page.Synopsis[0].Line, ErrorCode.PageShape, "The synopsis must be one paragraph.");
    }

    private void Check(HelpSection section)
    {
        var ofEntries = SectionName.OfEntries.Contains(section.Name, StringComparer.Ordinal);
        var empty = section.Name.Is(SectionName.RelatedLinks)
            ? section.Links.Count == 0
            : ofEntries ? section.Entries.Count == 0 : section.Text.Count == 0;
        if (empty)
        {
            Report(section.Line, ErrorCode.EmptySection, $"The section '## {section.Name}' is empty.");
        }

        if (ofEntries && section.Text.Count > 0)
        {
            Report(section.Text[0].Line, ErrorCode.PageShape, $"Text in '## {section.Name}' must stand below a ### heading; help has no other place for it.");
        }

        foreach (var entry in section.Entries)
        {
            if (!ofEntries)
            {
                Report(entry.Line, ErrorCode.PageShape, $"'## {section.Name}' cannot hold ### headings.");
            }
            else if (entry.Text.Count == 0)
            {
                Report(entry.Line, ErrorCode.EmptySection, $"'### {entry.Title}' is empty.");
            }
        }
    }

    private void CheckParameters()
    {
        var visible = cmdlet.VisibleParameters.ToList();
        foreach (var parameter in visible.Where(known => !EngineParameters.Adds(known) && EntryFor(known.Name) is null))
        {
            var line = page.Sections.TryGetValue(SectionName.Parameters, out var section) ? section.Line : 0;
            Report(line, ErrorCode.ParameterUndocumented, $"-{parameter.Name} of {cmdlet.Name} is not documented.");
        }

        foreach (var entry in page.Parameters.Where(entry => visible.TrueForAll(known => !entry.Title.Is("-" + known.Name))))
        {
            Report(entry.Line, ErrorCode.ParameterUnknown, $"{cmdlet.Name} has no parameter '{entry.Title}' (the heading must be '### -Name', written as in the class).");
        }

        foreach (var twice in page.Parameters.GroupBy(entry => entry.Title, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            Report(twice.Last().Line, ErrorCode.PageShape, $"'### {twice.Key}' is there twice.");
        }
    }

    private void CheckExamples()
    {
        if (page.Sections.TryGetValue(SectionName.Examples, out var section) && page.Examples.Count is > 0 and < FewestExamples)
        {
            Report(section.Line, ErrorCode.TooFewExamples, $"{cmdlet.Name} needs at least {FewestExamples} examples.");
        }

        for (var index = 0; index < page.Examples.Count; index++)
        {
            var example = page.Examples[index];
            var start = $"Example {index + 1}: ";
            if (!example.Title.StartsWith(start, StringComparison.Ordinal) || example.Title.Length == start.Length)
            {
                Report(example.Line, ErrorCode.PageShape, $"The heading must be '### {start}title'.");
            }

            if (example.Text.Count > 0 && example.Text[0] is not Code { IsPowerShell: true })
            {
                Report(example.Line, ErrorCode.PageShape, "An example must begin with its code, fenced as powershell.");
            }
            else if (example.Text.Count > 0 && !example.Text.OfType<Paragraph>().Any())
            {
                Report(example.Line, ErrorCode.EmptySection, $"'### {example.Title}' has no explanation below its code.");
            }
        }
    }

    private void CheckOutputs()
    {
        if (!page.Sections.TryGetValue(SectionName.Outputs, out var section))
            return;

        foreach (var type in cmdlet.OutputTypes.Where(type => page.Outputs.All(entry => !Names(entry.Title, type))))
        {
            Report(
                section.Line,
                ErrorCode.OutputTypeUndocumented,
                $"{cmdlet.Name} declares the output type {TypeName.Of(type)}, but '## Outputs' has no entry '### {TypeName.Of(type)}'.");
        }
    }

    private HelpEntry? EntryFor(string parameter) => page.Parameters.FirstOrDefault(entry => entry.Title.Is("-" + parameter));

    private static bool Names(string title, Type type) =>
        title.Names(TypeName.Of(type)) || title.Names(type.FullName);

    private void Report(int line, string code, string message) => errors.Add(page.File, line, code, message);
}
