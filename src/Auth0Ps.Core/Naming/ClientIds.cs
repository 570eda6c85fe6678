namespace Auth0Ps.Naming;

/// <summary>The shape of Auth0's client ids: letters, digits, <c>_</c> and <c>-</c>, so that one can stand in a path as it is.</summary>
internal static class ClientIds
{
    /// <summary>The longest accepted id, in characters; Auth0's own have 32.</summary>
    public const int MaxLength = 128;

    /// <summary>Whether a text can be a client id.</summary>
    /// <param name="text">The text to look at.</param>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    /// <summary>Returns the id when it can be one.</summary>
    /// <param name="text">The client id given.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static string Require(string? text)
    {
        var id = text?.Trim();
        if (IsValid(id))
            return id!;

        throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            string.IsNullOrEmpty(id) ? "The client id is empty." : $"'{id}' is not a client id: it has letters that Auth0's client ids do not have, or is too long.",
            "Copy the Client ID from the dashboard (Applications > Applications > your application > Settings), or from Get-Auth0Application.")
        { Target = text };
    }
}
