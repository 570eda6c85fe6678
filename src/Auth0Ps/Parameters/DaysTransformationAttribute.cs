using System.Globalization;
using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>Reads a plain number as days; the engine would take it for ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DaysTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal
            ? TimeSpan.FromDays(Math.Clamp(Convert.ToDouble(value, CultureInfo.InvariantCulture), -1, 100_000))
            : value is string text && double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days)
                ? TimeSpan.FromDays(Math.Clamp(days, -1, 100_000))
                : inputData;
    }
}
