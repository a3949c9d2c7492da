using System.Security.Claims;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Tests.Security;

/// <summary>The caller's name is the subject of its token and nothing else.</summary>
public sealed class CallerTests
{
    [Theory]
    [InlineData("sub", "ann", "ann")]
    [InlineData("sub", "", null)]
    [InlineData("name", "ann", null)]
    [InlineData(ClaimTypes.NameIdentifier, "ann", null)]
    public void The_name_of_a_caller_is_the_subject_of_its_token(string claim, string value, string? name)
        => Assert.Equal(
            name, Caller.SubjectOf(new ClaimsPrincipal(new ClaimsIdentity([new Claim(claim, value)], "Bearer", "name", "role"))));

    [Fact]
    public void A_caller_without_a_token_has_no_name()
        => Assert.Null(Caller.SubjectOf(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "ann")]))));
}
