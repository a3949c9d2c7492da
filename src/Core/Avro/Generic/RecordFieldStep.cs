using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>What to do with one field of the writer's record.</summary>
/// <param name="Targets">The reader's fields for it; none to pass over it.</param>
internal sealed record RecordFieldStep(AvroSchema WriterSchema, RecordFieldTarget[] Targets);

/// <summary>A field of the reader that a field of the writer is read as.</summary>
/// <param name="ReaderIndex">Position of the reader's field.</param>
internal sealed record RecordFieldTarget(AvroResolution Resolution, int ReaderIndex);
