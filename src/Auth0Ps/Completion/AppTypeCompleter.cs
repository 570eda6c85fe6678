namespace Auth0Ps.Completion;

/// <summary>Offers the common application types; Auth0 has more, and any of them is accepted.</summary>
public sealed class AppTypeCompleter() : ValueListCompleter(
    ("non_interactive", "machine to machine"),
    ("regular_web", "regular web application"),
    ("spa", "single page application"),
    ("native", "native application"),
    ("resource_server", "API client of a resource server"),
    ("express_configuration", "express configuration"),
    ("sso_integration", "SSO integration"));
