using System.Buffers;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro.Containers;

/// <summary>
/// Reads events from an Avro object container file, whatever schema it was written with as long as it resolves to ours.
/// Reads forward once, holding one block at a time; leaves the stream open.
/// </summary>
public sealed class AvroContainerReader
{
    private readonly AvroContainerHeader _header;
    private readonly AvroWriterSchema _schema;
    private readonly AvroBlockReader _blocks;
    private readonly ArrayBufferWriter<byte> _scratch = new();

    /// <summary>Reads the file's header.</summary>
    /// <exception cref="AvroFormatException">It is no container file, its header is damaged, or its codec is not known here.</exception>
    /// <exception cref="AvroSchemaException">The file's schema cannot be read as ours.</exception>
    public AvroContainerReader(Stream stream, AvroContainerOptions? options = null)
    {
        options ??= new AvroContainerOptions();
        var input = new AvroStreamReader(stream);
        _header = AvroContainerHeader.Read(input, options.MaxHeaderBytes);
        _schema = new AvroWriterSchema(_header.Schema, AvroSchemaSet.ReaderOf(options.ReaderSchema));
        _blocks = new AvroBlockReader(input, _header, options.MaxBlockBytes);
    }

    /// <summary>How the file is compressed.</summary>
    public AvroCodec Codec => _header.Codec;

    /// <summary>The schema that the file was written with.</summary>
    public AvroSchema WriterSchema => _header.Schema;

    /// <summary>
    /// The events one after the other, of a file in which every record is one. Strings that are not UTF-8 have U+FFFD in their place; where
    /// the event is appended to a log, <see cref="ReadRecords"/> keeps them for the validator to see.
    /// </summary>
    /// <exception cref="AvroFormatException">
    /// A record is no event, or the file is damaged or incomplete; the events before it have been given.
    /// </exception>
    public IEnumerable<ContentDownloadEvent> ReadEvents()
    {
        var resolver = AvroResolver.Create(ContentDownloadSchema.Schema, ContentDownloadSchema.Schema);
        foreach (var record in ReadRecords())
        {
            if (record.Problem is { } problem)
                throw problem;
            yield return GenericEvents.ToEvent((AvroRecord)resolver.Read(record.Avro.Span)!, out _);
        }
    }

    /// <summary>
    /// Everything that the file has, in its order. A record that is no event takes no other along; where a record's end cannot be found,
    /// the rest of its block is lost, and reading goes on with the next block.
    /// </summary>
    /// <exception cref="AvroFormatException">The end of a block cannot be found; what comes before it has been given.</exception>
    public IEnumerable<AvroContainerRecord> ReadRecords()
    {
        while (_blocks.MoveNext())
        {
            if (_blocks.Damage is { } damage)
            {
                yield return new AvroContainerRecord(default, damage, _blocks.Records, Math.Max(1, _blocks.RecordCount), IsDamage: true);
                continue;
            }

            var position = 0;
            var isDamaged = false;
            var stepsLeft = AvroBinaryReader.StepsFor(_blocks.Records.Length);
            for (var i = 0L; i < _blocks.RecordCount && !isDamaged; i++)
            {
                var record = ReadNext(ref position, ref stepsLeft, _blocks.RecordCount - i);
                isDamaged = record.IsDamage;
                yield return record;
            }

            if (!isDamaged && position < _blocks.Records.Length)
                yield return Damaged(Error($"A block has {_blocks.Records.Length - position} bytes left over", position), position, 1);
        }
    }

    private AvroContainerRecord ReadNext(ref int position, ref long stepsLeft, long recordsLeft)
    {
        var start = position;
        var reader = new AvroBinaryReader(_blocks.Records.Span[start..], stepsLeft);
        AvroFormatException? problem = null;
        try
        {
            if (!_schema.IsOurs)
            {
                _scratch.ResetWrittenCount();
                AvroValueWriter.Write(ContentDownloadSchema.Schema, _schema.Resolver.Read(ref reader), _scratch);
                (position, stepsLeft) = (start + reader.Position, reader.StepsLeft);
                return new AvroContainerRecord(_scratch.WrittenMemory, null, default, 1, IsDamage: false);
            }
        }
        catch (AvroFormatException e)
        {
            // Where it is whole by the writer's schema, the next record starts after it.
            problem = Error(e.Problem, start + (int)e.Position);
            reader = new AvroBinaryReader(_blocks.Records.Span[start..], reader.StepsLeft);
        }

        try
        {
            AvroSkip.Skip(_schema.Schema, ref reader);
        }
        catch (AvroFormatException e)
        {
            return Damaged(problem ?? Error(e.Problem, start + (int)e.Position), start, recordsLeft);
        }

        (position, stepsLeft) = (start + reader.Position, reader.StepsLeft);
        var record = _blocks.Records[start..position];
        return problem is null
            ? new AvroContainerRecord(record, null, default, 1, IsDamage: false)
            : new AvroContainerRecord(default, problem, record, 1, IsDamage: false);
    }

    /// <summary>The rest of the block, from a position on. A record takes a byte at least, whatever the block claims.</summary>
    private AvroContainerRecord Damaged(AvroFormatException problem, int position, long recordsLeft)
    {
        var rest = _blocks.Records[position..];
        return new AvroContainerRecord(default, problem, rest, Math.Clamp(recordsLeft, 1, Math.Max(1, rest.Length)), IsDamage: true);
    }

    /// <summary>An error with its place in the file; in a compressed block that is where the block's data starts.</summary>
    private AvroFormatException Error(string problem, int positionInBlock) => _header.Codec == AvroCodec.Null
        ? new AvroFormatException(problem, _blocks.DataPosition + positionInBlock)
        : new AvroFormatException($"{problem}, at byte {positionInBlock} of a block once inflated", _blocks.DataPosition);
}
