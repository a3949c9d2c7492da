namespace StreamPulse.LocalPostgres;

/// <summary>How the server ends.</summary>
public enum StopMode
{
    /// <summary>Sessions are ended and a checkpoint is written; the next start needs no recovery.</summary>
    Fast,

    /// <summary>
    /// Like a crash: no checkpoint is written, the next start recovers from the write-ahead log. No committed transaction is lost.
    /// </summary>
    Immediate,
}
