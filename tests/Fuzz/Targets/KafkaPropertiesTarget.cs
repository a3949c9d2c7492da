using System.Text;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Log.Kafka;

namespace StreamPulse.Fuzz.Targets;

/// <summary>A file of Kafka client properties.</summary>
internal sealed class KafkaPropertiesTarget : IFuzzTarget
{
    private static readonly string[] Texts = [
        "security.protocol=SASL_SSL", "sasl.password = se=cr#et ", "# comment", " #", "=x", "novalue", "a=", "  key\t=\tvalue",
        "ssl.ca.location=/etc/ssl/ca.pem"];

    public string Name => "kafka-properties";

    public string What => "files of Kafka client properties";

    public IReadOnlyList<byte[]> Tokens => TextTokens.Of("=", "#", "\n", "\r", " ", "\t", "key=value\n", "\uFEFF");

    public byte[] Generate(Random random) => Lines.Join(random, static random => Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]));

    public FuzzOutcome Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input).ReplaceLineEndings("\n").Split('\n');
        var lines = text.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
        try
        {
            var properties = KafkaPropertiesFile.Parse(text, "file");
            Expect.Equal(lines.Count, properties.Count, "Every line that is no comment is a property");
            Expect.That(properties.Zip(lines)
                .All(pair => pair.First.Key.Length > 0 && pair.Second.StartsWith(pair.First.Key, StringComparison.Ordinal)
                && pair.Second.EndsWith(pair.First.Value, StringComparison.Ordinal)), "Keys and values are those of the line");
            return new FuzzOutcome(properties.Count == 0 ? "nothing in it" : "accepted", new string('p', Math.Min(properties.Count, 5)));
        }
        catch (KafkaOptionsException e)
        {
            var wrong = lines.Find(line => line.IndexOf('=', StringComparison.Ordinal) <= 0);
            Expect.That(wrong is not null && e.Message.Contains(", line ", StringComparison.Ordinal),
                "Only a line without a key is refused, by its number", e.Message);
            return new FuzzOutcome("refused");
        }
    }

    public long AllowedAllocationBytes(int inputBytes) => 256 * 1024 + (256L * inputBytes);
}
