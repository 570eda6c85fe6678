using System.Globalization;
using System.Text.Json;

namespace Auth0Ps.Rest.Bodies;

/// <summary>Says why something cannot be a request body; never what is in it.</summary>
internal static class BodyFaults
{
    public static Auth0Exception Invalid(string message, string action) => new(ErrorReason.InvalidArgument, message, action);

    public static Auth0Exception NotJson(JsonException exception) =>
        Invalid(
            string.Create(CultureInfo.InvariantCulture, $"The body is not JSON: line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1} cannot stand there."),
            "Names and texts need double quotes, and no comma follows the last item. A hashtable (-Body @{ name = 'x' }) needs no JSON at all.");

    public static Auth0Exception ContainsItself(string path) =>
        Invalid($"The body contains itself: '{path}' leads back to an object around it.", "Pass only the properties to send, such as @{ name = $app.name }.");

    public static Auth0Exception TooDeep(int levels) =>
        Invalid(string.Create(CultureInfo.InvariantCulture, $"The body is nested deeper than {levels} levels."), "Pass only the properties to send, such as @{ name = $app.name }.");

    public static Auth0Exception Unwritable(string path, Type type) =>
        Invalid(
            $"'{path}' is a {type.FullName}, which has no form in JSON.",
            "Pass hashtables, custom objects (Select-Object makes them), lists, texts, numbers, $true or $false, times and secrets.");

    public static Auth0Exception NotANumber(string path) =>
        Invalid($"'{path}' is no finite number, and JSON has no other.", "Pass a number, or leave the property out.");

    public static Auth0Exception NoName(string path) =>
        Invalid($"'{path}' has a member without a name.", "Give every member of a hashtable a name.");
}
