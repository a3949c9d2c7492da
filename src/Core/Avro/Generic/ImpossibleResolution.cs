namespace StreamPulse.Core.Avro.Generic;

/// <summary>A type of a writer's union that the reader does not accept: an error only in those records that use it.</summary>
internal sealed class ImpossibleResolution(string problem) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader reader) => throw reader.Error(problem);
}
