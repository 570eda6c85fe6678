using System.Globalization;
using Auth0Ps.Connections.Import;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Turns the rotations of other products into requests for rotations here.</summary>
/// <param name="Request">What is wanted; connection and vault are not in it.</param>
/// <param name="Ignored">Fields that have no counterpart here.</param>
internal sealed record RotationImport(RotationRequest Request, IReadOnlyList<string> Ignored)
{
    /// <summary>The connection that one of this module's own rotations names; null for none.</summary>
    public string? Connection { get; init; }

    /// <summary>Reads the body that Infisical's API for creating an Auth0 client secret rotation takes.</summary>
    /// <param name="fields">The fields.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: names what is missing or not supported.</exception>
    public static RotationImport From(ImportFields fields)
    {
        if (OwnRotation.IsOne(fields))
            return OwnRotation.Read(fields);
        var name = fields.TakeText("name");
        if (!fields.Has("parameters") && !fields.Has("secretsMapping"))
        {
            throw new Auth0Exception(
                ErrorReason.InvalidImport,
                "This is neither Infisical's rotation of an Auth0 client secret (parameters and secretsMapping) nor one of this module's own (clientId, vault and secretsMapping).",
                "Get-Help Import-Auth0SecretRotation -Full shows the forms.")
            { Target = name };
        }

        if (fields.TakeText("type") is { } type && type != "auth0-client-secret")
            throw Invalid(name, $"The field 'type' is '{type}': the rotation is of something other than an Auth0 client secret.", "Import rotations of type auth0-client-secret.");

        var request = new RotationRequest
        {
            Name = name,
            Description = fields.TakeText("description"),
            ProjectId = fields.TakeText("projectId"),
            Environment = fields.TakeText("environment"),
            SecretPath = fields.TakeText("secretPath"),
            AutoRotation = TakeFlag(fields, name, "isAutoRotationEnabled"),
            RotationInterval = TakeNumber(fields, name, "rotationInterval", 1, RotationGuards.LongestInterval),
            RotateAtUtc = TakeTime(fields, name),
            ClientId = fields.TakeText("parameters.clientId") ?? throw Invalid(name, "The field 'parameters.clientId' is missing or still a placeholder.", "Fill it in; text in angle brackets on a documentation page is no value."),
            SecretsMapping = TakeMapping(fields, name),
        };
        return new RotationImport(request, fields.Left);
    }

    private static SecretsMapping? TakeMapping(ImportFields fields, string? name)
    {
        var clientId = fields.TakeText("secretsMapping.clientId");
        var clientSecret = fields.TakeText("secretsMapping.clientSecret");
        if (clientId is null && clientSecret is null)
            return null;

        return clientSecret is null
            ? throw Invalid(name, "The field 'secretsMapping.clientSecret' is missing or still a placeholder.", "Give both names, or leave secretsMapping out for names made from the rotation's.")
            : new SecretsMapping { ClientId = clientId, ClientSecret = clientSecret };
    }

    private static TimeOnly? TakeTime(ImportFields fields, string? name)
    {
        var hours = TakeNumber(fields, name, "rotateAtUtc.hours", 0, 23);
        var minutes = TakeNumber(fields, name, "rotateAtUtc.minutes", 0, 59);
        return hours is null && minutes is null ? null : new TimeOnly(hours ?? 0, minutes ?? 0);
    }

    internal static int? TakeNumber(ImportFields fields, string? name, string field, int least, int most)
    {
        if (fields.TakeText(field) is not { } text)
            return null;

        return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number) && number >= least && number <= most
            ? (int)number
            : throw Invalid(name, $"The field '{field}' is '{text}'.", $"Give a whole number from {least} to {most}.");
    }

    private static bool? TakeFlag(ImportFields fields, string? name, string field) => fields.Take(field) switch
    {
        null => null,
        { Flag: { } flag } => flag,
        _ => throw Invalid(name, $"The field '{field}' is neither true nor false.", "Write it without quotes."),
    };

    private static Auth0Exception Invalid(string? name, string message, string action) => new(ErrorReason.InvalidImport, message, action) { Target = name };
}
