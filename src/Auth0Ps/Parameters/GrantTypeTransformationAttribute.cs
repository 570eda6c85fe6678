using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>Takes a grant also as connection catalogues write it: <c>client-credentials</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GrantTypeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text
            ? text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
            : inputData;
}
