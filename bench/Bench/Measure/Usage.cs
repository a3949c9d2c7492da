using System.Globalization;

namespace StreamPulse.Bench.Measure;

/// <summary>
/// Processor time of this process, of the PostgreSQL server and of the whole machine; the difference of two is what a measurement used.
/// </summary>
internal readonly record struct Usage(TimeSpan Self, TimeSpan Server, TimeSpan Machine)
{
    /// <summary>Processor time of neither this process nor the server: other programs, and kernel threads.</summary>
    public TimeSpan Others => Machine - Self - Server;

    public static Usage Now(int postmasterId) => new(Environment.CpuUsage.TotalTime, ServerCpu.Of(postmasterId), Measure.Machine.Busy);

    public static Usage operator -(Usage later, Usage earlier)
        => new(later.Self - earlier.Self, later.Server - earlier.Server, later.Machine - earlier.Machine);

    /// <summary>How many processors each kept busy.</summary>
    /// <param name="measured">Processor time of further processes that are measured, so that they are not among the others.</param>
    public ProcessorsBusy Busy(TimeSpan wall, TimeSpan measured = default) => new(Self / wall, Server / wall, (Others - measured) / wall);

    /// <summary>The same in words.</summary>
    public string Describe(TimeSpan wall)
        => string.Create(CultureInfo.InvariantCulture,
            $"processors busy: this process {Self / wall:F2}, PostgreSQL {Server / wall:F2}, "
            + $"others {Others / wall:F2}, of {Environment.ProcessorCount}");
}
