namespace StreamPulse.Pipeline.Ports;

/// <summary>
/// Another process has moved on what this one wanted to change: a checkpoint, the closing of a window, or the ownership of the store.
/// Nothing was stored. What the caller holds is out of date: it must begin again from the store, or stop. Trying the same again does not
/// help.
/// </summary>
public sealed class FencedException(string message) : Exception(message);
