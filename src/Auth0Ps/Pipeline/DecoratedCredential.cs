using System.Management.Automation;

namespace Auth0Ps.Pipeline;

/// <summary>A credential that carries what is known of its rotation, and still binds wherever a <see cref="PSCredential"/> does.</summary>
internal static class DecoratedCredential
{
    public const string TypeName = "System.Management.Automation.PSCredential#Auth0SecretRotation";

    public static PSObject From(Auth0SecretRotationResult result)
    {
        var decorated = new PSObject(result.Credential!);
        foreach (var property in typeof(Auth0SecretRotationResult).GetProperties().Where(property => property.Name != nameof(result.Credential)))
            decorated.Properties.Add(new PSNoteProperty(property.Name, property.GetValue(result)));
        decorated.TypeNames.Insert(0, TypeName);
        return decorated;
    }
}
