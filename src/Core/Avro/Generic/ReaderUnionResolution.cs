namespace StreamPulse.Core.Avro.Generic;

/// <summary>A reader's union: what was written is read as the first of its types that can take it.</summary>
internal sealed class ReaderUnionResolution(int branch, AvroResolution value) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader reader) => new AvroUnionValue(branch, value.Read(ref reader));
}
