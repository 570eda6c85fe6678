using System.Globalization;
using Auth0Ps.Connections.Import;
using Auth0Ps.Rotation.Copies;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Reads a saved rotation of this module as <c>ConvertTo-Json</c> writes it: the definition; how it stood is left behind.</summary>
internal static class OwnRotation
{
    private const string Mapping = "secretsMapping";

    /// <summary>True for such a rotation.</summary>
    public static bool IsOne(ImportFields fields) => fields.Has("clientId") && fields.Has("vault") && fields.HasBelow(Mapping);

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>.</exception>
    public static RotationImport Read(ImportFields fields)
    {
        var name = fields.TakeText("name");
        var type = Choice<CredentialType>(fields, name, "credentialType");
        var isKey = type is { } chosen && CredentialKind.Of(chosen).IsKey;
        var request = new RotationRequest
        {
            Name = name,
            Description = fields.TakeText("description"),
            ProjectId = fields.TakeText("projectId"),
            Owner = fields.TakeText("owner"),
            ClientId = fields.TakeText("clientId"),
            Vault = fields.TakeText("vault"),
            SecretsMapping = TakeMapping(fields, Mapping),
            CopyTo = TakeCopies(fields, name),
            Environment = fields.TakeText("environment"),
            SecretPath = fields.TakeText("secretPath"),
            RotationInterval = RotationImport.TakeNumber(fields, name, "rotationInterval", 1, RotationGuards.LongestInterval),
            RotateAtUtc = TakeTimeOfDay(fields, name),
            RotationWindow = TakeSpan(fields, name, "rotationWindow"),
            RotateOn = TakeDays(fields, name, "rotateOn"),
            Jitter = TakeSpan(fields, name, "jitter"),
            AutoRotation = fields.Take("autoRotation")?.Flag,
            CredentialType = type,
            Overlap = TakeSpan(fields, name, "overlap"),
            KeepPrevious = fields.Take("keepPrevious")?.Flag,
            AnnounceFor = TakeSpan(fields, name, "announceFor"),
            KeyAlgorithm = isKey ? Choice<PrivateKeyAlgorithm>(fields, name, "keyAlgorithm") : null,
            KeySize = isKey ? RotationImport.TakeNumber(fields, name, "keySize", 1, int.MaxValue) : null,
        };
        var connection = fields.TakeText("connection");
        fields.PassOver(
            "id", "type", "applicationName", "keys", "activeIndex", "rotationStatus", "state", "age", "lastRotationAttemptedAt", "lastRotatedAt", "lastRotationJobId",
            "lastRotationMessage", "nextRotationAt", "appliesAt", "driftedAt", "createdAt", "updatedAt", "version", "keyAlgorithm", "keySize");
        return new RotationImport(request, fields.Left) { Connection = connection };
    }

    private static SecretsMapping TakeMapping(ImportFields fields, string path) => new()
    {
        ClientId = fields.TakeText(path + ".clientId"),
        ClientSecret = fields.TakeText(path + ".clientSecret"),
        Credential = fields.TakeText(path + ".credential"),
        PrivateKey = fields.TakeText(path + ".privateKey"),
        KeyId = fields.TakeText(path + ".keyId"),
    };

    private static List<CopyRequest>? TakeCopies(ImportFields fields, string? name)
    {
        const string Field = "copyTo";
        fields.Take(Field);
        var copies = new List<CopyRequest>();
        for (var path = Field + ".0"; fields.HasBelow(path); path = string.Create(CultureInfo.InvariantCulture, $"{Field}.{copies.Count}"))
        {
            var vault = fields.TakeText(path + ".vault") ?? throw Invalid(name, path + ".vault", "", "Name the vault that the copy goes to.");

            // A text where ConvertTo-Json was given no depth.
            copies.Add(new CopyRequest(vault, fields.HasBelow($"{path}.{Mapping}") ? TakeMapping(fields, $"{path}.{Mapping}") : fields.TakeText($"{path}.{Mapping}") is { } text ? SecretsMapping.Parse(text) : null));
        }

        return copies.Count == 0 ? null : copies;
    }

    /// <summary>As text, or as the parts that PowerShell 7 writes of a time of day.</summary>
    private static TimeOnly? TakeTimeOfDay(ImportFields fields, string? name)
    {
        const string Field = "rotateAtUtc";
        if (!fields.HasBelow(Field))
        {
            return fields.TakeText(Field) is not { } text ? null
                : TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time
                : throw Invalid(name, Field, text, "Give a time of day such as 03:30.");
        }

        var hour = RotationImport.TakeNumber(fields, name, Field + ".hour", 0, 23) ?? 0;
        var minute = RotationImport.TakeNumber(fields, name, Field + ".minute", 0, 59) ?? 0;
        fields.PassOver(Field);
        return new TimeOnly(hour, minute);
    }

    private static TimeSpan? TakeSpan(ImportFields fields, string? name, string field)
    {
        if (!fields.HasBelow(field))
        {
            return fields.TakeText(field) is not { } text ? null
                : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span
                : throw Invalid(name, field, text, "Give a span such as 1.00:00:00 for a day.");
        }

        var ticks = fields.TakeText(field + ".ticks") ?? "";
        fields.PassOver(field);
        return long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? TimeSpan.FromTicks(count) : throw Invalid(name, field, ticks, "Give a span such as 1.00:00:00 for a day.");
    }

    /// <summary>By name or number, of which PowerShell 7 writes the latter.</summary>
    private static List<DayOfWeek>? TakeDays(ImportFields fields, string? name, string field)
    {
        var days = fields.TakeList(field)?.SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return days?.Select(text => Enum.TryParse<DayOfWeek>(text, ignoreCase: true, out var day) && Enum.IsDefined(day) ? day : throw Invalid(name, field, text, $"Use {string.Join(", ", Enum.GetNames<DayOfWeek>())}.")).ToList();
    }

    private static T? Choice<T>(ImportFields fields, string? name, string field)
        where T : struct, Enum
    {
        if (fields.TakeText(field) is not { } text)
            return null;

        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw Invalid(name, field, text, $"Use {string.Join(", ", Enum.GetNames<T>())}.");
    }

    private static Auth0Exception Invalid(string? name, string field, string text, string action) =>
        new(ErrorReason.InvalidImport, $"The field '{field}' is '{text}'.", action) { Target = name };
}
