namespace StreamPulse.Core.Avro.Generic;

/// <summary>A map, entry by entry, in the record's order; a key that comes twice stays twice.</summary>
internal sealed class MapResolution(AvroResolution values) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader reader)
    {
        var entries = new List<KeyValuePair<AvroText, object?>>();
        for (var count = reader.ReadBlockCount(out _); count > 0; count = reader.ReadBlockCount(out _))
        {
            for (var i = 0L; i < count; i++)
            {
                var key = new AvroText(reader.ReadBytes().ToArray());
                entries.Add(new KeyValuePair<AvroText, object?>(key, values.Read(ref reader)));
            }
        }

        return entries;
    }
}
