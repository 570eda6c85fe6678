using Auth0Ps.Naming;

namespace Auth0Ps.Core.Tests.Naming;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Billing API", "billing-api")]
    [InlineData("  Größe & Übermut!  ", "grosse-ubermut")]
    [InlineData("Café – Señal", "cafe-senal")]
    [InlineData("a__b--c", "a-b-c")]
    [InlineData("Æther (ØX)", "aether-ox")]
    [InlineData("日本語", "")]
    [InlineData("日本 Store", "store")]
    [InlineData("-", "")]
    [InlineData(null, "")]
    public void Any_name_becomes_a_slug_or_nothing(string? name, string slug)
    {
        Assert.Equal(slug, Slug.From(name));
        Assert.True(slug.Length == 0 || Slug.IsValid(slug));
    }

    [Fact]
    public void Long_names_are_cut_without_a_hyphen_at_the_end()
    {
        var slug = Slug.From(new string('a', 63) + " b");

        Assert.Equal(new string('a', 63), slug);
        Assert.True(Slug.IsValid(slug));
    }

    [Theory]
    [InlineData("Prod", "prod")]
    [InlineData("my connection", "my-connection")]
    [InlineData("a--b", "a-b")]
    [InlineData("-a", "a")]
    [InlineData("\ud800", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_name_that_is_no_slug_is_refused_with_one_that_would_do(string? name, string? proposal)
    {
        var refusal = Assert.Throws<Auth0Exception>(() => Slug.Require(name));

        Assert.Equal(ErrorReason.InvalidName, refusal.Reason);
        if (proposal is not null)
            Assert.Contains(proposal, refusal.RecommendedAction, StringComparison.Ordinal);
    }
}
