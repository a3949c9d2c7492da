namespace StreamPulse.Standalone.Engine;

/// <summary>How the engine is.</summary>
public enum EngineState
{
    /// <summary>Reading its checkpoint.</summary>
    Starting,

    /// <summary>Processing.</summary>
    Running,

    /// <summary>The log cannot be read; stored results and open windows stay as they are, and it is tried again.</summary>
    LogAway,

    /// <summary>Processing as far as its bounds allow while PostgreSQL does not take commits.</summary>
    StoreAway,

    /// <summary>Stopped as asked.</summary>
    Stopped,

    /// <summary>Ended by an error that trying again does not mend.</summary>
    Failed,
}
