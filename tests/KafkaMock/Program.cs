using System.Globalization;
using StreamPulse.Testing;

// A mock cluster as a program of its own, for tests and measurements that start other programs. Arguments: NAME:PARTITIONS of the topics to
// create.
// Prints the bootstrap servers, then obeys lines on standard input until it ends:
//   down BROKER | up BROKER | create TOPIC PARTITIONS | delete TOPIC | delete-records TOPIC PARTITION OFFSET
using var kafka = MockKafka.Start();
foreach (var topic in args)
    kafka.CreateTopic(topic[..topic.LastIndexOf(':')], Number(topic[(topic.LastIndexOf(':') + 1)..]));
Console.Out.WriteLine(kafka.BootstrapServers);
while (Console.In.ReadLine() is { } line)
{
    var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    switch (words)
    {
        case ["down", var broker]:
            kafka.SetDown(Number(broker));
            break;
        case ["up", var broker]:
            kafka.SetUp(Number(broker));
            break;
        case ["create", var topic, var partitions]:
            kafka.CreateTopic(topic, Number(partitions));
            break;
        case ["delete", var topic]:
            kafka.DeleteTopic(topic);
            break;
        case ["delete-records", var topic, var partition, var offset]:
            kafka.DeleteRecords(topic, Number(partition), Number(offset));
            break;
        default:
            Console.Error.WriteLine($"? {line}");
            return 2;
    }

    Console.Out.WriteLine("ok");
}

return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
