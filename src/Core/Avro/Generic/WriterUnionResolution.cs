namespace StreamPulse.Core.Avro.Generic;

/// <summary>A writer's union: the type that the record names decides how it is read.</summary>
internal sealed class WriterUnionResolution(AvroResolution[] branches) : AvroResolution
{
    protected override object? ReadValue(ref AvroBinaryReader reader)
        => branches[reader.ReadIndex(branches.Length)].Read(ref reader);
}
