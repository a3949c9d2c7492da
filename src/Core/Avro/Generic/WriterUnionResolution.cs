namespace StreamPulse.Core.Avro.Generic;

/// <summary>A writer's union: the type that the record chose decides how to go on.</summary>
internal sealed class WriterUnionResolution(AvroResolution[] branches) : AvroResolution
{
    protected override object? ReadValue(ref AvroBinaryReader reader)
        => branches[reader.ReadIndex(branches.Length)].Read(ref reader);
}
