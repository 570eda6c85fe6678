
namespace Auth0Ps.Rest.Responses;

/// <summary>Which texts of an answer are secrets; only their names decide, at any depth.</summary>
internal static class SecretNames
{
    // Without hyphens and underscores, in lower case: Auth0 spells such names both ways. Taken from the answers that Auth0's
    // OpenAPI document of the Management API describes, and what connections to other identity providers keep in their options.
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "accesstoken", "accesstokensecret", "apikey", "appsecret", "authtoken", "awssecretaccesskey", "clientsecret",
        "cnameapikey", "connectionstring", "consumersecret", "datadogapikey", "httpauthorization", "idtoken", "initialaccesstoken", "masterkey",
        "mixpanelserviceaccountpassword", "password", "privatekey", "recoverycode", "refreshtoken", "registrationaccesstoken", "saskey",
        "secret", "secretaccesskey", "secretkey", "segmentwritekey", "servicepassword", "signingsecret", "skey", "smtppass",
        "splunktoken", "storageaccesskey", "token", "totpsecret", "twiliotoken",
    };

    // A member called "key" is a private key only in these; elsewhere it is the name of a setting.
    private static readonly HashSet<string> KeyHolders = new(StringComparer.Ordinal)
    {
        "decryptionkey", "decryptionkeys", "encryptionkey", "encryptionkeys", "signingkey", "signingkeys",
    };

    /// <summary>Whether a text is a secret.</summary>
    /// <param name="name">The member it is in, by itself or in a list.</param>
    /// <param name="parent">The member that holds the object with it; null at the top.</param>
    public static bool Contains(string? name, string? parent)
    {
        if (name is null)
            return false;
        var plain = Plain(name);
        return Names.Contains(plain) || (plain == "key" && parent is not null && KeyHolders.Contains(Plain(parent)));
    }

    private static string Plain(string name) =>
        string.Concat(name.Where(letter => letter is not ('_' or '-'))).ToLowerInvariant();
}
