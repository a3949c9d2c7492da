using System.Net;
using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Import.Clients;
using StreamPulse.Import.Tests.Support;

namespace StreamPulse.Import.Tests.AccessLogs;

public sealed class CidrTableTests
{
    private const string Text = """
        # ranges of the test networks
        192.0.2.0/24      EU-Paris   Paris     # documentation
        192.0.2.128/25    EU-Berlin  Berlin
        192.0.2.200       EU-London
        0.0.0.0/0         elsewhere
        2001:db8::/32	ASIA-Tokyo	Tokyo
        2001:db8:1::/48   ASIA-Seoul Seoul City
        """;

    [Theory]
    [InlineData("192.0.2.1", "EU-Paris", "Paris")]
    [InlineData("192.0.2.129", "EU-Berlin", "Berlin")]
    [InlineData("192.0.2.200", "EU-London", "")]
    [InlineData("::ffff:192.0.2.200", "EU-London", "")]
    [InlineData("198.51.100.1", "elsewhere", "")]
    [InlineData("2001:db8:ffff::1", "ASIA-Tokyo", "Tokyo")]
    [InlineData("2001:db8:1::1", "ASIA-Seoul", "Seoul City")]
    public void The_longest_range_that_covers_an_address_wins(string address, string region, string city)
    {
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(Text));
        var table = CidrTable.Load(file.Path);
        Assert.Equal(6, table.Count);
        Assert.True(table.TryFind(IPAddress.Parse(address), out var place));
        Assert.Equal(new CidrPlace(region, city), place);
    }

    [Fact]
    public void An_address_outside_all_ranges_has_no_place()
    {
        var table = CidrTable.Read(new StringReader(Text), "table");
        Assert.False(table.TryFind(IPAddress.Parse("2001:db9::1"), out _));
        Assert.False(CidrTable.Read(new StringReader(""), "empty").TryFind(IPAddress.Parse("192.0.2.1"), out _));
    }

    /// <summary>Against the framework's own network type and a search through all ranges.</summary>
    [Fact]
    public void Agrees_with_a_search_through_all_ranges()
        => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new System.Random(seed);
            var ranges = Enumerable.Range(0, 30).Select(i => (Network: Network(random), Region: $"region-{i}"))
                .DistinctBy(range => range.Network).ToList();
            var table = CidrTable.Read(
                new StringReader(string.Join('\n', ranges.Select(range => $"{range.Network} {range.Region}"))), "table");
            for (var i = 0; i < 50; i++)
            {
                var address = Address(random);
                var expected = ranges.Where(range => range.Network.Contains(address)).OrderByDescending(range => range.Network.PrefixLength)
                    .Select(range => range.Region).FirstOrDefault();
                Assert.Equal(expected, table.TryFind(address, out var place) ? place.Region : null);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(
        "192.0.2.0/33 EU-Paris", "table, line 2: expected an address range such as 192.0.2.0/24 or 2001:db8::/32, found '192.0.2.0/33'")]
    [InlineData("192.0.2/x EU-Paris", "table, line 2: expected an address range")]
    [InlineData("192.0.2.0/24", "table, line 2: expected 'CIDR region [city]', found '192.0.2.0/24'")]
    [InlineData("10.1.0.0/8 EU-Paris", "table, line 2: expected one place for 10.1.0.0/8, found another than in line 1")]
    public void An_error_names_the_line(string line, string error)
        => Assert.StartsWith(error,
            Assert.Throws<ImportException>(() => CidrTable.Read(new StringReader("10.0.0.0/8 EU-London\n" + line), "table")).Message);

    [Fact]
    public void A_table_that_is_not_there_is_said_so()
        => Assert.Contains("there is no such file", Assert.Throws<ImportException>(() => CidrTable.Load("/nowhere/ranges.txt")).Message);

    private static IPNetwork Network(Random random)
    {
        var length = random.Next(0, 17);
        var bits = (uint)(random.Next(4) << 24 | random.Next(4) << 16);
        var masked = length == 0 ? 0 : bits & (uint.MaxValue << (32 - length));
        return new IPNetwork(Address(masked), length);
    }

    private static IPAddress Address(Random random) => Address((uint)(random.Next(5) << 24 | random.Next(5) << 16 | random.Next(65_536)));

    private static IPAddress Address(uint bits) => new([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]);
}
