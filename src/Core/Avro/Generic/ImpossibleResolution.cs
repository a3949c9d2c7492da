namespace StreamPulse.Core.Avro.Generic;

/// <summary>A type of a writer's union that the reader cannot take: an error in those records that choose it, and only there.</summary>
internal sealed class ImpossibleResolution(string problem) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader reader) => throw reader.Error(problem);
}
