using System.Buffers;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation.Language;
using System.Text;
using System.Text.Json;
using Auth0Ps.Configuration;

namespace Auth0Ps.Pipeline;

/// <summary>
/// Reads a data file of PowerShell (<c>.psd1</c>) as JSON, without running anything of it. By its syntax, because what the engine has for that gives up on a file
/// with more than a few thousand values.
/// </summary>
internal static class DataFileSyntax
{
    /// <summary>The file as JSON.</summary>
    /// <param name="file">The file, for errors.</param>
    /// <param name="bytes">What it holds.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidConfiguration"/>: names the line, and shows nothing of it.</exception>
    public static byte[] ToJson(ConfigurationFile file, byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: true);
        var script = Parser.ParseInput(reader.ReadToEnd(), out _, out var errors);
        if (errors is [var error, ..])
            throw file.Invalid($"is malformed at line {error.Extent.StartLineNumber}.", "Check quotes and braces there; a name may be there only once in a table.");
        if (script is not { ParamBlock: null, BeginBlock: null, ProcessBlock: null, EndBlock.Statements: [PipelineAst { PipelineElements: [CommandExpressionAst { Expression: HashtableAst table }] }] })
            throw file.Invalid("is not a data file: it is to hold one table, and nothing else.", "Write @{ Version = 1; Connections = @( … ); Rotations = @( … ) }; Export-Auth0Configuration writes one to begin with.");

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
            Write(writer, table, file);
        return json.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Ast node, ConfigurationFile file)
    {
        switch (node)
        {
            case HashtableAst table:
                writer.WriteStartObject();
                foreach (var (key, value) in table.KeyValuePairs)
                {
                    writer.WritePropertyName(key is StringConstantExpressionAst name ? name.Value : throw Refused(key, file));
                    Write(writer, value, file);
                }

                writer.WriteEndObject();
                break;
            case ArrayExpressionAst list:
                WriteList(writer, [.. list.SubExpression.Statements.SelectMany(statement => ItemsOf(statement, file))], file);
                break;
            case ArrayLiteralAst list:
                WriteList(writer, list.Elements, file);
                break;
            case PipelineAst { PipelineElements: [CommandExpressionAst { Expression: var expression, Redirections.Count: 0 }] }:
                Write(writer, expression, file);
                break;
            case StringConstantExpressionAst text:
                writer.WriteStringValue(text.Value);
                break;
            case UnaryExpressionAst { TokenKind: TokenKind.Minus, Child: ConstantExpressionAst { Value: int number } }:
                writer.WriteNumberValue(-number);
                break;
            case ConstantExpressionAst { Value: int number }:
                writer.WriteNumberValue(number);
                break;
            case ConstantExpressionAst { Value: IFormattable number }:
                writer.WriteRawValue(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case VariableExpressionAst { VariablePath.UserPath: var name } when Constant(name) is { } constant:
                writer.WriteRawValue(constant);
                break;
            default:
                throw Refused(node, file);
        }
    }

    /// <summary>One on each line, or several behind each other.</summary>
    private static ReadOnlyCollection<ExpressionAst> ItemsOf(StatementAst statement, ConfigurationFile file) => statement is PipelineAst { PipelineElements: [CommandExpressionAst { Expression: var expression, Redirections.Count: 0 }] }
        ? expression is ArrayLiteralAst list ? list.Elements : new([expression])
        : throw Refused(statement, file);

    private static void WriteList(Utf8JsonWriter writer, IReadOnlyList<Ast> items, ConfigurationFile file)
    {
        writer.WriteStartArray();
        foreach (var item in items)
            Write(writer, item, file);
        writer.WriteEndArray();
    }

    private static string? Constant(string variable) => variable.ToUpperInvariant() switch
    {
        "TRUE" => "true",
        "FALSE" => "false",
        "NULL" => "null",
        _ => null,
    };

    private static Auth0Exception Refused(Ast node, ConfigurationFile file) => file.Invalid(
        $"has something at line {node.Extent.StartLineNumber} that would have to be run, or is not a value.",
        "Write texts in quotes, numbers, $true, $false, tables and lists; nothing of a data file is run.");
}
