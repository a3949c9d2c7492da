using System.Text.Json.Serialization;
using StreamPulse.Import;

namespace StreamPulse.Operations.Imports;

/// <summary>What is said of rejected lines.</summary>
/// <param name="ByReason">How many by each reason.</param>
/// <param name="First">The first few.</param>
/// <param name="LooksLike">What the first few look like; null where no line was rejected.</param>
public sealed record RejectReport(
    IReadOnlyDictionary<string, long> ByReason, IReadOnlyList<RejectedLine> First, [property: JsonIgnore] ForeignFormat? LooksLike)
{
    /// <summary>No line was rejected.</summary>
    public static RejectReport None { get; } = new(new Dictionary<string, long>(), [], null);
}
