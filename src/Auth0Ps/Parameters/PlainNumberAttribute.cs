using System.Globalization;
using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>Reads a plain number as that many days, minutes or seconds; the engine would take it for ticks. Time spans and their text stay what they are.</summary>
/// <param name="unit">What a number counts.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PlainNumberAttribute(PlainNumberUnit unit) : ArgumentTransformationAttribute
{
    /// <summary>What a number counts.</summary>
    public PlainNumberUnit Unit { get; } = unit;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => Span(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            string text when double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => Span(number),
            _ => inputData,
        };
    }

    // What no time span can hold becomes the longest that is still safe to add to a date, which the command refuses.
    private TimeSpan Span(double number)
    {
        var one = Unit switch
        {
            PlainNumberUnit.Days => TimeSpan.FromDays(1),
            PlainNumberUnit.Minutes => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromSeconds(1),
        };
        return TimeSpan.FromDays(Math.Clamp(double.IsNaN(number) ? -1 : number * one.TotalDays, -1, 100_000));
    }
}

/// <summary>What a plain number counts.</summary>
public enum PlainNumberUnit
{
    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Minutes.</summary>
    Minutes,

    /// <summary>Days.</summary>
    Days,
}
