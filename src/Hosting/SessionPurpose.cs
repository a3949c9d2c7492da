namespace StreamPulse.Hosting;

/// <summary>What a program does with the database that it opens.</summary>
public enum SessionPurpose
{
    /// <summary>It looks at data, or changes data that is there. Where there is none, nothing is created, and opening fails.</summary>
    Look,

    /// <summary>It may be the first to write: what is missing is created.</summary>
    Write,

    /// <summary>
    /// It runs the pipeline: what is missing is created, and the last such session stops the private cluster, whoever started it.
    /// </summary>
    RunPipeline,
}
