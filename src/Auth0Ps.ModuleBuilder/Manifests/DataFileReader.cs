using System.Globalization;

namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>
/// Reads a PowerShell data file (<c>.psd1</c>) without PowerShell: one hashtable of texts, numbers, <c>$true</c>,
/// <c>$false</c>, <c>$null</c>, arrays and further hashtables. Anything that would have to be evaluated is refused.
/// </summary>
internal sealed class DataFileReader
{
    private readonly DataFileText text;

    private DataFileReader(string content) => text = new DataFileText(content);

    /// <exception cref="DataFileException">The content is not such a file.</exception>
    internal static DataFileTable Read(string content)
    {
        var reader = new DataFileReader(content);
        reader.text.SkipBlank(newlines: true);
        reader.text.Expect("@{");
        DataFileTable table = reader.Table();
        reader.text.SkipBlank(newlines: true);
        return reader.text.AtEnd ? table : throw reader.text.Unexpected();
    }

    private DataFileTable Table()
    {
        var table = new DataFileTable();
        while (true)
        {
            text.SkipBlank(newlines: true, separators: true);
            if (text.TryTake("}"))
            {
                return table;
            }

            int line = text.Line;
            string key = text.Peek is '\'' or '"' ? text.Quoted() : text.Word();
            text.SkipBlank(newlines: true);
            text.Expect("=");
            text.SkipBlank(newlines: true);
            if (!table.TryAdd(key, Values(), line))
            {
                throw new DataFileException(line, $"The key '{key}' is there twice.");
            }
        }
    }

    // One value, or several with commas in between, which PowerShell takes as an array.
    private object? Values()
    {
        object? first = Value();
        text.SkipBlank();
        if (text.Peek != ',')
        {
            return first;
        }

        var values = new List<object?> { first };
        while (text.TryTake(","))
        {
            text.SkipBlank(newlines: true);
            values.Add(Value());
            text.SkipBlank();
        }

        return values;
    }

    private object? Value()
    {
        if (text.TryTake("@{"))
        {
            return Table();
        }

        if (text.TryTake("@("))
        {
            return Array();
        }

        return text.Peek is '\'' or '"' ? text.Quoted() : Literal(text.Word());
    }

    private List<object?> Array()
    {
        var values = new List<object?>();
        while (true)
        {
            text.SkipBlank(newlines: true, separators: true);
            if (text.TryTake(")"))
            {
                return values;
            }

            values.Add(Value());
            text.SkipBlank();
            if (text.TryTake(","))
            {
                continue;
            }

            // Without a comma the next value must stand on a line of its own, or behind a semicolon.
            if (text.Peek is not (')' or '\n' or '\r' or ';'))
            {
                throw text.Unexpected();
            }
        }
    }

    private object? Literal(string word) => word.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        "$NULL" => null,
        _ when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => throw new DataFileException(text.Line, $"'{word}' is neither a quoted text nor a number, $true, $false or $null."),
    };
}
