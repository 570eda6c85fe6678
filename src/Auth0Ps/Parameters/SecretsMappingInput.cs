using System.Collections;

namespace Auth0Ps.Parameters;

/// <summary>Reads <c>-SecretsMapping</c>: <c>@{ ClientId = 'NAME'; ClientSecret = 'NAME' }</c> or <c>@{ Credential = 'NAME' }</c>.</summary>
internal static class SecretsMappingInput
{
    /// <param name="input">What was given; null for the default names.</param>
    /// <param name="rotation">The rotation's name.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static SecretsMapping Read(IDictionary? input, string rotation)
    {
        if (input is null)
            return SecretsMapping.Default(rotation);

        var mapping = new SecretsMapping();
        foreach (DictionaryEntry item in input)
        {
            var name = item.Value?.ToString()?.Trim();
            mapping = (item.Key.ToString() ?? "").ToUpperInvariant() switch
            {
                "CLIENTID" => mapping with { ClientId = name },
                "CLIENTSECRET" => mapping with { ClientSecret = name },
                "CREDENTIAL" => mapping with { Credential = name },
                _ => throw new Auth0Exception(
                    ErrorReason.InvalidArgument,
                    $"'{item.Key}' in -SecretsMapping is not known.",
                    "Use -SecretsMapping @{ ClientId = 'NAME'; ClientSecret = 'NAME' } or -SecretsMapping @{ Credential = 'NAME' }.")
                { Target = rotation },
            };
        }

        mapping.Require(rotation);
        return mapping;
    }
}
