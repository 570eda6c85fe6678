using System.Net;
using System.Text.Json;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>One answer, read whole.</summary>
internal sealed record Reply(HttpStatusCode Status, JsonElement Body, string Text, HttpResponseMessage Message)
{
    public JsonElement this[string name] => Body.GetProperty(name);

    public string String(string name) => Body.GetProperty(name).GetString()!;

    public bool Has(string name) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out _);

    public string Header(string name) => string.Join(',', Message.Headers.TryGetValues(name, out var values) ? values : []);

    /// <summary>Asserts the Management API's error shape.</summary>
    public void IsError(int status, string? errorCode, string message)
    {
        Assert.Equal(status, (int)Status);
        Assert.Equal(status, Body.GetProperty("statusCode").GetInt32());
        Assert.Equal(message, String("message"));
        Assert.Equal(errorCode, Has("errorCode") ? String("errorCode") : null);
        Assert.Equal("application/json; charset=utf-8", Message.Content.Headers.ContentType?.ToString());
    }

    /// <summary>Asserts the Authentication API's error shape.</summary>
    public void IsOAuthError(int status, string error, string description)
    {
        Assert.Equal(status, (int)Status);
        Assert.Equal(error, String("error"));
        Assert.Equal(description, String("error_description"));
    }
}
