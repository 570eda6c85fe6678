using System.Globalization;
using System.Xml.Linq;
using Auth0Ps.ModuleBuilder.Assemblies;
using static Auth0Ps.ModuleBuilder.Help.MamlNames;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>The syntax and parameter sections of a cmdlet: facts from the assembly, texts from the page.</summary>
internal sealed class MamlParameters(Cmdlet cmdlet, HelpPage page)
{
    private const string DefaultMark = "Default: ";

    /// <summary>One item a parameter set. Without it, the SYNTAX section of the help is empty.</summary>
    internal XElement Syntax() => new(
        Command + "syntax",
        cmdlet.ParameterSets.Select(set => new XElement(
            Command + "syntaxItem",
            new XElement(Maml + "name", cmdlet.Name),
            InSet(set).Select(pair => SyntaxParameter(pair.Parameter, pair.Binding)))));

    /// <summary>Every parameter once, in the order of the alphabet, as Get-Help readers are used to.</summary>
    internal XElement Parameters() => new(
        Command + "parameters",
        cmdlet.VisibleParameters.OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase).Select(Parameter));

    private IEnumerable<(CmdletParameter Parameter, ParameterBinding Binding)> InSet(string set) =>
        cmdlet.VisibleParameters
            .Select(parameter => (Parameter: parameter, Binding: parameter.BindingIn(set)))
            .Where(pair => pair.Binding is { Hidden: false })
            .Select(pair => (pair.Parameter, pair.Binding!))
            .OrderBy(pair => pair.Item2.Position ?? int.MaxValue)
            .ThenByDescending(pair => pair.Item2.Mandatory)
            .ThenBy(pair => EngineParameters.Adds(pair.Parameter));

    private static XElement SyntaxParameter(CmdletParameter parameter, ParameterBinding binding) => new(
        Command + "parameter",
        Facts(parameter, binding.Mandatory, binding.Position, [binding]),
        new XElement(Maml + "name", parameter.Name),
        parameter.IsSwitch ? null : Value(parameter));

    private XElement Parameter(CmdletParameter parameter)
    {
        var shown = parameter.Bindings.Where(binding => !binding.Hidden).ToList();
        var position = shown.TrueForAll(binding => binding.Position == shown[0].Position) ? shown[0].Position : null;
        var (text, defaultValue) = Text(parameter);
        return new XElement(
            Command + "parameter",
            Facts(parameter, shown.TrueForAll(binding => binding.Mandatory), position, shown),
            new XElement(Maml + "name", parameter.Name),
            Description(text),
            new XElement(Command + "parameterValue", ValueFacts(required: !parameter.IsSwitch), parameter.TypeName),
            new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", defaultValue));
    }

    private static IEnumerable<XAttribute> Facts(
        CmdletParameter parameter, bool required, int? position, IReadOnlyCollection<ParameterBinding> bindings) =>
    [
        new("required", required ? "true" : "false"),
        new("variableLength", parameter.TypeName.EndsWith("[]", StringComparison.Ordinal) ? "true" : "false"),
        new("globbing", parameter.SupportsWildcards ? "true" : "false"),
        new("pipelineInput", PipelineInput(bindings)),
        new("position", position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
    ];

    private static string PipelineInput(IReadOnlyCollection<ParameterBinding> bindings)
    {
        var ways = new List<string>();
        if (bindings.Any(binding => binding.FromPipeline))
            ways.Add("ByValue");

        if (bindings.Any(binding => binding.FromPipelineByPropertyName))
            ways.Add("ByPropertyName");

        return ways.Count > 0 ? $"True ({string.Join(", ", ways)})" : "False";
    }

    private static XElement Value(CmdletParameter parameter) => parameter.AllowedValues.Count == 0
        ? new XElement(Command + "parameterValue", ValueFacts(required: true), parameter.TypeName)
        : new XElement(
            Command + "parameterValueGroup",
            parameter.AllowedValues.Select(value => new XElement(
                Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value)));

    private static IEnumerable<XAttribute> ValueFacts(bool required) =>
        [new("required", required ? "true" : "false"), new("variableLength", "false")];

    // A last paragraph "Default: x" is shown where help shows default values.
    private (IEnumerable<HelpBlock> Text, string Default) Text(CmdletParameter parameter)
    {
        HelpEntry? entry = page.Parameters.FirstOrDefault(entry => entry.Title.Is("-" + parameter.Name));
        if (entry is null)
            return ([new Paragraph(EngineParameters.TextFor(parameter), 0)], parameter.IsSwitch ? "False" : string.Empty);

        return entry.Text.Count > 1 && entry.Text[^1] is Paragraph last && last.Text.StartsWith(DefaultMark, StringComparison.Ordinal)
            ? (entry.Text.SkipLast(1), last.Text[DefaultMark.Length..].TrimEnd('.'))
            : (entry.Text, parameter.IsSwitch ? "False" : string.Empty);
    }
}
