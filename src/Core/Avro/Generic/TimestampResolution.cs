namespace StreamPulse.Core.Avro.Generic;

/// <summary>An instant, read in another unit: rounded down to a coarser one, also before 1970.</summary>
/// <param name="writer">Units of the writer's type that make a second.</param>
/// <param name="reader">The same of the reader's type.</param>
internal sealed class TimestampResolution(long writer, long reader) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader bytes)
    {
        var value = bytes.ReadLong();
        if (writer >= reader)
            return (long)Math.Floor((decimal)value / (writer / reader)); // exact: a decimal has 96 bits
        var wide = (Int128)value * (reader / writer);
        return wide >= long.MinValue && wide <= long.MaxValue
            ? (long)wide
            : throw bytes.Error($"The time {value} is more than 64 bits hold in the reader's unit");
    }
}
