namespace StreamPulse.Standalone.Engine;

/// <summary>The stable words for <see cref="EngineState"/>.</summary>
internal static class EngineStateWords
{
    /// <summary>A word in snake_case.</summary>
    public static string Word(EngineState state) => state switch
    {
        EngineState.Starting => "starting",
        EngineState.Running => "running",
        EngineState.LogAway => "log_away",
        EngineState.StoreAway => "store_away",
        EngineState.Stopped => "stopped",
        EngineState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };
}
