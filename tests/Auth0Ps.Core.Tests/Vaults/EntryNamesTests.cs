using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Core.Tests.Vaults;

/// <summary>What vaults take for the same name, and what no vault can be trusted with.</summary>
public sealed class EntryNamesTests
{
    [Theory]
    [InlineData("Shop", "SHOP")]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("B1", "B\u00AD1")]
    [InlineData("key", "k\u200Bey")]
    [InlineData("key", "ke\u200Dy\uFE0F")]
    [InlineData("\uFF41bc", "abc")]
    [InlineData("\uAC00", "\u1100\u1161")]
    public void Names_that_some_vault_takes_for_one(string left, string right) => Assert.True(EntryNames.AreSame(left, right));

    [Theory]
    [InlineData("B1", "B[1]")]
    [InlineData("shop-a", "shop-b")]
    [InlineData("cafe", "caf\u00E9")]
    [InlineData("a/b", "a-b")]
    public void Names_that_are_two(string left, string right) => Assert.False(EntryNames.AreSame(left, right));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\nb")]
    [InlineData("soft\u00ADhyphen")]
    [InlineData("zero\u200Bwidth")]
    [InlineData("half\uD83D")]
    [InlineData("variation\uFE0F")]
    [InlineData(" a")]
    [InlineData("a\u00A0")]
    public void Names_that_no_vault_is_given(string name)
    {
        Assert.NotNull(EntryNames.WhyNot(name));
        Assert.Throws<Auth0Exception>(() => new SecretsMapping { ClientSecret = name }.Require("billing"));
    }

    [Theory]
    [InlineData("AUTH0_CLIENT_SECRET")]
    [InlineData("team/app 1")]
    [InlineData("Überraschung")]
    [InlineData("密钥")]
    [InlineData("key-\U0001F511")]
    public void Names_that_are_fine_by_themselves(string name) => Assert.Null(EntryNames.WhyNot(name));

    [Theory]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("A", "a")]
    [InlineData("\uFF21", "a")]
    public void A_mapping_with_two_names_that_some_vault_takes_for_one_is_refused(string left, string right)
    {
        var failure = Assert.Throws<Auth0Exception>(() => new SecretsMapping { ClientId = left, ClientSecret = right }.Require("billing"));
        Assert.Contains("not all different", failure.Message, StringComparison.Ordinal);
    }
}
