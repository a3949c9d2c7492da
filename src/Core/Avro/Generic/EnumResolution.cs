namespace StreamPulse.Core.Avro.Generic;

/// <summary>
/// An enum: the writer's symbols by position, as the reader's values; null where the reader has neither the symbol nor a default.
/// </summary>
internal sealed class EnumResolution(IReadOnlyList<string> writerSymbols, AvroEnumValue?[] values) : AvroResolution
{
    protected override object ReadValue(ref AvroBinaryReader reader)
    {
        var index = reader.ReadIndex(values.Length);
        return values[index] ?? throw reader.Error($"The reader's schema does not know the symbol '{writerSymbols[index]}'");
    }
}
