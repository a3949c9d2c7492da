using Confluent.Kafka;

namespace StreamPulse.Log.Kafka;

/// <summary>Translates the client's errors for users of a log.</summary>
internal static class KafkaErrors
{
    /// <summary>The port's exception for an error that ended a request or a read.</summary>
    public static LogUnavailableException Unavailable(KafkaOptions options, Error error, Exception? inner = null)
        => new(Describe(options, error), inner);

    /// <summary>One sentence, with what to do where that is known.</summary>
    public static string Describe(KafkaOptions options, Error error)
        => error.Code switch
        {
            ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
                => $"Topic {options.Topic} does not exist at {options.BootstrapServers}. Create it, or start with --create-topics "
                    + "(Kafka:CreateTopics).",
            ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
                => $"Kafka at {options.BootstrapServers} does not permit it: {error.Reason}. Topic {options.Topic} needs Read and Describe "
                    + $"(Write for a producer), group {options.GroupId} Read.",
            ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication
                => $"Kafka at {options.BootstrapServers} refuses the credentials: {error.Reason}. Check Kafka:Properties:sasl.*.",
            ErrorCode.Local_Ssl
                => $"No TLS connection to Kafka at {options.BootstrapServers}: {error.Reason}. Check Kafka:Properties:ssl.*.",
            ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_Resolve
                or ErrorCode.RequestTimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_WaitCoord or ErrorCode.Local_MsgTimedOut
                => $"Kafka at {options.BootstrapServers} cannot be reached: {error.Reason}.",
            _ => $"Kafka at {options.BootstrapServers}: {error.Reason} ({error.Code}).",
        };

    /// <summary>Whether the error says that no broker can be reached.</summary>
    public static bool IsOutage(Error error)
        => error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed
            or ErrorCode.Local_Ssl;
}
