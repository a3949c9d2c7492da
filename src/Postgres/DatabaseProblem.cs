namespace StreamPulse.Postgres;

/// <summary>What keeps PostgreSQL from doing what it was asked to. Each of them can pass without a change to this program.</summary>
public enum DatabaseProblem
{
    /// <summary>It cannot be reached, starts, stops, has no connection left, or gave up this attempt: try again.</summary>
    Away,

    /// <summary>Its disk is full: somebody has to make room.</summary>
    Full,

    /// <summary>
    /// It does not let this program in: user, password, database or a setting of the connection is wrong. At the start a mistake of the
    /// configuration; later somebody has changed the server, and may change it back.
    /// </summary>
    Refused,
}
