using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>A record: the writer's fields in the writer's order, each assigned to the reader's fields or skipped; then defaults.</summary>
internal sealed class RecordResolution(AvroRecordSchema schema) : AvroResolution
{
    private RecordFieldStep[] _steps = [];
    private object?[] _defaults = [];

    /// <summary>Why no value of the writer's record can be read; null where some can.</summary>
    public string? Problem { get; set; }

    /// <summary>Sets what to do; apart from the constructor because a record may contain itself.</summary>
    /// <param name="steps">One for each field of the writer, in its order.</param>
    /// <param name="defaults">One for each field of the reader; used where no step sets it.</param>
    public void Complete(RecordFieldStep[] steps, object?[] defaults)
    {
        _steps = steps;
        _defaults = defaults;
    }

    protected override object ReadValue(ref AvroBinaryReader reader)
    {
        if (Problem is not null)
            throw reader.Error(Problem);
        var values = (object?[])_defaults.Clone();
        foreach (var step in _steps)
        {
            if (step.Targets.Length == 0)
                AvroSkip.Skip(step.WriterSchema, ref reader);
            var start = reader;
            foreach (var target in step.Targets)
            {
                reader = start;
                values[target.ReaderIndex] = target.Resolution.Read(ref reader);
            }
        }

        return new AvroRecord(schema, values);
    }
}
