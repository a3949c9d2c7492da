using StreamPulse.Postgres;

namespace StreamPulse.Log.Postgres;

/// <summary>The exceptions of the log's port that those of the driver stand for.</summary>
internal static class PostgresErrors
{
    /// <summary>Of a read, or of another call whose failure changes nothing; null for a defect, which is thrown unchanged.</summary>
    public static Exception? Translate(Exception e, string consequence)
    {
        var what = DatabaseErrors.Of(e) switch
        {
            DatabaseProblem.Full => "The disk of the event log's database is full",
            DatabaseProblem.Refused => "The event log's database does not let this program in",
            DatabaseProblem.Away => "The event log's database does not answer",
            _ => null,
        };
        return what is null ? null : new LogUnavailableException($"{what}: {DatabaseErrors.Text(e)} {consequence}".TrimEnd(), e);
    }

    /// <summary>Of an append. Only where nothing was appended is a full disk told apart from other outages.</summary>
    public static Exception? TranslateAppend(Exception e, bool isInDoubt)
        => !isInDoubt && DatabaseErrors.Of(e) == DatabaseProblem.Full
            ? new LogFullException(
                $"The disk that holds the event log is full ({DatabaseErrors.Text(e)}). Nothing was appended. Make room, then retry.", e)
            : Translate(e, isInDoubt ? "Whether the records are stored is not known." : "Nothing was appended.");
}
