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
    /// The events one after the other. Strings that are not UTF-8 have U+FFFD in their place; where the event is appended to a
    /// log, <see cref="ReadEncoded"/> keeps them for the validator to see.
    /// </summary>
    /// <exception cref="AvroFormatException">The file is damaged or incomplete; the events before it have been given.</exception>
    public IEnumerable<ContentDownloadEvent> ReadEvents()
    {
        var resolver = AvroResolver.Create(ContentDownloadSchema.Schema, ContentDownloadSchema.Schema);
        foreach (var avro in ReadEncoded())
            yield return GenericEvents.ToEvent((AvroRecord)resolver.Read(avro.Span)!, out _);
    }

    /// <summary>The events one after the other as bare Avro of our own schema, each valid until the next one is read.</summary>
    /// <exception cref="AvroFormatException">The file is damaged or incomplete; the events before it have been given.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> ReadEncoded()
    {
        while (_blocks.MoveNext())
        {
            var position = 0;
            var stepsLeft = AvroBinaryReader.StepsFor(_blocks.Records.Length);
            for (var i = 0L; i < _blocks.RecordCount; i++)
                yield return ReadNext(ref position, ref stepsLeft);
            if (position < _blocks.Records.Length)
                throw Error($"A block has {_blocks.Records.Length - position} bytes left over", position);
        }
    }

    private ReadOnlyMemory<byte> ReadNext(ref int position, ref long stepsLeft)
    {
        var start = position;
        var reader = new AvroBinaryReader(_blocks.Records.Span[start..], stepsLeft);
        try
        {
            if (_schema.IsOurs)
            {
                AvroSkip.Skip(_schema.Schema, ref reader);
                return _blocks.Records.Slice(start, reader.Position);
            }

            _scratch.ResetWrittenCount();
            AvroValueWriter.Write(ContentDownloadSchema.Schema, _schema.Resolver.Read(ref reader), _scratch);
            return _scratch.WrittenMemory;
        }
        catch (AvroFormatException e)
        {
            throw Error(e.Problem, start + (int)e.Position);
        }
        finally
        {
            position = start + reader.Position;
            stepsLeft = reader.StepsLeft;
        }
    }

    /// <summary>An error with its place in the file; in a compressed block that is where the block's data starts.</summary>
    private AvroFormatException Error(string problem, int positionInBlock) => _header.Codec == AvroCodec.Null
        ? new AvroFormatException(problem, _blocks.DataPosition + positionInBlock)
        : new AvroFormatException($"{problem}, at byte {positionInBlock} of a block once inflated", _blocks.DataPosition);
}
