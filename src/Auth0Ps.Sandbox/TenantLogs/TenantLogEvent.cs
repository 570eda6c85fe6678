using System.Text.Json;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.TenantLogs;

/// <summary>One event of the tenant's log, as the Management API shows it. Kept as text: a tenant may have very many.</summary>
/// <param name="Id">56 digits that grow with time.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Json">The event in UTF-8; no secret is in it.</param>
internal sealed record TenantLogEvent(string Id, DateTimeOffset Time, ReadOnlyMemory<byte> Json)
{
    /// <summary>The members.</summary>
    public JsonElement Read() => JsonText.Parse(Json);
}
