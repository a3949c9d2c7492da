using StreamPulse.Bench.Http;

namespace StreamPulse.Bench.Tests;

public sealed class SameAnswerTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[{"c":null}]}""", """{ "a": 1.0, "b": [ {"c": null} ] }""", true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", false)]
    [InlineData("""{"a":1,"b":null}""", """{"a":1}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    public void NamesTheirOrderAndValuesCount(string a, string b, bool areEqual) => Assert.Equal(areEqual, SameAnswer.AreEqual(a, b));
}
