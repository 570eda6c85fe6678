using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth;

/// <summary>How an application proves itself to the token endpoint.</summary>
internal abstract class ClientAuthentication
{
    public abstract string ClientId { get; }

    /// <summary>What it proves itself with, in words.</summary>
    public virtual string Proof => "client secret";

    /// <summary>Adds what belongs into the form.</summary>
    public abstract void Write(FormBody form);

    /// <summary>What belongs into the Authorization header; null where the form says it all.</summary>
    public virtual (string ClientId, SecureString Secret)? Basic => null;
}

/// <summary><c>client_secret_post</c>, as Auth0's own SDKs do it.</summary>
internal sealed class ClientSecretPost(string clientId, SecureString secret) : ClientAuthentication
{
    public override string ClientId => clientId;

    public override void Write(FormBody form)
    {
        form.Add("client_id", clientId);
        form.Add("client_secret", secret);
    }
}

/// <summary><c>client_secret_basic</c>, for applications that are set to it.</summary>
internal sealed class ClientSecretBasic(string clientId, SecureString secret) : ClientAuthentication
{
    public override string ClientId => clientId;

    public override (string ClientId, SecureString Secret)? Basic => (clientId, secret);

    public override void Write(FormBody form)
    {
    }
}

/// <summary>An application without a secret (<c>none</c>), which a proof key protects instead (RFC 7636).</summary>
internal sealed class PublicClient(string clientId) : ClientAuthentication
{
    public override string ClientId => clientId;

    public override string Proof => "client id only";

    public override void Write(FormBody form) => form.Add("client_id", clientId);
}
