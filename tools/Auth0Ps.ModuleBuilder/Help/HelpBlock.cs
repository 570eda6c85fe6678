namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>A piece of help text. Help windows know paragraphs, lists and code, and nothing else. Lines count from one.</summary>
internal abstract record HelpBlock(int Line);

/// <summary>Running text; a line end in it is meant.</summary>
internal sealed record Paragraph(string Text, int Line) : HelpBlock(Line);

/// <summary>A list; each item with the mark in front of it (<c>-</c> or <c>1.</c>).</summary>
internal sealed record ItemList(IReadOnlyList<(string Mark, string Text)> Items, int Line) : HelpBlock(Line);

/// <summary>A fenced code block. Its line is that of the first line of code.</summary>
internal sealed record Code(string Text, string Language, int Line) : HelpBlock(Line)
{
    internal bool IsPowerShell =>
        Language.Names("powershell") || Language.Names("pwsh");
}

/// <summary>A heading inside a section.</summary>
internal sealed record Heading(string Text, int Level, int Line) : HelpBlock(Line);
