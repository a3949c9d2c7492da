using System.Text;
using StreamPulse.Core.Sketches;

namespace StreamPulse.Core.Tests.Sketches;

/// <summary>Against the algorithm's published values.</summary>
public sealed class XxHash64Tests
{
    private const ulong Prime32 = 2654435761;

    /// <summary>The self-test of xxhsum 0.8.1 (cli/xsum_sanity_check.c): its generated buffer, both of its seeds.</summary>
    [Theory]
    [InlineData(0, 0, 0xEF46DB3751D8E999)]
    [InlineData(0, Prime32, 0xAC75FDA2929B17EF)]
    [InlineData(1, 0, 0xE934A84ADB052768)]
    [InlineData(1, Prime32, 0x5014607643A9B4C3)]
    [InlineData(4, 0, 0x9136A0DCA57457EE)]
    [InlineData(14, 0, 0x8282DCC4994E35C8)]
    [InlineData(14, Prime32, 0xC3BD6BF63DEB6DF0)]
    [InlineData(222, 0, 0xB641AE8CB691C174)]
    [InlineData(222, Prime32, 0x20CB8AB7AE10C14A)]
    public void Gives_the_values_of_the_reference_self_test(int length, ulong seed, ulong expected)
        => Assert.Equal(expected, XxHash64.Hash(SelfTestBuffer(length), seed));

    /// <summary>Well-known values of texts, each computed with libxxhash 0.8.1.</summary>
    [Theory]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x0B242D361FDA71BC)]
    public void Gives_the_known_values_of_texts(string text, ulong expected)
        => Assert.Equal(expected, XxHash64.Hash(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// Every path through the code: XOR and sum of the hashes of the self-test buffer's first 0 to 100 bytes, each computed with
    /// libxxhash 0.8.1.
    /// </summary>
    [Theory]
    [InlineData(0UL, 0x4FE20AC0C5108129, 0x337B7897ABCB39FB)]
    [InlineData(42UL, 0xD84DE4A7C686723D, 0x122620F5F446E061)]
    public void Gives_the_reference_values_for_every_length_up_to_100(ulong seed, ulong expectedXor, ulong expectedSum)
    {
        ulong xor = 0;
        ulong sum = 0;
        for (var length = 0; length <= 100; length++)
        {
            var hash = XxHash64.Hash(SelfTestBuffer(length), seed);
            xor ^= hash;
            sum = unchecked(sum + hash);
        }

        Assert.Equal((expectedXor, expectedSum), (xor, sum));
    }

    private static byte[] SelfTestBuffer(int length)
    {
        const ulong prime64 = 11400714785074694797;
        var buffer = new byte[length];
        var state = Prime32;
        for (var i = 0; i < length; i++)
        {
            buffer[i] = (byte)(state >> 56);
            state = unchecked(state * prime64);
        }

        return buffer;
    }
}
