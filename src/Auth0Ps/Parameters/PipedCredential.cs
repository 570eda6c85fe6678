using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>A credential from the pipeline. The binder makes a <see cref="PSCredential"/> of any object whatsoever, but this only of a credential.</summary>
public sealed class PipedCredential
{
    /// <summary>Takes a credential.</summary>
    /// <param name="credential">The credential.</param>
    public PipedCredential(PSCredential credential)
    {
        Value = credential;
    }

    /// <summary>The credential.</summary>
    public PSCredential Value { get; }
}
