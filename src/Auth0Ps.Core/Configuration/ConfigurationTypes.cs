using System.Text.Json;
using Auth0Ps.Naming;

namespace Auth0Ps.Configuration;

/// <summary>What single values of a configuration file have to look like.</summary>
internal static class ConfigurationTypes
{
    private const string InQuotes = "Put its value in quotes.";
    private const string WithoutQuotes = "Write it without quotes.";

    /// <summary>What a value is not, and what to do; null when all is well. It is not shown: it may be a secret.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">What the field takes.</param>
    public static (string What, string Action)? WhatItShouldBe(JsonElement value, Type type)
    {
        if (type == typeof(bool))
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : ("true or false", "Write it without quotes; in .psd1 it is $true or $false.");
        if (type == typeof(int))
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : ("a whole number", WithoutQuotes);
        if (value.ValueKind != JsonValueKind.String)
            return ("text", InQuotes);

        var text = value.GetString()!;
        if (type == typeof(Guid))
            return value.TryGetGuid(out var id) && id != Guid.Empty ? null : ("an id", "Leave it out, or take it from an exported file; one looks like 3c90c3cc-0d44-4b50-8888-8dd25736052a.");
        if (type == typeof(TimeOnly))
            return TimeOfDayText.TryParse(text, out _) ? null : ("a time of day", "Give a time of day (UTC) such as 03:30.");
        if (type == typeof(TimeSpan))
            return TimeSpanText.TryParse(text, out _) ? null : ("a span of time", "Give a span such as 2:00 for two hours or 1.00:00:00 for a day.");
        if (type == typeof(Uri))
            return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _) ? null : ("an address", "Give it in full, for example https://api.example.com/v1/");
        if (type.IsEnum)
            return OfEnum(text, type);
        return null;
    }

    private static (string What, string Action)? OfEnum(string text, Type type)
    {
        var names = Enum.GetNames(type);
        return names.Contains(text, StringComparer.OrdinalIgnoreCase) ? null
            : ($"one of {string.Join(", ", names)}", Likeness.Nearest(text, names) is { } near ? $"Write {near}." : "Write one of them.");
    }
}
