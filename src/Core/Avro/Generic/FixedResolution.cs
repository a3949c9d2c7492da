namespace StreamPulse.Core.Avro.Generic;

/// <summary>A fixed of the same size on both sides.</summary>
internal sealed class FixedResolution(int sizeBytes) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader reader) => reader.ReadFixed(sizeBytes).ToArray();
}
