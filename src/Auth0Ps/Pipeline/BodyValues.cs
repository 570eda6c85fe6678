using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;
using System.Security;
using System.Xml;
using Auth0Ps.Rest.Bodies;

namespace Auth0Ps.Pipeline;

/// <summary>What PowerShell's values stand for in a request. Runs on the pipeline thread, because properties may be scripts.</summary>
internal static class BodyValues
{
    /// <summary>Reads the value of <c>-Body</c>: JSON text, or an object to write as JSON; null for none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: it cannot be a body.</exception>
    public static RestBody? From(object? body) => Unwrapped(body) switch
    {
        null => null,
        string json => RestBody.FromJson(json),
        SecureString json => RestBody.FromJson(json),
        PSCredential => throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            "The body is a credential, and an API wants its parts under names of its own.",
            "Name them: @{ client_id = $credential.UserName; client_secret = $credential.Password }."),
        // Get-Content without -Raw gives a file's lines one by one.
        IEnumerable lines when Lines(lines) is { } json => RestBody.FromJson(json),
        _ => RestBody.FromObject(body, Translate),
    };

    /// <summary>The parameters of <c>-Query</c>.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Query(IDictionary query)
    {
        var entries = query.GetEnumerator();
        while (entries.MoveNext())
            yield return new(Unwrapped(entries.Key)?.ToString() ?? "", Simple(entries.Value));
    }

    private static object? Simple(object? value) => Unwrapped(value) switch
    {
        SwitchParameter flag => flag.IsPresent,
        IEnumerable items and not (string or IDictionary) => items.Cast<object?>().Select(Simple).ToArray(),
        var simple => simple,
    };

    private static object? Translate(object value, Func<string> path)
    {
        if (value is PSObject { BaseObject: PSCustomObject } custom)
            return Members(custom, path);

        return Unwrapped(value) switch
        {
            SwitchParameter flag => flag.IsPresent,
            // Written from here straight to the wire, like any SecureString.
            PSCredential credential => credential.Password,
            XmlNode node => throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"'{path()}' is XML ({node.Name}), which has no form in JSON.",
                "Pass its text ($xml.OuterXml), or a hashtable."),
            // Instances of classes that a script defines.
            { } instance when instance.GetType().Assembly.IsDynamic && instance is not (IEnumerable or Enum) => Members(PSObject.AsPSObject(instance), path),
            var plain => plain,
        };
    }

    private static object? Unwrapped(object? value) => value switch
    {
        null or NullString => null,
        PSObject wrapped when ReferenceEquals(wrapped, AutomationNull.Value) => null,
        PSObject { BaseObject: not PSCustomObject } wrapped => wrapped.BaseObject,
        _ => value,
    };

    private static List<KeyValuePair<string, object?>> Members(PSObject custom, Func<string> path)
    {
        var members = new List<KeyValuePair<string, object?>>();
        foreach (var property in custom.Properties.Where(property => property.IsGettable))
        {
            try
            {
                members.Add(new(property.Name, property.Value));
            }
            catch (GetValueException exception)
            {
                throw new Auth0Exception(
                    ErrorReason.InvalidArgument,
                    $"'{path()}.{property.Name}' cannot be read: {exception.Message}",
                    "Pass only the properties to send, such as @{ name = $app.name }.",
                    exception);
            }
        }

        return members;
    }

    /// <summary>The lines of a JSON file as one text; null when they are anything else.</summary>
    private static string? Lines(IEnumerable values)
    {
        if (values is not IList { Count: > 0 } list || !list.Cast<object?>().All(item => Unwrapped(item) is string))
            return null;
        var text = string.Join('\n', list.Cast<object?>().Select(item => (string)Unwrapped(item)!));
        return RestBody.IsObjectOrList(text) ? text : null;
    }
}
