namespace StreamPulse.Core.Results;

/// <summary>Which windows to add up: those that start in [<paramref name="From"/>, <paramref name="To"/>).</summary>
/// <param name="From">First window start that belongs to it.</param>
/// <param name="To">First window start that does not belong to it any more.</param>
/// <param name="Live">Open windows that are to be added; null for committed rows alone.</param>
public sealed record WindowSelection(DateTimeOffset From, DateTimeOffset To, LiveSnapshot? Live);
