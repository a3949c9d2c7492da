namespace StreamPulse.Core.Avro.Generic;

/// <summary>An array, item by item.</summary>
internal sealed class ArrayResolution(AvroResolution items) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader reader)
    {
        var values = new List<object?>();
        for (var count = reader.ReadBlockCount(out _); count > 0; count = reader.ReadBlockCount(out _))
        {
            for (var i = 0L; i < count; i++)
                values.Add(items.Read(ref reader));
        }

        return values;
    }
}
