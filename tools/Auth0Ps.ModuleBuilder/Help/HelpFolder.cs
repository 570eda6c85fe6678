using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>All help pages of one language, read and held against the cmdlets.</summary>
internal sealed class HelpFolder
{
    private const string AboutPrefix = "about_";

    private readonly string _folder;
    private readonly ModuleAssembly _assembly;
    private readonly ErrorList _errors;
    private readonly Dictionary<string, HelpPage> _pages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<AboutPage> _abouts = [];

    private HelpFolder(string folder, ModuleAssembly assembly, ErrorList errors)
    {
        _folder = folder;
        _assembly = assembly;
        _errors = errors;
    }

    internal IReadOnlyList<AboutPage> Abouts => _abouts;

    internal IReadOnlyDictionary<string, HelpPage> Pages => _pages;

    internal static HelpFolder Read(string folder, ModuleAssembly assembly, ErrorList errors)
    {
        var help = new HelpFolder(folder, assembly, errors);
        help.ReadPages();
        help.Check();
        return help;
    }

    private void ReadPages()
    {
        var files = Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*.md") : [];
        foreach (var file in files.Order(StringComparer.OrdinalIgnoreCase))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name.StartsWith(AboutPrefix, StringComparison.Ordinal))
            {
                _abouts.Add(AboutPage.Read(file, _errors));
            }
            else if (_assembly.HasCmdlet(name))
            {
                _pages.Add(name, new HelpPageReader(file, _errors).Read());
            }
            else
            {
                _errors.Add(file, 1, ErrorCode.PageWithoutCmdlet, $"There is no cmdlet {name}.");
            }
        }
    }

    private void Check()
    {
        var codeRules = new CodeRules(_assembly, _errors);
        foreach (var cmdlet in _assembly.Cmdlets)
        {
            if (!_pages.TryGetValue(cmdlet.Name, out var page))
            {
                _errors.Add(Path.Combine(_folder, cmdlet.Name + ".md"), ErrorCode.PageMissing, $"{cmdlet.Name} has no help page.");
                continue;
            }

            new HelpPageRules(cmdlet, page, _errors).Check();
            codeRules.Check(page.File, page.Code);
            CheckLinks(page);
        }

        foreach (var about in _abouts)
            codeRules.Check(about.File, about.Code);
    }

    // Only links to this module's own topics can be followed here.
    private void CheckLinks(HelpPage page)
    {
        foreach (var link in page.RelatedLinks)
        {
            var broken = CodeRules.LooksLikeCmdlet(link.Text)
                ? !_assembly.HasCmdlet(link.Text)
                : link.Text.StartsWith("about_Auth0", StringComparison.OrdinalIgnoreCase)
                    && !_abouts.Exists(about => about.Name.Names(link.Text));
            if (broken)
            {
                _errors.Add(page.File, link.Line, ErrorCode.LinkWithoutTarget, $"The related link {link.Text} names a topic this module does not have.");
            }
        }
    }
}
