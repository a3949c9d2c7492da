namespace StreamPulse.Chaos.Faults;

/// <summary>Something that is done to the pipeline or to what it stands on.</summary>
/// <param name="Key">What an option calls it.</param>
/// <param name="Name">What reports call it.</param>
/// <param name="Weight">How often it is chosen, against the others.</param>
/// <param name="DoAsync">Does it and returns when its cause has gone; tells what exactly it did.</param>
internal sealed record Fault(string Key, string Name, int Weight, Func<Random, Task<string>> DoAsync);
