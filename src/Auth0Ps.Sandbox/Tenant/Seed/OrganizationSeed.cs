using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Seeds organizations: some with a display name of their own, some without, some with branding and metadata.</summary>
internal static class OrganizationSeed
{
    private static readonly (string Name, string? DisplayName)[] Names =
    [
        ("acme", "Acme Corporation"), ("globex-industries", "Globex Industries"), ("muenchner_werke", "Münchner Werke"),
        ("initech", null), ("umbrella-eu", "Umbrella (Europe)"), ("soylent", "ソイレント"),
    ];

    public static IReadOnlyList<Organization> All(DateTimeOffset now) =>
    [
        .. Names.Select((organization, index) => new Organization
        {
            Id = Identifiers.Organization(),
            Name = organization.Name,
            CreatedAt = now.AddMinutes(index - Names.Length),
            Settings = JsonText.ObjectElement(writer =>
            {
                writer.WriteOptional("display_name", organization.DisplayName);
                if (index % 3 != 0)
                    return;
                writer.WriteStartObject("branding");
                writer.WriteString("logo_url", $"https://cdn.example.com/{organization.Name}.png");
                writer.WriteEndObject();
                writer.WriteStartObject("metadata");
                writer.WriteString("plan", "gold");
                writer.WriteEndObject();
            }),
        }),
    ];
}
