namespace StreamPulse.Storage.Commits;

/// <summary>
/// Another process has moved a checkpoint of this log since this one last committed, or has begun after this one. Nothing of this batch was stored. This process must stop:
/// its rows would be right, but two that write in turn would get in each other's way. Trying again does not help.
/// </summary>
public sealed class FencedException(string message) : Exception(message);
