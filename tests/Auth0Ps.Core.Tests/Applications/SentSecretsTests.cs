using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Applications;

public sealed class SentSecretsTests
{
    private const string Secret = "Zx9-abcdefghijklmnopqrstuvwxyz0123456789_ABCDEFGHIJKLMNOPQRSTUVW";

    [Theory]
    [InlineData("The value '{0}' is too weak.", "The value '(secret)' is too weak.")]
    [InlineData("{0}", "(secret)")]
    [InlineData("first {0}, then {0}", "first (secret), then (secret)")]
    [InlineData("nothing of it", "nothing of it")]
    public void It_is_cut_out_wherever_it_is(string text, string left) =>
        Assert.Equal(left, SentSecrets.CutOut(string.Format(null, text, Secret), [SecureStrings.Protect(Secret)]));

    [Theory]
    [InlineData(0, 12)]
    [InlineData(20, 8)]
    [InlineData(40, 24)]
    public void So_is_a_piece_of_it(int start, int length)
    {
        var left = SentSecrets.CutOut($"Payload validation error near '{Secret.Substring(start, length)}…'", [SecureStrings.Protect(Secret)]);

        Assert.Equal("Payload validation error near '(secret)…'", left);
    }

    [Fact]
    public void Several_are_cut_out_and_a_short_one_as_a_whole()
    {
        var left = SentSecrets.CutOut($"'{Secret}' and 'hunter2' and 'hunter'", [SecureStrings.Protect(Secret), SecureStrings.Protect("hunter2")]);

        Assert.Equal("'(secret)' and '(secret)' and 'hunter'", left);
    }
}
