using StreamPulse.Log;

namespace StreamPulse.Storage.Restore;

/// <summary>
/// The checkpoints in the database are offsets of another log. A user error; the message says what to do. Trying again does not help.
/// </summary>
public sealed class LogMismatchException(LogIdentity stored, LogIdentity found) : Exception(Describe(stored, found))
{
    private static string Describe(LogIdentity stored, LogIdentity found)
        => stored.Kind == found.Kind && stored.Name == found.Name
            ? $"{Name(found)} was deleted and made again (it is {found.Incarnation}, this database knows {stored.Incarnation}): its "
                + "offsets begin anew, so the checkpoints and rows here say nothing of it. Use another, empty database for the new topic; "
                + "the rows of the old one stay as they are here."
            : $"The rows in this database were made from {Name(stored)}, and {Name(found)} is to be read now. Checkpoints are offsets of "
                + "one log. Use another database for it, or the log that this one belongs to.";

    private static string Name(LogIdentity log) => log.Kind switch
    {
        "embedded" => "the embedded log",
        "kafka" => $"the Kafka topic '{log.Name}'",
        _ => $"the {log.Kind} log '{log.Name}'",
    };
}
