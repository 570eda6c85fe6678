using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>All help pages of one language, read and held against the cmdlets.</summary>
internal sealed class HelpFolder
{
    private const string AboutPrefix = "about_";

    private readonly string folder;
    private readonly ModuleAssembly assembly;
    private readonly ErrorList errors;
    private readonly Dictionary<string, HelpPage> pages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<AboutPage> abouts = [];

    private HelpFolder(string folder, ModuleAssembly assembly, ErrorList errors)
    {
        this.folder = folder;
        this.assembly = assembly;
        this.errors = errors;
    }

    internal IReadOnlyList<AboutPage> Abouts => abouts;

    internal IReadOnlyDictionary<string, HelpPage> Pages => pages;

    internal static HelpFolder Read(string folder, ModuleAssembly assembly, ErrorList errors)
    {
        var help = new HelpFolder(folder, assembly, errors);
        help.ReadPages();
        help.Check();
        return help;
    }

    private void ReadPages()
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md") : [];
        foreach (string file in files.Order(StringComparer.OrdinalIgnoreCase))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (name.StartsWith(AboutPrefix, StringComparison.Ordinal))
            {
                abouts.Add(AboutPage.Read(file, errors));
            }
            else if (assembly.HasCmdlet(name))
            {
                pages.Add(name, new HelpPageReader(file, errors).Read());
            }
            else
            {
                errors.Add(file, 1, ErrorCode.PageWithoutCmdlet, $"There is no cmdlet {name}.");
            }
        }
    }

    private void Check()
    {
        var codeRules = new CodeRules(assembly, errors);
        foreach (Cmdlet cmdlet in assembly.Cmdlets)
        {
            if (!pages.TryGetValue(cmdlet.Name, out HelpPage? page))
            {
                errors.Add(Path.Combine(folder, cmdlet.Name + ".md"), ErrorCode.PageMissing, $"{cmdlet.Name} has no help page.");
                continue;
            }

            new HelpPageRules(cmdlet, page, errors).Check();
            codeRules.Check(page.File, page.Code);
            CheckLinks(page);
        }

        foreach (AboutPage about in abouts)
        {
            codeRules.Check(about.File, about.Code);
        }
    }

    // Only links to this module's own topics can be followed here.
    private void CheckLinks(HelpPage page)
    {
        foreach (HelpLink link in page.RelatedLinks)
        {
            bool broken = CodeRules.LooksLikeCmdlet(link.Text)
                ? !assembly.HasCmdlet(link.Text)
                : link.Text.StartsWith("about_Auth0", StringComparison.OrdinalIgnoreCase)
                    && !abouts.Exists(about => about.Name.Names(link.Text));
            if (broken)
            {
                errors.Add(page.File, link.Line, ErrorCode.LinkWithoutTarget, $"The related link {link.Text} names a topic this module does not have.");
            }
        }
    }
}
