using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>
/// Takes a time of day, a span or a mapping also as <c>ConvertFrom-Json</c> returns what <c>ConvertTo-Json</c> wrote of it, and an empty text, which a table has
/// where there is nothing, as nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public class FromJsonAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string { Length: 0 })
            return null!;
        if (inputData is not PSObject { BaseObject: PSCustomObject } parts)
            return inputData;

        if (parts.Properties["Ticks"]?.Value is { } ticks)
        {
            var count = Convert.ToInt64(ticks, CultureInfo.InvariantCulture);
            return parts.Properties["TotalDays"] is null ? new TimeOnly(count) : TimeSpan.FromTicks(count);
        }

        // Without what is null, which the engine would make an empty text of.
        var members = new Hashtable();
        foreach (var member in parts.Properties.Where(member => member.Value is not null))
            members[member.Name] = member.Value;
        return members;
    }
}
