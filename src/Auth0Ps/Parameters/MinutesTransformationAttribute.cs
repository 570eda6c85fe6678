using System.Globalization;
using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>Reads a plain number as minutes; the engine would take it for ticks, of which a minute has 600 million.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MinutesTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal
            ? TimeSpan.FromMinutes(Math.Clamp(Convert.ToDouble(value, CultureInfo.InvariantCulture), -1, 1_000_000))
            : inputData;
    }
}
