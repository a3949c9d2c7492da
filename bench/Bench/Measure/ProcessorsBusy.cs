namespace StreamPulse.Bench.Measure;

/// <summary>How many processors each kept busy on average; "others" is what is left, other programs and the kernel on its own account.</summary>
internal sealed record ProcessorsBusy(double Self, double Postgresql, double Others);
