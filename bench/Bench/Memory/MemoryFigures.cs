namespace StreamPulse.Bench.Memory;

/// <summary>Figures that the measured process reports.</summary>
/// <param name="HeapBytes">Live bytes of the managed heap, after a full collection.</param>
/// <param name="HeapBytesBefore">The same before the silo was started.</param>
/// <param name="WorkingSetBytes">At the end of the log.</param>
/// <param name="WorkingSetBytesSettled">After the full collection.</param>
/// <param name="WorkingSetBytesMax">At the most until the end of the log.</param>
internal sealed record MemoryFigures(
    int OpenWindows, int OpenContents, long HeapBytes, long HeapBytesBefore, long WorkingSetBytes, long WorkingSetBytesSettled,
    long WorkingSetBytesMax);
