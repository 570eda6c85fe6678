using System.Management.Automation.Language;

namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>
/// Reads a PowerShell data file (<c>.psd1</c>) with PowerShell's own parser: one hashtable of texts, numbers, <c>$true</c>,
/// <c>$false</c>, <c>$null</c>, arrays and further hashtables. Whatever would have to be evaluated is refused, as the engine does on import.
/// </summary>
internal static class DataFileReader
{
    /// <exception cref="DataFileException">The content is not such a file.</exception>
    internal static DataFileTable Read(string content)
    {
        var script = Parser.ParseInput(content, out _, out var problems);
        if (problems is [var problem, ..])
            throw new DataFileException(problem.Extent.StartLineNumber, problem.Message);
        return script.EndBlock?.Statements is [var only] && Expression(only) is HashtableAst table
            ? Table(table)
            : throw new DataFileException(1, "The file must hold one hashtable: @{ ... }.");
    }

    private static DataFileTable Table(HashtableAst hashtable)
    {
        var table = new DataFileTable();
        foreach (var (key, value) in hashtable.KeyValuePairs)
            table.Add(Convert.ToString(Data(key, key), System.Globalization.CultureInfo.InvariantCulture)!, Value(value), key.Extent.StartLineNumber);
        return table;
    }

    private static object? Value(StatementAst statement) =>
        Expression(statement) is HashtableAst inner ? Table(inner) : Data(Expression(statement), statement);

    private static object? Data(ExpressionAst? expression, Ast place)
    {
        try
        {
            return expression is null ? throw NotData(place) : expression.SafeGetValue();
        }
        catch (InvalidOperationException)
        {
            throw NotData(place);
        }
    }

    private static ExpressionAst? Expression(StatementAst statement) => (statement as PipelineAst)?.GetPureExpression();

    private static DataFileException NotData(Ast place) => new(
        place.Extent.StartLineNumber,
        $"PowerShell would have to evaluate {place.Extent.Text}; write a text in single quotes, a number, $true, $false, $null, an array or a hashtable.");
}
