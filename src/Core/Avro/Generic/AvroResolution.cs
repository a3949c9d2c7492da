namespace StreamPulse.Core.Avro.Generic;

/// <summary>
/// How a value that one schema wrote is read as another's. Made once per pair of schemas, then used for any number of values.
/// </summary>
internal abstract class AvroResolution
{
    /// <summary>Reads one value; its shape is described at <see cref="AvroRecord"/>.</summary>
    /// <exception cref="AvroFormatException">The bytes are no such value, or one that the reader's schema does not accept.</exception>
    public object? Read(ref AvroBinaryReader reader)
    {
        reader.Step();
        reader.Enter();
        var value = ReadValue(ref reader);
        reader.Leave();
        return value;
    }

    protected abstract object? ReadValue(ref AvroBinaryReader reader);
}
