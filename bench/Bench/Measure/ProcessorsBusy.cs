namespace StreamPulse.Bench.Measure;

/// <summary>How many processors each kept busy on average; "others" is the rest: other programs and kernel threads.</summary>
internal sealed record ProcessorsBusy(double Self, double Postgresql, double Others);
