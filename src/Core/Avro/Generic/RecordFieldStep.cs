using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>What to do with one field of the writer's record.</summary>
/// <param name="Resolution">How to read it; null to pass over it.</param>
/// <param name="ReaderIndex">Position of the reader's field for it; -1 to skip it.</param>
internal sealed record RecordFieldStep(AvroSchema WriterSchema, AvroResolution? Resolution, int ReaderIndex);
