namespace StreamPulse.Testing;

/// <summary>What gets lost when a connection through a <see cref="LossyProxy"/> breaks.</summary>
public enum LostMessage
{
    /// <summary>The client's COMMIT: the server never sees it.</summary>
    CommitRequest,

    /// <summary>The server's answer to a COMMIT, which it has carried out.</summary>
    CommitAnswer,
}
