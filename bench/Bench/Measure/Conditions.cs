namespace StreamPulse.Bench.Measure;

/// <summary>Load from other programs before and after a measurement; the load during it is part of its figures.</summary>
/// <param name="OthersBefore">How many processors others kept busy in the second before.</param>
/// <param name="OthersAfter">The same in the second after.</param>
/// <param name="LoadBefore">Load averages over 1, 5 and 15 minutes; they trail by minutes.</param>
/// <param name="LoadAfter">The same afterwards.</param>
internal sealed record Conditions(double OthersBefore, double OthersAfter, string LoadBefore, string LoadAfter);
