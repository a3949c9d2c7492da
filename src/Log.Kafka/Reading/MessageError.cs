using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Reading;

/// <summary>The error in a message that is not a record.</summary>
/// <param name="Code">A code of librdkafka or of the protocol.</param>
internal sealed record MessageError(int Code, string Text)
{
    /// <summary>The code as the managed client names it.</summary>
    public Error ToError() => new((ErrorCode)Code, Text);
}
