using StreamPulse.Api.Ingest;
using StreamPulse.Fuzz.Engine;

namespace StreamPulse.Fuzz.Targets;

/// <summary>Every parser of outside input.</summary>
internal static class FuzzTargets
{
    private static readonly Func<IFuzzTarget>[] Makers =
    [
        () => new AvroEventTarget(),
        () => new AvroEvolvedTarget(),
        () => new AvroSchemaTarget(),
        () => new AvroContainerTarget(),
        () => new AccessLogTarget(),
        () => new GzipTarget(),
        () => new NdjsonTarget(),
        () => new UserAgentTarget(),
        () => new CidrTarget(),
        () => new IngestTarget(IngestFormat.Json),
        () => new IngestTarget(IngestFormat.NdJson),
        () => new QueryTarget(),
        () => new CursorTarget(),
        () => new HeaderTarget(),
        () => new AlertActTarget(),
        () => new KafkaPropertiesTarget(),
    ];

    /// <summary>New ones, in the order of the report; a target is not thread-safe.</summary>
    public static IReadOnlyList<IFuzzTarget> All() => [.. Makers.Select(make => make())];
}
