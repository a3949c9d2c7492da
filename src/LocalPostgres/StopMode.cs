namespace StreamPulse.LocalPostgres;

/// <summary>How the server ends.</summary>
public enum StopMode
{
    /// <summary>Sessions are ended, everything is written out; the next start needs no recovery.</summary>
    Fast,

    /// <summary>Like a crash: nothing is written out, the next start recovers from the write-ahead log. No committed transaction is lost.</summary>
    Immediate,
}
