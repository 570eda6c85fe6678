using System.Collections;
using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>Takes names, and no object that has some: the binder would make the text <c>@{Name=x}</c> of one, and look no further for its property.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NamesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var items = inputData is object[] list ? list : [inputData];
        return Array.Exists(items, static item => item is PSObject { BaseObject: PSCustomObject } || (item is PSObject wrapped ? wrapped.BaseObject : item) is IDictionary)
            ? throw NoName()
            : inputData;
    }

    /// <summary>With a failed cast inside, after which the binder continues with properties; anything else would end the search.</summary>
    private static ArgumentTransformationMetadataException NoName()
    {
        const string Message = "An object was given where names are expected; its property Name is taken from the pipeline.";
        return new ArgumentTransformationMetadataException(Message, new PSInvalidCastException(Message));
    }
}
