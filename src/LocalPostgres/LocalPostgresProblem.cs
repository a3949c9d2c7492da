namespace StreamPulse.LocalPostgres;

/// <summary>Why a private cluster cannot be created or started.</summary>
public enum LocalPostgresProblem
{
    /// <summary>No PostgreSQL programs on this machine, or none of a usable version.</summary>
    BinariesNotFound,

    /// <summary>The account that has to run the server cannot reach the directory or the programs.</summary>
    NotReachable,

    /// <summary>The directory belongs to another user or is not writable.</summary>
    NoPermission,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>initdb failed.</summary>
    InitFailed,

    /// <summary>The server ended while starting.</summary>
    StartFailed,

    /// <summary>The server did not become ready in time.</summary>
    StartTimeout,

    /// <summary>The server did not end in time.</summary>
    StopFailed,

    /// <summary>There is no data where some was asked for; nothing was created.</summary>
    NoData,

    /// <summary>The directory holds something that this program did not make, or a part of it is missing.</summary>
    NotOurs,
}
