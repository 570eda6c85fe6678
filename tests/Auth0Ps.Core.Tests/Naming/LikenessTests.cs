using Auth0Ps.Naming;

namespace Auth0Ps.Core.Tests.Naming;

public sealed class LikenessTests
{
    private static readonly string[] Names = ["Inventory Sync", "Inventory Sink", "Billing Service", "spa", "native", "東京注文アプリ"];

    [Theory]
    [InlineData("Inventroy Sync", "Inventory Sync")]
    [InlineData("inventory sync", "Inventory Sync")]
    [InlineData("Biling Servise", "Billing Service")]
    [InlineData("spaa", "spa")]
    [InlineData("nativ", "native")]
    [InlineData("東京注文アブリ", "東京注文アプリ")]
    public void Finds_what_was_meant(string typed, string meant) => Assert.Equal(meant, Likeness.Nearest(typed, Names));

    [Theory]
    [InlineData("")]
    [InlineData("teapot")]
    [InlineData("Something else altogether")]
    [InlineData("Inventory")]
    public void Finds_nothing_where_nothing_is_like_it(string typed) => Assert.Null(Likeness.Nearest(typed, Names));
}
