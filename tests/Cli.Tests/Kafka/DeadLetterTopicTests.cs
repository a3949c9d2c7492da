using System.Text;
using StreamPulse.Log.Kafka.DeadLetters;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>What the dead-letter topic gets when a broker refuses.</summary>
public sealed class DeadLetterTopicTests : IDisposable
{
    private const short Produce = 0;
    private const int MessageSizeTooLarge = 10;
    private const int OutOfOrderSequenceNumber = 45;
    private const int InvalidRecord = 87;

    private readonly Broker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task RefusedOnlyBecauseOfItsNeighbours_ARecordGoesWhole()
    {
        await using var topic = new KafkaDeadLetterTopic(_broker.Options);
        _broker.Mock.FailNext(Produce, MessageSizeTooLarge);

        var result = await topic.PublishAsync([Letter(1), Letter(2)], CancellationToken.None);

        Assert.Equal([1, 2], result.Published.Order());
        Assert.Equal(0, result.Truncated);
        Assert.All(_broker.Read(Broker.DeadLetterTopic, 1, 2), r => Assert.Equal("value"u8.ToArray(), r.Message.Value));
    }

    [Theory]
    [InlineData(2, "value", true)]
    [InlineData(3, "key,value", false)]
    public async Task TooLargeByItself_ItGoesWithoutWhatDoesNotFit_AndSaysSo(int refusals, string leftOut, bool hasKey)
    {
        await using var topic = new KafkaDeadLetterTopic(_broker.Options);
        _broker.Mock.FailNext(Produce, [.. Enumerable.Repeat(MessageSizeTooLarge, refusals)]);

        var result = await topic.PublishAsync([Letter(7)], CancellationToken.None);

        Assert.Equal([7], result.Published);
        Assert.Equal(1, result.Truncated);
        var message = _broker.Read(Broker.DeadLetterTopic, 1, 1).Single().Message;
        Assert.Null(message.Value);
        Assert.Equal(hasKey, message.Key is not null);
        Assert.Equal(leftOut, Encoding.UTF8.GetString(message.Headers.GetLastBytes(DeadLetterHeaders.Truncated)));
        Assert.Equal("5", Encoding.UTF8.GetString(message.Headers.GetLastBytes(DeadLetterHeaders.ValueBytes)));
        Assert.Equal("7", Encoding.UTF8.GetString(message.Headers.GetLastBytes(DeadLetterHeaders.Id)));
    }

    [Theory]
    [InlineData(InvalidRecord)]
    [InlineData(OutOfOrderSequenceNumber)] // an idempotent producer cannot go on after it
    public async Task WhatIsRefused_IsAProblemAndNotPublished_AndGoesLater(int error)
    {
        await using var topic = new KafkaDeadLetterTopic(_broker.Options);
        _broker.Mock.FailNext(Produce, error);

        var refused = await topic.PublishAsync([Letter(1)], CancellationToken.None);
        Assert.Empty(refused.Published);
        Assert.NotNull(refused.Problem);

        var published = await topic.PublishAsync([Letter(1)], CancellationToken.None);
        Assert.True(published.Problem is null, published.Problem);
        Assert.Equal([1], published.Published);
    }

    private static DeadLetterRecord Letter(long id)
        => new(id, 0, id, "undecodable_avro", "No event.", null, "key"u8.ToArray(), "value"u8.ToArray());
}
