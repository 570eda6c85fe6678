using System.Globalization;
using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>Takes a number as that many seconds; PowerShell would take it as ticks. Time spans and their text stay what they are.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return given switch
        {
            int or long or double or decimal or float or short or byte => (object?)Seconds(Convert.ToDouble(given, CultureInfo.InvariantCulture)) ?? inputData,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => (object?)Seconds(number) ?? inputData,
            _ => inputData,
        };
    }

    // What no time span can hold is left for the engine to refuse.
    private static TimeSpan? Seconds(double number) => Math.Abs(number) < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(number) : null;
}
