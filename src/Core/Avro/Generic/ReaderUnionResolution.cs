namespace StreamPulse.Core.Avro.Generic;

/// <summary>A reader's union: a value is read as the first of its types that accepts it.</summary>
internal sealed class ReaderUnionResolution(int branch, AvroResolution value) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader reader) => new AvroUnionValue(branch, value.Read(ref reader));
}
