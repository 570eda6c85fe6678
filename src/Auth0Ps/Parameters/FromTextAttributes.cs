using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>Takes names of vault entries also as a table of rotations has them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MappingFromTextAttribute : FromJsonAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return TextOf(inputData) is { Length: > 0 } text ? SecretsMapping.Parse(text) : base.Transform(engineIntrinsics, inputData);
        }
        catch (Auth0Exception exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    internal static string? TextOf(object? input) => (input is PSObject wrapped ? wrapped.BaseObject : input) as string;
}

/// <summary>Takes days of the week also as a table of rotations has them, with commas; the engine would add them up.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DaysFromTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => MappingFromTextAttribute.TextOf(inputData) switch
    {
        { Length: 0 } => null!,
        { } text when text.Contains(',', StringComparison.Ordinal) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ => inputData,
    };
}

/// <summary>Takes a switch also as a table of rotations has it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlagFromTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => MappingFromTextAttribute.TextOf(inputData) switch
    {
        { Length: 0 } => false,
        { } text when bool.TryParse(text, out var flag) => flag,
        _ => inputData,
    };
}
